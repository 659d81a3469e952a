import { METRIC_DESCRIPTIONS } from '../cost/metrics.js';
import { evaluateNaive, totalCost } from '../diagram/evaluateNaive.js';
import type { Choice, CostVector } from '../types.js';
import type { MemoStats, ShardSpace } from './job.js';

export interface WideEvaluator {
  /** What the layers cost that the diagram leaves out. */
  cost(choice: Choice): CostVector;
  /** Hits and misses since last asked. */
  memo(): MemoStats;
}

/** Evaluates the wide layers of a space; nothing where there are none. */
export function wideEvaluator({ graph, wide }: Pick<ShardSpace, 'graph' | 'wide'>): WideEvaluator | undefined {
  if (graph === undefined || wide.length === 0) return undefined;
  const combine = METRIC_DESCRIPTIONS.map((metric) => metric.combine);
  const layers = new Set(wide.map((layer) => graph.layers[layer]));
  return {
    cost: (choice) =>
      totalCost(
        evaluateNaive(graph, choice)
          .filter(({ use }) => layers.has(use))
          .map(({ cost }) => cost),
        combine,
      ) as CostVector,
    memo: () => ({ hits: 0, misses: 0 }),
  };
}
