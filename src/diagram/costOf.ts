import type { Choice, CostVector, Diagram } from '../types.js';
import { maxColumns, recombine } from './metricColumns.js';
import { pathOf } from './rank.js';
import { unrank } from './unrank.js';

/**
 * The cost of one architecture, given by number or choice: the diagram's part of it, if the space has wide layers.
 * Throws a RangeError if it is not in the space.
 */
export function costOf(diagram: Diagram, architecture: bigint | Choice): CostVector {
  const totals = pathTotals(diagram, pathOf(diagram, asChoice(diagram, architecture)));
  return diagram.metrics.map((metric) => recombine(metric, (i) => totals[metric.first + i] as number));
}

function asChoice(diagram: Diagram, architecture: bigint | Choice): Choice {
  if (typeof architecture !== 'bigint') return architecture;
  const choice = new Int32Array(diagram.order.length);
  unrank(diagram, architecture, choice);
  return choice;
}

/** Totals of all columns along a path. */
function pathTotals(diagram: Diagram, arcs: ReturnType<typeof pathOf>): Float64Array {
  if (!Array.isArray(arcs)) throw new RangeError(`decision ${arcs.decision} takes the choice out of the space`);
  const isMax = maxColumns(diagram);
  const totals = Float64Array.from(diagram.base);
  diagram.columns.forEach((column, c) => {
    for (const arc of arcs) {
      const cost = column[arc] as number;
      const before = totals[c] as number;
      totals[c] = isMax[c] === true ? Math.max(before, cost) : before + cost;
    }
  });
  return totals;
}
