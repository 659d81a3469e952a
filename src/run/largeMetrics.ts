import { metricIndex } from '../cost/metrics.js';
import type { Diagram, Metric, MetricColumns } from '../types.js';

/**
 * Metrics of which an architecture of the diagram may have 2^63 or more. What layers cost that the diagram leaves out
 * is not known before they are priced, and not counted.
 */
export function largeMetrics(diagram: Diagram, metrics: readonly Metric[]): Metric[] {
  return metrics.filter((metric) => mayBeLarge(diagram, diagram.metrics[metricIndex(metric)] as MetricColumns));
}

const LARGE = 2 ** 63;
/** Of a sum of fewer than 2^21 floats, rounded at every step. */
const ROUNDING = 1 + 2 ** -31;

function mayBeLarge(diagram: Diagram, layout: MetricColumns): boolean {
  switch (layout.kind) {
    case 'plain':
      return false;
    case 'ranks':
      return (layout.ranked.at(-1) ?? 0n) >= BigInt(LARGE);
    case 'limbs':
      return dearestPath(diagram, layout) * ROUNDING >= LARGE;
  }
}

/** The largest sum, in floats. */
function dearestPath(
  { nodeCount, arcStart, arcChild, columns, base }: Diagram,
  { first, count }: MetricColumns,
): number {
  const own = Array.from({ length: count }, (_, i) => columns[first + i] as Float64Array);
  const dearest = new Float64Array(nodeCount);
  for (let node = nodeCount - 2; node >= 0; node--) {
    let most = 0;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      const cost = fromLimbs(count, (i) => (own[i] as Float64Array)[arc] as number);
      most = Math.max(most, cost + (dearest[arcChild[arc] as number] as number));
    }
    dearest[node] = most;
  }
  return fromLimbs(count, (i) => base[first + i] as number) + (dearest[0] as number);
}

/** Limbs of 32 bits, lowest first. */
function fromLimbs(count: number, at: (limb: number) => number): number {
  let figure = 0;
  for (let i = count - 1; i >= 0; i--) figure = figure * 2 ** 32 + at(i);
  return figure;
}
