import { parentPort, workerData } from 'node:worker_threads';
import { describe, type Descriptions } from '../src/run/evaluators/describeEvaluators.js';

const told: Descriptions = await describe(workerData as string[]).then(
  (evaluators) => ({ evaluators }),
  (error: Error) => ({ error: error.message }),
);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(told);
