import type { Architecture, FigureOptions } from '../../types.js';
import type { Costs } from '../costs.js';
import type { LayerRow } from '../layerRows.js';

/**
 * What a module gives as its default export that measures or predicts figures of an architecture, however long that
 * takes; see docs/evaluators.md.
 */
export interface Evaluator {
  readonly name: string;
  /** Results of another version are not taken from the cache: to be changed with whatever changes the figures. */
  readonly version: string | number;
  /** Names of the figures, each with its unit where it has one. */
  readonly metrics: readonly (string | { readonly name: string; readonly unit?: string })[];
  /** The figures by name, one finite number for each metric. */
  evaluate(
    arch: Architecture,
    network: EvaluatedNetwork,
    context: EvaluationContext,
  ): Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>;
}

/** What an evaluator may ask of an architecture beside its decisions; all is computed when it is first read. */
export interface EvaluatedNetwork {
  /** Name and hash of the space, and the architecture's number in it. */
  readonly space: string;
  readonly hash: string;
  readonly index: bigint;
  /** What the costs depend on beside the space. */
  readonly options: FigureOptions;
  /** The layers in the order of execution, with shapes and costs. */
  readonly layers: readonly LayerRow[];
  /** Every metric, exact. */
  readonly costs: Costs;
}

export interface EvaluationContext {
  /** Aborted when the time is up: what listens to it can end what it has begun. */
  readonly signal: AbortSignal;
}

/** An evaluator by what its results depend on. */
export interface EvaluatorIdentity {
  readonly name: string;
  readonly version: string;
}

/** One figure that an evaluator gives. */
export interface Measure {
  readonly name: string;
  /** Empty where it has none. */
  readonly unit: string;
  /** Which evaluator gives it, from 0. */
  readonly evaluator: number;
}

/** What evaluators found for one architecture. */
export interface Measured {
  /** One per measure; NaN where there is none. */
  readonly figures: readonly number[];
  /** Why evaluators failed, each with its name. */
  readonly error: string | undefined;
  /** Those that failed, from 0. */
  readonly failed: readonly number[];
}
