import { fileURLToPath } from 'node:url';
import type { ShardResult, ShardTask, WorkerStart } from './job.js';
import { threadPool, type ThreadPool } from './threadPool.js';

export type WorkerPool = ThreadPool<ShardTask, ShardResult>;

/** Threads that run shards of one space. They share the diagram's memory. */
export function workerPool(start: WorkerStart, threads: number, file?: URL): WorkerPool {
  return threadPool(fileURLToPath(file ?? new URL('../../workers/shard.js', import.meta.url)), start, threads);
}
