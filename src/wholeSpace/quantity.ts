import { COMBINE, metricIndex } from '../cost/metrics.js';
import { recombine } from '../diagram/metricColumns.js';
import type { Combine, Diagram, Exact, Metric, MetricColumns } from '../types.js';

/**
 * Something that every architecture has an amount of: a metric, a score, a distance. It is told arc by arc, for any
 * diagram of the space, so that questions may be asked of a part of the space as of the whole.
 */
export interface Quantity {
  readonly name: string;
  readonly combine: Combine;
  /** Amounts are integers in steps of 1 / scale: 1 for metrics, a power of ten for scores. */
  readonly scale: bigint;
  amounts(diagram: Diagram): ArcAmounts;
}

/** Integers, which combine along a path: in float64 where every sum of the diagram is exact there. */
export interface ArcAmounts {
  readonly arcs: Float64Array | readonly bigint[];
  /** What is there before any decision. */
  readonly base: Exact;
}

/** A metric as a quantity. */
export function metricQuantity(metric: Metric): Quantity {
  const index = metricIndex(metric);
  return costQuantity(metric, index, COMBINE[index] as Combine);
}

/** An entry of the cost vectors of a diagram as a quantity. */
export function costQuantity(name: string, index: number, combine: Combine): Quantity {
  return {
    name,
    combine,
    scale: 1n,
    amounts: (diagram) => metricAmounts(diagram, diagram.metrics[index] as MetricColumns),
  };
}

function metricAmounts(diagram: Diagram, layout: MetricColumns): ArcAmounts {
  if (layout.kind === 'plain') {
    return { arcs: diagram.columns[layout.first] as Float64Array, base: diagram.base[layout.first] as number };
  }
  const arcs = Array.from({ length: diagram.arcCount }, (_, arc) =>
    BigInt(recombine(layout, (i) => (diagram.columns[layout.first + i] as Float64Array)[arc] as number)),
  );
  return { arcs, base: recombine(layout, (i) => diagram.base[layout.first + i] as number) };
}

/**
 * A quantity of the decisions alone: `amount(decision, value)` by their indices, integers. Inactive decisions have
 * none; `base` is what every architecture has.
 */
export function decisionQuantity(
  name: string,
  scale: bigint,
  amount: (decision: number, value: number) => number,
  base = 0,
): Quantity {
  return { name, combine: 'sum', scale, amounts: (diagram) => ({ arcs: decisionAmounts(diagram, amount), base }) };
}

function decisionAmounts(
  { order, level, arcStart, arcValue, nodeCount, arcCount }: Diagram,
  amount: (decision: number, value: number) => number,
): Float64Array {
  const arcs = new Float64Array(arcCount);
  for (let node = 0; node < nodeCount - 1; node++) {
    const decision = order[level[node] as number] as number;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      arcs[arc] = amount(decision, arcValue[arc] as number);
    }
  }
  return arcs;
}
