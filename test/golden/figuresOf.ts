import type { Exact, Metric } from '../../src/types.js';

/** What the originals' figures are, in the order of the golden files. */
export const FIGURES = ['forward', 'filterGrad', 'inputGrad', 'training', 'params'] as const;

/** Some metrics of an architecture, as numbers. */
export function figuresOf(cost: Readonly<Record<Metric, Exact>>, metrics: readonly Metric[] = FIGURES): number[] {
  return metrics.map((metric) => Number(cost[metric]));
}
