import type { Diagram } from '../types.js';
import { arcMoments, meanDifference, minus, NOTHING, plus, ratio, varianceOf, type Moments } from './moments.js';
import type { Quantity } from './quantity.js';

/** How a quantity depends on the value of one decision. */
export interface Effect {
  /** Per value of the decision, and last where it is inactive: moments of the architectures that have it. */
  readonly values: readonly Moments[];
  /**
   * The share of the variance that the value alone explains, in [0, 1]: Var(E[amount | value]) / Var(amount), the
   * first-order index of Sobol ("Sensitivity Estimates for Nonlinear Mathematical Models", 1993). 0 where nothing
   * varies.
   */
  readonly varianceShare: number;
}

export interface Sensitivity {
  readonly all: Moments;
  /** One per decision, by its index. */
  readonly effects: readonly Effect[];
}

/**
 * The effect of every decision on an additive quantity, exactly, over all architectures of a diagram: one pass from
 * either end.
 *
 * @param domains how many values each decision has
 */
export function sensitivity(diagram: Diagram, quantity: Quantity, domains: readonly number[]): Sensitivity {
  const moments = arcMoments(diagram, quantity.amounts(diagram));
  const values = domains.map((count) => Array.from({ length: count }, () => NOTHING));
  const { order, level, arcStart, arcValue, nodeCount } = diagram;
  for (let node = 0; node < nodeCount - 1; node++) {
    const own = values[order[level[node] as number] as number] as Moments[];
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      const value = arcValue[arc] as number;
      own[value] = plus(own[value] as Moments, moments.arc(arc));
    }
  }
  const effects = values.map((own): Effect => {
    const inactive = own.reduce(minus, moments.all);
    const all = [...own, inactive];
    return { values: all, varianceShare: varianceShare(all, moments.all) };
  });
  return { all: moments.all, effects };
}

function varianceShare(parts: readonly Moments[], all: Moments): number {
  if (all.count === 0n || varianceOf(all) === 0) return 0;
  let explained = 0;
  for (const part of parts) {
    if (part.count === 0n) continue;
    const difference = meanDifference(part, all);
    explained += ratio(part.count, all.count) * difference * difference;
  }
  return Math.min(1, explained / varianceOf(all));
}
