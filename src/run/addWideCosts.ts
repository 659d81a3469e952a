import { combiner } from '../cost/exact.js';
import { COMBINE } from '../cost/metrics.js';
import type { CostVector, Exact } from '../types.js';
import { exactAt, type ExactColumn } from '../report/exactColumn.js';

/**
 * Adds to the columns of a diagram's part what the layers cost that it leaves out.
 *
 * @param metrics indices into cost vectors; columns of anything else stay as they are
 * @param columns one per metric; a column of floats is replaced by one of bigints where a figure passes 2^53 - 1
 * @param wide the cost of the wide layers of row [0, count)
 */
export function addWideCosts(
  columns: readonly ExactColumn[],
  metrics: readonly number[],
  count: number,
  wide: (row: number) => CostVector,
): ExactColumn[] {
  const combines = metrics.map((index) => (COMBINE[index] === undefined ? undefined : combiner(COMBINE[index])));
  const results = [...columns];
  for (let row = 0; row < count; row++) {
    const costs = wide(row);
    for (let m = 0; m < results.length; m++) {
      const combine = combines[m];
      if (combine === undefined) continue;
      const column = results[m] as ExactColumn;
      results[m] = setExact(column, row, combine(exactAt(column, row), costs[metrics[m] as number] as Exact));
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
