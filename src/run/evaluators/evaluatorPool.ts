import { Worker } from 'node:worker_threads';
import { RequestError } from '../errors.js';
import type { EvaluatorTask } from './evaluateOne.js';
import { timedOut, type Attempt, type EvaluatorRunner, type RunnerLimits } from './evaluatorRunner.js';
import type { FromThread, ThreadStart, ToThread } from './evaluatorThread.js';

/** A task that has not begun. */
interface Waiting {
  readonly task: EvaluatorTask;
  /**
   * It runs with no other beside it: one of those that it ran with took their thread down, and it must be seen which.
   */
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
  /** It has begun a task. */
  hasBegun: boolean;
  /** Ends it where it takes too long to load. */
  loading: NodeJS.Timeout;
  /** Why it ended, where it said so. */
  reason: string | undefined;
}

/** A thread that was told that a time is up has so long to say so, or it is ended. */
const GRACE_MILLISECONDS = 500;
/** Threads that are still loading are waited for before they are ended; see ThreadsReady. */
const LOAD_MILLISECONDS = 5000;
const POLL_MILLISECONDS = 5;
/** So many threads in a row that begin no task, after others have, and no more are started. */
const MOST_VAIN = 3;

/**
 * Evaluators in threads of their own. A thread whose evaluator does not return in time is ended and replaced, and so is
 * one that ends by itself; of several tasks that it had under way, each is then tried alone, so that none fails for
 * another's fault.
 */
export class EvaluatorPool implements EvaluatorRunner {
  readonly slots: number;
  readonly #file: URL;
  readonly #start: ThreadStart;
  readonly #limits: RunnerLimits;
  #most: number;
  readonly #threads = new Set<Thread>();
  #waiting: Waiting[] = [];
  #broken: Error | undefined;
  #hasBegun = false;
  /** Threads in a row that have begun no task. */
  #vain = 0;
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
    const { load } = this.#limits;
    const loading = setTimeout(() => {
      thread.reason = `it takes longer than ${load} s`;
      void worker.terminate();
    }, load * 1000);
    const thread: Thread = {
      worker,
      running: new Map(),
      isReady: false,
      hasBegun: false,
      loading,
      reason: undefined,
    };
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
        clearTimeout(thread.loading);
        return;
      case 'broken':
        thread.reason = message.reason;
        void thread.worker.terminate();
        return;
      case 'begun':
        if (!thread.hasBegun) this.#vain = 0;
        thread.hasBegun = true;
        this.#hasBegun = true;
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
    clearTimeout(thread.loading);
    const reason = thread.reason ?? `exit code ${code}`;
    if (!thread.hasBegun) this.#startInVain(reason);
    const lost = [...thread.running.values()];
    const begun = lost.filter(({ timer }) => timer !== undefined);
    const again: Waiting[] = [];
    for (const { task, isAlone, timer, isLate, resolve, reject } of lost) {
      clearTimeout(timer);
      if (this.#isClosed) resolve(undefined);
      else if (timer === undefined || begun.length > 1)
        again.push({ task, isAlone: isAlone || timer !== undefined, resolve, reject });
      else if (isLate) resolve(timedOut(this.#limits));
      else resolve({ error: `it has ended its thread: ${reason}` });
    }
    this.#waiting.unshift(...again);
    this.#dispatch();
  }

  /** A module may fail to load now and then: what has worked is given up only when no thread is left. */
  #startInVain(reason: string): void {
    this.#vain++;
    if (!this.#hasBegun)
      this.#broken = new RequestError(`the evaluators' thread has ended as it was started: ${reason}`);
    else if (this.#vain < MOST_VAIN) return;
    else if (this.#threads.size > 0) this.#most = this.#threads.size;
    else
      this.#broken = new RequestError(
        `the evaluators could not be loaded again, ${this.#vain} times in a row: ${reason}`,
      );
  }
}

function tell(worker: Worker, message: ToThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(message);
}
