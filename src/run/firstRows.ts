import type { ExactColumn } from '../report/exactColumn.js';
import type { Exact } from '../types.js';

/**
 * For rows that are asked for in order: the first row that has the same figure, which is the row itself where it is new. Floats,
 * which may be half a million, are found by hashing with open addressing (Knuth, TAOCP 3, 6.4): a Map of them takes ten times
 * the memory.
 */
export function firstRows(column: ExactColumn): (row: number) => number {
  return column instanceof Float64Array ? firstOfFloats(column) : firstOfAny(column);
}

function firstOfFloats(column: Float64Array): (row: number) => number {
  // at most half full; 0 is empty
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * column.length + 1)));
  const mask = table.length - 1;
  return (row) => {
    const figure = column[row] as number;
    for (let slot = hash(figure) & mask; ; slot = (slot + 1) & mask) {
      const other = (table[slot] as number) - 1;
      if (other < 0) {
        table[slot] = row + 1;
        return row;
      }
      if (column[other] === figure) return other;
    }
  };
}

/** Of whole numbers below 2^53: their halves, multiplied and mixed. */
function hash(figure: number): number {
  const mixed = Math.imul(figure % 2 ** 32, 0x9e3779b1) ^ Math.imul(figure / 2 ** 32, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function firstOfAny(column: ArrayLike<Exact>): (row: number) => number {
  const firsts = new Map<Exact, number>();
  return (row) => {
    const figure = column[row] as Exact;
    const first = firsts.get(figure) ?? row;
    if (first === row) firsts.set(figure, row);
    return first;
  };
}
