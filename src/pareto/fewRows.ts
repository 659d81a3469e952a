import type { Ties } from './options.js';

/** The definition itself, quadratic: for a handful of rows. Returns 1 for every row of the front. */
export function fewRows(columns: readonly Float64Array[], count: number, ties: Ties): Uint8Array {
  const kept = new Uint8Array(count).fill(1);
  for (let row = 0; row < count; row++) {
    for (let other = 0; other < count; other++) {
      // what a dropped row dominates, the row that dropped it dominates too
      if (other !== row && kept[other] === 1 && drops(columns, other, row, ties)) {
        kept[row] = 0;
        break;
      }
    }
  }
  return kept;
}

function drops(columns: readonly Float64Array[], other: number, row: number, ties: Ties): boolean {
  let better = ties === 'first' && other < row;
  for (const column of columns) {
    const difference = compare(column[other] as number, column[row] as number);
    if (difference > 0) return false;
    if (difference < 0) better = true;
  }
  return better;
}

/** Not a subtraction, which gives NaN for two equal infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
