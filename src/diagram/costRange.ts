import type { Choice, Diagram, Exact, MetricColumns } from '../types.js';
import { recombine } from './metricColumns.js';

/** Extremes of one metric over a space. */
export interface CostRange {
  readonly least: Exact;
  readonly most: Exact;
  /** An architecture with the least. */
  readonly cheapest: Choice;
  /** An architecture with the most. */
  readonly dearest: Choice;
}

/**
 * Cheapest and dearest path of one metric, by one pass from the terminal up for each. Undefined for an empty space.
 * Of a space with wide layers it is the range of the diagram's part only.
 */
export function costRange(diagram: Diagram, metric: number): CostRange | undefined {
  if (diagram.size === 0n) return undefined;
  const layout = diagram.metrics[metric] as MetricColumns;
  const cheapest = layout.kind === 'limbs' ? bestLarge(diagram, layout, -1) : bestPlain(diagram, layout, -1);
  const dearest = layout.kind === 'limbs' ? bestLarge(diagram, layout, 1) : bestPlain(diagram, layout, 1);
  return { least: cheapest.cost, most: dearest.cost, cheapest: cheapest.choice, dearest: dearest.choice };
}

interface Best {
  readonly cost: Exact;
  readonly choice: Choice;
}

/** Over figures or ranks, in float64. */
function bestPlain(diagram: Diagram, layout: MetricColumns, sign: 1 | -1): Best {
  const { nodeCount, arcStart, arcChild } = diagram;
  const column = diagram.columns[layout.first] as Float64Array;
  const isMax = layout.combine === 'max';
  const best = new Float64Array(nodeCount);
  const arcs = new Int32Array(nodeCount).fill(-1);
  for (let node = nodeCount - 2; node >= 0; node--) {
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      const rest = best[arcChild[arc] as number] as number;
      const cost = column[arc] as number;
      const total = isMax ? Math.max(cost, rest) : cost + rest;
      if ((arcs[node] as number) >= 0 && sign * total <= sign * (best[node] as number)) continue;
      best[node] = total;
      arcs[node] = arc;
    }
  }
  const base = diagram.base[layout.first] as number;
  const path = best[0] as number;
  const total = isMax ? Math.max(base, path) : base + path;
  return { cost: recombine(layout, () => total), choice: followArcs(diagram, arcs) };
}

/** Over sums of 2^53 and above, in BigInt. */
function bestLarge(diagram: Diagram, layout: MetricColumns, sign: 1 | -1): Best {
  const { nodeCount, arcStart, arcChild } = diagram;
  const arcs = new Int32Array(nodeCount).fill(-1);
  const best = new Array<bigint>(nodeCount).fill(0n);
  for (let node = nodeCount - 2; node >= 0; node--) {
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      const own = recombine(layout, (i) => (diagram.columns[layout.first + i] as Float64Array)[arc] as number);
      const total = BigInt(own) + (best[arcChild[arc] as number] as bigint);
      const known = best[node] as bigint;
      if ((arcs[node] as number) >= 0 && (sign > 0 ? total <= known : total >= known)) continue;
      best[node] = total;
      arcs[node] = arc;
    }
  }
  const base = recombine(layout, (i) => diagram.base[layout.first + i] as number);
  const cost = BigInt(base) + (best[0] as bigint);
  return { cost: cost <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(cost) : cost, choice: followArcs(diagram, arcs) };
}

function followArcs(diagram: Diagram, arcs: Int32Array): Choice {
  const choice = new Int32Array(diagram.order.length).fill(-1);
  for (let node = 0; node < diagram.nodeCount - 1;) {
    const arc = arcs[node] as number;
    choice[diagram.order[diagram.level[node] as number] as number] = diagram.arcValue[arc] as number;
    node = diagram.arcChild[arc] as number;
  }
  return choice;
}
