import { parentPort, workerData } from 'node:worker_threads';
import { serveEvaluators, type ThreadStart } from '../src/run/evaluators/evaluatorThread.js';

if (parentPort === null) throw new Error('this is the program of a worker thread');
await serveEvaluators(parentPort, workerData as ThreadStart);
