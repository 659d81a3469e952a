import { combiner } from '../cost/exact.js';
import { COMBINE, METRICS } from '../cost/metrics.js';
import type { Architecture, CostVector, Exact, Metric } from '../types.js';

/** Every metric of one architecture. */
export type Costs = Readonly<Record<Metric, Exact>>;

/** One architecture with its number and its costs. */
export interface CostedArchitecture {
  readonly index: bigint;
  readonly architecture: Architecture;
  readonly costs: Costs;
}

/** Costs by name, from a figure per metric in the order of METRICS. */
export function namedCosts(figures: readonly Exact[]): Costs {
  return Object.fromEntries(METRICS.map((metric, m) => [metric, figures[m]])) as Record<Metric, Exact>;
}

/** The costs of two sets of layers together. */
export function combineCosts(left: CostVector, right: CostVector): CostVector {
  return COMBINE.map((how, m) => combiner(how)(left[m] as Exact, right[m] as Exact));
}
