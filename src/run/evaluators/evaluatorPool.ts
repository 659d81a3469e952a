import { Worker } from 'node:worker_threads';
import { RequestError } from '../errors.js';
import type { EvaluatorTask } from './evaluateOne.js';
import { timedOut, type Attempt, type EvaluatorRunner, type RunnerLimits } from './evaluatorRunner.js';
import type { FromThread, ThreadStart, ToThread } from './evaluatorThread.js';

/** A task that has not begun. */
interface Waiting {
  readonly task: EvaluatorTask;
  /** It runs with no other beside it: one of those that it ran with took their thread down, and it must be seen which. */
  readonly isAlone: boolean;
  readonly resolve: (attempt: Attempt | undefined) => void;
  readonly reject: (error: Error) => void;
}

interface Running extends Waiting {
  timer: NodeJS.Timeout | undefined;
  isLate: boolean;
}

interface Thread {
  readonly worker: Worker;
  readonly running: Map<number, Running>;
  isReady: boolean;
  /** Why it ended, where it said so. */
  reason: string | undefined;
}

/** A thread that was told that a time is up has so long to say so, or it is ended. */
const GRACE_MILLISECONDS = 500;
/** Threads that are still loading are waited for before they are ended; see ThreadsReady. */
const LOAD_MILLISECONDS = 5000;
const POLL_MILLISECONDS = 5;

/**
 * Evaluators in threads of their own. A thread whose evaluator does not return in time is ended and replaced, and so is one that
 * ends by itself; of the tasks that it had under way, each is then tried alone, so that none fails for another's fault.
 */
export class EvaluatorPool implements EvaluatorRunner {
  readonly slots: number;
  readonly #file: URL;
  readonly #start: ThreadStart;
  readonly #limits: RunnerLimits;
  readonly #most: number;
  readonly #threads = new Set<Thread>();
  #waiting: Waiting[] = [];
  #broken: Error | undefined;
  #isClosed = false;
  #nextId = 0;

  /**
   * @param threads at most so many; they are started when there are tasks for them
   * @param file the threads' program
   */
  constructor(start: ThreadStart, threads: number, limits: RunnerLimits, file: URL) {
    this.#start = start;
    this.#most = threads;
    this.#limits = limits;
    this.#file = file;
    this.slots = threads * limits.concurrency;
  }

  run(task: EvaluatorTask): Promise<Attempt | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, isAlone: false, resolve, reject });
      this.#dispatch();
    });
  }

  drop(): void {
    for (const { resolve } of this.#waiting) resolve(undefined);
    this.#waiting = [];
    // a thread that is loading has begun nothing
    for (const { isReady, running } of this.#threads) {
      if (isReady) continue;
      for (const { resolve } of running.values()) resolve(undefined);
      running.clear();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.drop();
    const deadline = performance.now() + LOAD_MILLISECONDS;
    while ([...this.#threads].some(({ isReady }) => !isReady) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
  }

  #dispatch(): void {
    if (this.#isClosed) this.drop();
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (this.#broken !== undefined) first.reject(this.#broken);
      else {
        const thread = this.#threadFor(first);
        if (thread === undefined) return;
        this.#begin(thread, first);
      }
      this.#waiting.shift();
    }
  }

  /** One that does nothing, else a new one, else the one that does least. */
  #threadFor({ isAlone }: Waiting): Thread | undefined {
    const byLoad = [...this.#threads].toSorted((a, b) => a.running.size - b.running.size);
    const [least] = byLoad;
    if (least?.running.size === 0) return least;
    if (this.#threads.size < this.#most) return this.#add();
    if (isAlone) return undefined;
    return byLoad.find(
      ({ running }) => running.size < this.#limits.concurrency && ![...running.values()].some((other) => other.isAlone),
    );
  }

  #begin({ worker, running }: Thread, waiting: Waiting): void {
    const id = this.#nextId++;
    running.set(id, { ...waiting, timer: undefined, isLate: false });
    tell(worker, { kind: 'task', id, task: waiting.task });
  }

  #add(): Thread {
    // what evaluators print is no result
    const worker = new Worker(this.#file, { workerData: this.#start, stdout: true });
    worker.stdout.on('data', (text: Uint8Array) => process.stderr.write(text));
    const thread: Thread = { worker, running: new Map(), isReady: false, reason: undefined };
    this.#threads.add(thread);
    worker.on('message', (message: FromThread) => this.#hear(thread, message));
    worker.on('error', (error) => (thread.reason = error.message));
    worker.on('exit', (code) => this.#lose(thread, code));
    return thread;
  }

  #hear(thread: Thread, message: FromThread): void {
    switch (message.kind) {
      case 'ready':
        thread.isReady = true;
        return;
      case 'broken':
        thread.reason = message.reason;
        void thread.worker.terminate();
        return;
      case 'begun':
        this.#setTimer(thread, message.id);
        return;
      case 'done': {
        const task = thread.running.get(message.id);
        if (task === undefined) return;
        thread.running.delete(message.id);
        clearTimeout(task.timer);
        task.resolve(task.isLate ? timedOut(this.#limits) : message.attempt);
        this.#dispatch();
      }
    }
  }

  #setTimer(thread: Thread, id: number): void {
    const task = thread.running.get(id);
    if (task === undefined) return;
    const end = () => {
      if (!thread.running.has(id)) return;
      task.isLate = true;
      tell(thread.worker, { kind: 'late', id });
      task.timer = setTimeout(() => void thread.worker.terminate(), GRACE_MILLISECONDS);
    };
    // what has come while this thread was busy is heard first
    task.timer = setTimeout(() => setImmediate(end), this.#limits.timeout * 1000);
  }

  /** A thread has ended, by itself or since it did not answer. */
  #lose(thread: Thread, code: number): void {
    this.#threads.delete(thread);
    const lost = [...thread.running.values()];
    for (const { timer } of lost) clearTimeout(timer);
    if (!thread.isReady && !this.#isClosed) {
      this.#broken = new RequestError(
        `the evaluators' thread has ended as it was started: ${thread.reason ?? `exit code ${code}`}`,
      );
    }
    const isGuilty = lost.length === 1;
    for (const { task, isLate, resolve, reject } of lost) {
      if (this.#isClosed) resolve(undefined);
      else if (!isGuilty || !thread.isReady) this.#waiting.unshift({ task, isAlone: true, resolve, reject });
      else if (isLate) resolve(timedOut(this.#limits));
      else resolve({ error: `it has ended its thread: ${thread.reason ?? `exit code ${code}`}` });
    }
    this.#dispatch();
  }
}

function tell(worker: Worker, message: ToThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(message);
}
