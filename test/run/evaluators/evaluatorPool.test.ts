import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RequestError } from '../../../src/index.js';
import type { EvaluatedSpace } from '../../../src/run/evaluators/evaluateOne.js';
import { EvaluatorPool } from '../../../src/run/evaluators/evaluatorPool.js';

// Worker threads load no TypeScript: this program speaks as one does. Its task 3 ends the thread.
const PROGRAM = `
  import { appendFileSync, existsSync, readFileSync } from 'node:fs';
  import { parentPort, workerData } from 'node:worker_threads';
  const [log, brokenLoads] = workerData.evaluators;
  const remember = (what) => appendFileSync(log, what + ' ');
  const loads = existsSync(log) ? readFileSync(log, 'utf8').split('load').length - 1 : 0;
  remember('load');
  if (brokenLoads === 'hang') setInterval(() => undefined, 1000);
  else if (brokenLoads.split(',').includes(String(loads))) parentPort.postMessage({ kind: 'broken', reason: 'no GPU' });
  else {
    parentPort.on('message', ({ id, task: { index } }) => {
      parentPort.postMessage({ kind: 'begun', id });
      remember(index);
      if (index === 3n) process.exit(9);
      parentPort.postMessage({ kind: 'done', id, attempt: { figures: [Number(index)] } });
    });
    parentPort.postMessage({ kind: 'ready' });
  }
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-pool-'));
  writeFileSync(join(folder, 'thread.mjs'), PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true }));

let logs = 0;
/** What becomes of tasks, all of them handed over at once, and what one thread has done in which order. */
async function outcomes(tasks: readonly bigint[], brokenLoads: string, concurrency = 1) {
  const log = join(folder, `${logs++}.log`);
  const start = { space: {} as EvaluatedSpace, evaluators: [log, brokenLoads] };
  const limits = { timeout: 60, concurrency, load: brokenLoads === 'hang' ? 0.2 : 60 };
  const pool = new EvaluatorPool(start, 1, limits, pathToFileURL(join(folder, 'thread.mjs')));
  const found = await Promise.allSettled(
    tasks.map((index) => pool.run({ evaluator: 0, index, choice: new Int32Array(0) })),
  );
  await pool.close();
  return {
    attempts: found.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error))),
    done: existsSync(log) ? readFileSync(log, 'utf8').trim() : '',
  };
}

const LOST = { error: 'it has ended its thread: exit code 9' };

test('a thread that cannot be replaced at once is tried again, and no task is lost', async () => {
  const { attempts, done } = await outcomes([1n, 3n, 2n], '1,2');
  expect(attempts).toEqual([{ figures: [1] }, LOST, { figures: [2] }]);
  expect(done).toBe('load 1 3 load load load 2');
});

test('one that cannot be replaced three times in a row ends what is left', async () => {
  const { attempts } = await outcomes([1n, 3n, 2n, 4n], '1,2,3,4,5');
  const end = new RequestError('the evaluators could not be loaded again, 3 times in a row: no GPU');
  expect(attempts).toEqual([{ figures: [1] }, LOST, end, end]);
});

test.each([
  ['0', 'no GPU'],
  ['hang', 'it takes longer than 0.2 s'],
])('the first that cannot be started ends all (%s)', async (brokenLoads, reason) => {
  const { attempts, done } = await outcomes([1n, 2n], brokenLoads);
  const end = new RequestError(`the evaluators' thread has ended as it was started: ${reason}`);
  expect(attempts).toEqual([end, end]);
  expect(done).toBe('load');
});

test('a task that takes its thread down is not blamed on those that had not begun, which keep their order', async () => {
  const { attempts, done } = await outcomes([3n, 1n, 2n, 4n], '', 4);
  expect(attempts).toEqual([LOST, { figures: [1] }, { figures: [2] }, { figures: [4] }]);
  expect(done).toBe('load 3 load 1 2 4');
});
