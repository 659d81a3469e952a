import { Piscina } from 'piscina';
import { ThreadsReady } from './threadsReady.js';

/** Threads that do tasks of one kind. */
export interface ThreadPool<Task, Result> {
  /** Rejects where the thread died on the way; the pool replaces it. */
  run(task: Task): Promise<Result>;
  /** Ends the threads; tasks that are still open are lost. */
  close(): Promise<void>;
}

/** What the program of a thread is started with, beside what it is about. */
export interface ThreadStart {
  readonly ready: SharedArrayBuffer;
}

/**
 * @param file the threads' program
 * @param start what it finds as its workerData, beside a ThreadStart
 */
export function threadPool<Task, Result>(file: string, start: object, threads: number): ThreadPool<Task, Result> {
  const ready = new ThreadsReady();
  const pool = new Piscina<Task, Result>({
    filename: file,
    workerData: { ...start, ready: ready.counter },
    minThreads: threads,
    maxThreads: threads,
    // one task at a time per thread, the next one ready beside it
    maxQueue: Infinity,
  });
  let closed = false;
  return {
    // a task that is lost would be tried again, on a thread that nobody ends
    run: (task) => (closed ? Promise.reject(new Error('the pool is closed')) : pool.run(task)),
    async close() {
      closed = true;
      // what a thread has sent before it ends comes when nobody waits for it, which the pool takes for an error
      pool.on('error', () => undefined);
      await ready.wait(threads);
      await pool.destroy();
    },
  };
}
