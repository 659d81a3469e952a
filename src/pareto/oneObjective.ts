import type { Ties } from './options.js';

/** The rows of the least value, ascending. */
export function oneObjective(column: Float64Array, count: number, ties: Ties): Uint32Array {
  let least = Infinity;
  let first = 0;
  let occurrences = 0;
  for (let row = 0; row < count; row++) {
    const value = column[row] as number;
    if (value < least || occurrences === 0) {
      least = value;
      first = row;
      occurrences = 1;
    } else if (value === least) occurrences++;
  }
  if (ties === 'first') return Uint32Array.of(first).subarray(0, Math.min(occurrences, 1));
  const rows = new Uint32Array(occurrences);
  for (let row = first, next = 0; next < occurrences; row++) if (column[row] === least) rows[next++] = row;
  return rows;
}
