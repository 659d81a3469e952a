import type { SortBuffers } from './sortRows.js';
import { sortRows } from './sortRows.js';

/** Rows [0, count) in order of the first column, ties by the second and so on, equal rows by row number. */
export function lexicographicOrder(columns: readonly Float64Array[], count: number, buffers: SortBuffers): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  refine(rows, 0, count, columns, 0, buffers);
  return rows;
}

/** Sorts rows[lo, hi), equal in all columns before `depth`, by that column and then each of its ties by the next. */
function refine(
  rows: Uint32Array,
  lo: number,
  hi: number,
  columns: readonly Float64Array[],
  depth: number,
  buffers: SortBuffers,
): void {
  const column = columns[depth];
  if (column === undefined) return;
  sortRows(rows, lo, hi, column, buffers);
  const { values } = buffers;
  for (let start = lo; start < hi;) {
    const value = values[start] as number;
    let end = start + 1;
    while (end < hi && values[end] === value) end++;
    // overwrites values of [start, end) only
    if (end - start > 1) refine(rows, start, end, columns, depth + 1, buffers);
    start = end;
  }
}
