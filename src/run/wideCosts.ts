import { COMBINE, METRICS } from '../cost/metrics.js';
import { WideEvaluator } from '../diagram/wideEvaluator.js';
import { isInvalid } from '../network/invalid.js';
import type { Choice, CostVector, Exact } from '../types.js';
import { RequestError } from './errors.js';
import type { Check, MemoStats, ShardSpace } from './job.js';

export interface WideCosts {
  /**
   * What the layers cost that the diagram leaves out.
   * @throws RequestError where the architecture cannot be built, which for these layers is known only when it is tried:
   * not of one that has failed a check before that
   */
  cost(choice: Choice): CostVector;
  /** Hits and misses since last asked. */
  memo(): MemoStats;
}

/**
 * Prices the wide layers of a space; nothing where there are none.
 *
 * @param checks what architectures are for: of one that fails them, the cost is as much of it as tells that
 */
export function wideCosts(
  { graph, wide }: Pick<ShardSpace, 'graph' | 'wide'>,
  checks: readonly Check[] = [],
): WideCosts | undefined {
  if (graph === undefined || wide.length === 0) return undefined;
  const evaluator = new WideEvaluator(graph, wide, COMBINE);
  const limits = METRICS.map((_, metric) =>
    lowest(checks.flatMap((check) => (check.metric === metric ? (check.max ?? []) : []))),
  );
  const isLimited = limits.some((limit) => limit !== undefined);
  let told: MemoStats = { hits: 0, misses: 0 };
  return {
    cost(choice) {
      const cost = evaluator.cost(choice, isLimited ? limits : []);
      if (isInvalid(cost)) throw new RequestError(`an architecture of this space cannot be built: ${cost.message}`);
      return cost;
    },
    memo() {
      const { hits, misses } = evaluator.counts;
      const news = { hits: hits - told.hits, misses: misses - told.misses };
      told = { hits, misses };
      return news;
    },
  };
}

function lowest(figures: readonly Exact[]): Exact | undefined {
  return figures.reduce<Exact | undefined>(
    (least, each) => (least === undefined || each < least ? each : least),
    undefined,
  );
}
