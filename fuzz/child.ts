import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { TALLY, TALLY_FILE, type ChildStart, type Job, type Report } from './job.js';
import { loadTarget } from './loadTarget.js';
import { faultText, tryInputs } from './tryInputs.js';
import type { Watched } from './watchdog.js';

/** Tries inputs in a process of its own, which ends where one takes too long or too much; see TryProcess. */

const start = JSON.parse(process.argv[2] ?? '') as ChildStart;
const tally = openSync(join(start.folder, TALLY_FILE), 'r+');
const turn = new Int32Array(new SharedArrayBuffer(4));
const patience = new Int32Array(new SharedArrayBuffer(4));
const watched: Watched = { start, turn, patience };
new Worker(new URL('watchdog.js', import.meta.url), { workerData: watched }).unref();

process.on('message', (job: Job) => {
  void perform(job).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());

async function perform(job: Job): Promise<Report> {
  const target = await loadTarget(job.file);
  Atomics.store(patience, 0, target.patience ?? 1);
  let number = 0;
  const begin = () => {
    writeSync(tally, Int32Array.of(++number), 0, 4, 4 * TALLY.begun);
    // odd again
    Atomics.add(turn, 0, number === 1 ? 1 : 2);
  };
  const report =
    job.kind === 'inputs' ? await tryInputs(target, job, begin) : await tryOne(target.run, job.input, begin);
  if (number > 0) Atomics.add(turn, 0, 1);
  return report;
}

async function tryOne(
  run: (input: string) => boolean | Promise<boolean>,
  input: string,
  begin: () => void,
): Promise<Report> {
  begin();
  try {
    return { tried: 1, answered: (await run(input)) ? 1 : 0, fault: undefined, slowest: 0 };
  } catch (error) {
    return { tried: 1, answered: 0, fault: faultText(error), slowest: 0 };
  }
}
