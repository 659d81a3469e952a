import { lexicographicOrder } from './lexicographicOrder.js';
import type { Ties } from './options.js';
import { sortBuffers } from './sortRows.js';

/**
 * Sort by the first objective, then sweep: a point is of the front if its second is less than every one before.
 * Source: H. T. Kung, F. Luccio, F. P. Preparata, "On finding the maxima of a set of vectors", JACM 22(4), 1975.
 * Returns 1 for every row of the front.
 */
export function twoObjectives(columns: readonly Float64Array[], count: number, ties: Ties): Uint8Array {
  const [x, y] = columns as readonly [Float64Array, Float64Array];
  const order = lexicographicOrder(columns, count, sortBuffers(count));
  const kept = new Uint8Array(count);
  let last = -1;
  for (let i = 0; i < count; i++) {
    const row = order[i] as number;
    if (last < 0 || (y[row] as number) < (y[last] as number)) {
      kept[row] = 1;
      last = row;
    } else if (ties === 'all' && x[row] === x[last] && y[row] === y[last]) kept[row] = 1;
  }
  return kept;
}
