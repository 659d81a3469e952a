import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import type { ShardResult, ShardTask, WorkerStart } from '../src/run/job.js';
import { shardRunner } from '../src/run/shardRunner.js';
import type { ThreadStart } from '../src/run/threadPool.js';
import { tellReady } from '../src/run/threadsReady.js';

const { ready, ...start } = workerData as WorkerStart & ThreadStart;
const run = await shardRunner(start);
tellReady(ready);

/**
 * One task of the pool: a range of numbers of a job. Its columns and text are handed over, not copied; a front and
 * histograms alone are copied, since handing over detaches buffers, which slows down all plain loops of the thread (see
 * openKernels).
 */
export default async function shard(task: ShardTask): Promise<unknown> {
  const result = await run(task);
  const { job } = task;
  if (!job.columns && job.records === 'none' && job.spread !== 'exact') return result;
  return move({ [valueSymbol]: result, [transferableSymbol]: buffers(result) });
}

function buffers({ block, columns = [], front, spreads = [] }: ShardResult): ArrayBuffer[] {
  const figures = spreads.map((part) => ('counts' in part.figures ? part.figures.counts : part.figures));
  const arrays = [block?.bytes, ...columns, front?.indices, ...(front?.columns ?? []), ...figures];
  const found = arrays.flatMap((array) => (ArrayBuffer.isView(array) ? [array.buffer] : []));
  return [...new Set(found)].filter((buffer) => buffer instanceof ArrayBuffer);
}
