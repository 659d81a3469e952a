import { setImmediate as nextTurn } from 'node:timers/promises';
import { cutRanges, rangeSize, type Stretch } from './cutRanges.js';
import type { Evaluation } from './evaluators/evaluation.js';
import { runEvaluated } from './evaluators/runEvaluated.js';
import { inOrder, type RangeOutcome } from './inOrder.js';
import type { Job, ShardSpace, WorkerStart } from './job.js';
import { openJob } from './openJob.js';
import { runShard } from './runShard.js';

export interface RunOptions {
  /** Worker threads; 0: none, everything in this process. Default: as many as pay off, up to the cores. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The worker's file, where it is not the package's own. */
  readonly workerFile?: URL | undefined;
}

/** How a job is run that may have evaluators. */
export interface JobOptions extends RunOptions {
  readonly evaluation?: Evaluation | undefined;
}

/** A compiled space in the two forms that a run needs. */
export interface Runnable {
  readonly shardSpace: ShardSpace;
  readonly workerStart: WorkerStart;
}

/**
 * Does a job for a stretch of its numbers, shard by shard, in the order of the numbers. What it hands out is the same
 * for any number of workers.
 *
 * @param expected how many numbers of the whole job will do, where the reader stops when it has enough
 */
export async function* runJob(
  space: Runnable,
  job: Job,
  stretch: Stretch,
  options: JobOptions = {},
  expected: number = stretch.to,
): AsyncGenerator<RangeOutcome> {
  if (options.evaluation) {
    const ranges = cutRanges(rangeSize(space.shardSpace, job, expected), stretch);
    yield* runEvaluated(space.shardSpace, job, ranges, options.evaluation, options.signal);
    return;
  }
  const count = Math.min(expected, stretch.to) - stretch.from;
  const workers = await workerCount(space.shardSpace, job, count, options.workers);
  const ranges = cutRanges(rangeSize(space.shardSpace, job, expected), stretch);
  if (workers === 0) yield* runInProcess(space.shardSpace, job, ranges, options.signal);
  else yield* runInWorkers(space, job, ranges, workers, options);
}

/**
 * Below this much work, threads (a start of 100 ms each, tables and memos of their own) cost more than they save:
 * measured on two cores.
 */
const SMALL_JOB_MILLISECONDS = 1000;

/** What one architecture takes, roughly, in microseconds: it decides only where the work is done. */
function microseconds(space: ShardSpace, job: Job): number {
  const cost = space.wide.length > 0 ? 500 : 0.07 + 0.01 * job.metrics.length;
  return job.records === 'none' ? cost : cost + 8;
}

async function workerCount(space: ShardSpace, job: Job, total: number, asked: number | undefined): Promise<number> {
  if (asked !== undefined) return asked;
  if (total * microseconds(space, job) < SMALL_JOB_MILLISECONDS * 1000) return 0;
  const { availableParallelism } = await import('node:os');
  const cores = availableParallelism();
  return cores > 1 ? cores : 0;
}

async function* runInProcess(
  space: ShardSpace,
  job: Job,
  ranges: Iterable<{ lo: number; hi: number }>,
  signal: AbortSignal | undefined,
): AsyncGenerator<RangeOutcome> {
  const open = await openJob(space, job);
  const run = async (range: { lo: number; hi: number }) => {
    // lets signals and the terminal have their turn
    await nextTurn();
    return runShard(open, job, range);
  };
  for (const range of ranges) {
    if (signal?.aborted === true) return;
    yield { range, result: await run(range) };
  }
}

async function* runInWorkers(
  space: Runnable,
  job: Job,
  ranges: Iterable<{ lo: number; hi: number }>,
  workers: number,
  options: RunOptions,
): AsyncGenerator<RangeOutcome> {
  const { workerPool } = await import('./workerPool.js');
  const pool = workerPool(space.workerStart, workers, options.workerFile);
  try {
    yield* inOrder(ranges, (range) => pool.run({ ...range, job }), {
      window: 2 * workers,
      signal: options.signal,
    });
  } finally {
    await pool.close();
  }
}
