import type { Choice } from '../../types.js';
import type { Measure, Measured } from './evaluator.js';
import type { EvaluatorDescription } from './loadEvaluator.js';

/** Where architectures of a space get the figures of evaluators: from the cache, or from the evaluators. */
export interface Evaluation {
  readonly evaluators: readonly EvaluatorDescription[];
  readonly measures: readonly Measure[];
  /** How many evaluations are under way at once. */
  readonly slots: number;
  readonly counts: EvaluationCounts;
  /** What is to be said of the cache. */
  readonly messages: readonly string[];
  /** Undefined where the architecture was dropped before all of its evaluations had begun. */
  measure(index: bigint, choice: Choice): Promise<Measured | undefined>;
  /** Drops what has not begun. */
  drop(): void;
  /** Lets go of threads and the store, once what has been found is kept. */
  close(): Promise<void>;
}

/** Of this process: how many results there were, and where from. */
export interface EvaluationCounts {
  evaluated: number;
  cached: number;
}
