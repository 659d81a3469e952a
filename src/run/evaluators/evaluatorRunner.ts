import type { EvaluatorTask } from './evaluateOne.js';

/** What one attempt at a task gave. */
export type Attempt = { readonly figures: readonly number[] } | { readonly error: string };

/** Does the tasks of evaluators, some at a time. */
export interface EvaluatorRunner {
  /** How many tasks are under way at once. */
  readonly slots: number;
  /**
   * Undefined where the task was dropped before it had begun.
   * @throws RequestError where no thread can be started, or none any longer
   */
  run(task: EvaluatorTask): Promise<Attempt | undefined>;
  /** Drops the tasks that have not begun. */
  drop(): void;
  /** Waits for no task: what is under way is lost. */
  close(): Promise<void>;
}

/** How tasks are run. */
export interface RunnerLimits {
  /** Seconds that an evaluator may take for one architecture. */
  readonly timeout: number;
  /** Tasks at once in each thread. */
  readonly concurrency: number;
  /** Seconds that a thread may take to load its evaluators. */
  readonly load: number;
}

/** What is said of a task that took too long: the same wherever it was noticed. */
export function timedOut({ timeout }: RunnerLimits): Attempt {
  return { error: `it took longer than ${timeout} s` };
}
