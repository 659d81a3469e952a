import { compare, normalise } from '../cost/exact.js';
import type { Combine, Diagram, Exact, MetricColumns } from '../types.js';
import type { CostTable } from './costTable.js';
import { fromLimbs, limbsNeeded, toLimbs } from './diagram.js';
import type { Reduced } from './reduce.js';

/** Columns of a diagram, and how the metrics lie in them. */
export interface Columns {
  readonly metrics: readonly MetricColumns[];
  readonly columns: readonly Float64Array[];
  readonly base: readonly number[];
}

/**
 * Chooses columns for every metric, such that no sum along a path leaves float64's exact integers: one column where the
 * dearest path stays below 2^53, else limbs of 32 bits for a sum and ranks for a max.
 */
export function metricColumns(reduced: Reduced, costs: CostTable): Columns {
  const metrics: MetricColumns[] = [];
  const columns: Float64Array[] = [];
  const base: number[] = [];
  costs.combine.forEach((combine, metric) => {
    const layout = layMetric(reduced, costs, metric, combine);
    metrics.push({
      combine,
      kind: layout.kind,
      first: columns.length,
      count: layout.columns.length,
      ranked: layout.ranked,
    });
    columns.push(...layout.columns);
    base.push(...layout.base);
  });
  return { metrics, columns, base };
}

/** The columns that hold the given metrics, in their order. */
export function columnsOf(diagram: Diagram, metrics: readonly number[]): number[] {
  return metrics.flatMap((metric) => {
    const { first, count } = diagram.metrics[metric] as MetricColumns;
    return Array.from({ length: count }, (_, i) => first + i);
  });
}

/** A metric's figure from its columns' totals along a path; total(i) is that of its column i. */
export function recombine(metric: MetricColumns, total: (column: number) => number): Exact {
  if (metric.kind === 'plain') return total(0);
  if (metric.kind === 'ranks') return normalise(metric.ranked[total(0)] as bigint);
  return normalise(
    fromLimbs(
      Array.from({ length: metric.count }, (_, i) => total(i)),
      32n,
    ),
  );
}

/** Columns that combine by max, by column. */
export function maxColumns(diagram: Diagram): boolean[] {
  return diagram.metrics.flatMap((metric) => Array.from({ length: metric.count }, () => metric.combine === 'max'));
}

interface Layout {
  readonly kind: MetricColumns['kind'];
  readonly ranked: readonly bigint[];
  readonly columns: readonly Float64Array[];
  readonly base: readonly number[];
}

function layMetric(reduced: Reduced, costs: CostTable, metric: number, combine: Combine): Layout {
  const plain = new Float64Array(reduced.arcCost.length);
  for (let arc = 0; arc < plain.length; arc++) plain[arc] = Number(costs.at(reduced.arcCost[arc] as number, metric));
  const plainBase = Number(costs.at(reduced.baseCost, metric));
  if (dearest(reduced, plain, plainBase, combine) <= Number.MAX_SAFE_INTEGER) {
    return { kind: 'plain', ranked: [], columns: [plain], base: [plainBase] };
  }
  const figures = Array.from(reduced.arcCost, (row) => BigInt(costs.at(row, metric)));
  const baseFigure = BigInt(costs.at(reduced.baseCost, metric));
  return combine === 'max' ? layRanks(figures, baseFigure) : layLimbs(figures, baseFigure);
}

/** Length of the dearest path. Exact below 2^53; at or above it, it is not below 2^53 either. */
function dearest(reduced: Reduced, column: Float64Array, base: number, combine: Combine): number {
  const { nodeCount, arcStart, arcChild } = reduced;
  const best = new Float64Array(nodeCount);
  for (let node = nodeCount - 2; node >= 0; node--) {
    let most = 0;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      const rest = best[arcChild[arc] as number] as number;
      const cost = column[arc] as number;
      most = Math.max(most, combine === 'max' ? Math.max(cost, rest) : cost + rest);
    }
    best[node] = most;
  }
  return combine === 'max' ? Math.max(base, best[0] as number) : base + (best[0] as number);
}

function layRanks(figures: readonly bigint[], base: bigint): Layout {
  const ranked = [...new Set([...figures, base])].toSorted(compare);
  const rank = new Map(ranked.map((figure, place) => [figure, place]));
  const column = Float64Array.from(figures, (figure) => rank.get(figure) as number);
  return { kind: 'ranks', ranked, columns: [column], base: [rank.get(base) as number] };
}

/** A path has fewer than 2^21 arcs, so sums of limbs below 2^32 stay below 2^53. */
function layLimbs(figures: readonly bigint[], base: bigint): Layout {
  const count = limbsNeeded([...figures, base]);
  const columns = Array.from({ length: count }, () => new Float64Array(figures.length));
  figures.forEach((figure, arc) => {
    toLimbs(figure, count, 32n).forEach((limb, i) => ((columns[i] as Float64Array)[arc] = limb));
  });
  return { kind: 'limbs', ranked: [], columns, base: toLimbs(base, count, 32n) };
}
