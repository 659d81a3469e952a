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
  let closed = false;
  return {
    // a task that is lost would be tried again, on a thread that nobody ends
    run: (task) => (closed ? Promise.reject(new Error('the pool is closed')) : pool.run(task)),
    close() {
      closed = true;
      // what a thread has sent before it ends comes when nobody waits for it, which the pool takes for an error
      pool.on('error', () => undefined);
      return pool.destroy();
    },
  };
}
