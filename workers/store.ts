import { serveStore } from '../src/run/evaluators/storeProcess.js';

await serveStore(process.argv[2] ?? '');
