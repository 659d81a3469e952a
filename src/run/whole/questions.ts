import type { DomainValue, Exact, Metric } from '../../types.js';
import type { Bracket } from '../../wholeSpace/countWithin.js';
import type { CostedArchitecture } from '../costs.js';
import type { RunAssumptions } from '../pricing/readRun.js';
import type { Budget } from './budget.js';
import type { Distribution } from './distribution.js';
import type { Scores } from './scores.js';

// What may be asked about a whole space, and what is answered; one file beside this one for each question.

/** What every question about a whole space may be asked with. */
export interface AskOptions {
  /** Which architectures are asked about; default: all. */
  readonly budget?: Budget;
  /** Makes `score` a quantity like any metric. */
  readonly scores?: Scores;
  /** What budgets of a run's figures (gpu-hours) are priced with. */
  readonly run?: RunAssumptions | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Labels that a front or an optimum may keep at once, about 30 bytes each; default 10,000,000. */
  readonly labels?: number;
}

export interface CountOptions extends AskOptions {
  /** Stop where upper - lower is at most this part of upper; default: exact. */
  readonly approx?: number;
  /** Seconds after which the bracket reached is given. */
  readonly timeout?: number;
  /** Architectures of a wide space that are drawn, where there are too many to enumerate; default 10,000. */
  readonly samples?: number;
}

export interface CountAnswer extends Bracket {
  readonly size: bigint;
  /**
   * Of the space: in the middle of the bracket, or, where that is wide, estimated from some thousand candidates; of a
   * sample's interval, the sample's own.
   */
  readonly share: number;
  readonly exact: boolean;
  /** `sample`: the bracket is a confidence interval of 95 %; otherwise it is certain. */
  readonly by: 'diagram' | 'enumeration' | 'sample';
}

/** A metric or `score`, and where it should go. */
export interface WholeObjective {
  readonly metric: string;
  readonly direction: 'min' | 'max';
}

export interface FrontOptions extends AskOptions {
  /** Default: least training, most params. */
  readonly objectives?: readonly WholeObjective[];
  /**
   * Every architecture is within a factor of 1 + epsilon of a point of the front, in each objective; default 0: the
   * exact front.
   */
  readonly epsilon?: number;
}

/** An architecture of an answer, with its score where there are scores. */
export interface ScoredArchitecture extends CostedArchitecture {
  readonly score?: Exact | undefined;
}

export interface FrontAnswer {
  readonly objectives: readonly WholeObjective[];
  readonly epsilon: number;
  /** Best in the first objective first; each point once, with one of its architectures. */
  readonly front: readonly ScoredArchitecture[];
}

export interface BestOptions extends AskOptions {
  /** Default: the most of the score. */
  readonly objective?: WholeObjective;
  /** How many; default 1. */
  readonly top?: number;
}

export interface BestAnswer {
  readonly objective: WholeObjective;
  /** The best first, of equal ones the first by index; fewer than asked for where there are no more. */
  readonly best: readonly ScoredArchitecture[];
}

export interface HistogramOptions extends AskOptions {
  /** Default training. */
  readonly metric?: string;
  /** Default 20. */
  readonly bins?: number;
  /** A decision: one distribution more for each of its values. */
  readonly by?: string;
  /** Architectures of a wide space that are drawn, where there are too many to enumerate; default 10,000. */
  readonly samples?: number;
}

export interface HistogramAnswer {
  readonly metric: string;
  readonly by: string | undefined;
  /** `sample`: the figures are those of a sample; otherwise of all architectures that meet the budget. */
  readonly source: 'diagram' | 'enumeration' | 'sample';
  readonly whole: Distribution;
  /** One per value of `by` that some architecture has; null: it is inactive. */
  readonly parts: readonly HistogramPart[];
}

export interface HistogramPart {
  readonly value: DomainValue | null;
  readonly distribution: Distribution;
}

export interface SensitivityOptions {
  /** Additive ones; default: all but peak. */
  readonly metrics?: readonly Metric[];
}

export interface SensitivityAnswer {
  readonly metrics: readonly MetricSpread[];
  readonly decisions: readonly DecisionEffect[];
}

export interface MetricSpread {
  readonly metric: Metric;
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
}

export interface DecisionEffect {
  readonly decision: string;
  /** Per metric, in the order of the answer's: the share of the variance that the decision alone explains. */
  readonly varianceShare: readonly number[];
  /** Values that some architecture has; null: the decision is inactive. */
  readonly values: readonly ValueEffect[];
}

export interface ValueEffect {
  readonly value: DomainValue | null;
  /** Of the architectures of the space. */
  readonly share: number;
  /** Per metric: the mean of those architectures less the mean of all. */
  readonly change: readonly number[];
}

export interface MoveOptions extends AskOptions {
  /** Default 0; a move depends on it, on what is moved and on the budget alone. */
  readonly seed?: number;
}

/** What samples are drawn from, beside how. */
export interface DrawOptions extends Omit<AskOptions, 'labels'> {
  /** Spreads the samples evenly over the range of this metric, instead of over the architectures. */
  readonly uniformOver?: string | undefined;
  /** Parts of equal width that the range is cut into; default 16. */
  readonly strata?: number | undefined;
}

/** How often drawing from the whole space would have met the budget. */
export interface BudgetShare {
  /** From some thousand candidates; within the bracket, which is certain. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}
