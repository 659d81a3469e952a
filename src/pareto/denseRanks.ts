import type { SortBuffers } from './sortRows.js';
import { sortRows } from './sortRows.js';

/** Per row, how many distinct smaller values the column has in rows [0, count). */
export function denseRanks(column: Float64Array, count: number, buffers: SortBuffers): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  sortRows(rows, 0, count, column, buffers);
  const { values } = buffers;
  const ranks = new Uint32Array(count);
  let rank = 0;
  for (let i = 0; i < count; i++) {
    if (i > 0 && (values[i] as number) > (values[i - 1] as number)) rank++;
    ranks[rows[i] as number] = rank;
  }
  return ranks;
}
