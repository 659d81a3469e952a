import { Piscina } from 'piscina';
import { fileURLToPath } from 'node:url';
import type { ShardResult, ShardTask, WorkerStart } from './job.js';

export interface WorkerPool {
  /** Rejects where the worker died on the way; the pool replaces it. */
  run(task: ShardTask): Promise<ShardResult>;
  /** Ends the threads; tasks that are still open are lost. */
  close(): Promise<void>;
}

/** Threads that run shards of one space. They share the diagram's memory. */
export function workerPool(start: WorkerStart, threads: number, file?: URL): WorkerPool {
  const pool = new Piscina<ShardTask, ShardResult>({
    filename: fileURLToPath(file ?? new URL('../../workers/shard.js', import.meta.url)),
    workerData: start,
    minThreads: threads,
    maxThreads: threads,
    // one shard at a time per thread, the next one ready beside it
    maxQueue: Infinity,
  });
  return {
    run: (task) => pool.run(task),
    close: () => pool.destroy(),
  };
}
