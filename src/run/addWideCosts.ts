import { combiner } from '../cost/exact.js';
import { COMBINE, metricIndex } from '../cost/metrics.js';
import type { Combine, CostVector, Exact, Metric } from '../types.js';
import { exactAt, type ExactColumn } from './exactColumn.js';

/**
 * Adds to the columns of a diagram's part what the layers cost that it leaves out.
 *
 * @param columns one per metric; a column of floats is replaced by one of bigints where a figure passes 2^53 - 1
 * @param wide the cost of the wide layers of row [0, count)
 */
export function addWideCosts(
  columns: readonly ExactColumn[],
  metrics: readonly Metric[],
  count: number,
  wide: (row: number) => CostVector,
): ExactColumn[] {
  const indices = metrics.map(metricIndex);
  const combines = indices.map((index) => combiner(COMBINE[index] as Combine));
  const results = [...columns];
  for (let row = 0; row < count; row++) {
    const costs = wide(row);
    for (let m = 0; m < results.length; m++) {
      const combine = combines[m] as ReturnType<typeof combiner>;
      const column = results[m] as ExactColumn;
      results[m] = setExact(column, row, combine(exactAt(column, row), costs[indices[m] as number] as Exact));
    }
  }
  return results;
}

function setExact(column: ExactColumn, row: number, value: Exact): ExactColumn {
  if (column instanceof Float64Array) {
    if (typeof value === 'number') {
      column[row] = value;
      return column;
    }
    return setExact(Array.from(column, BigInt), row, value);
  }
  column[row] = BigInt(value);
  return column;
}
