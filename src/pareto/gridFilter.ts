import type { Remaining } from './remaining.js';
import { keepRows } from './remaining.js';

/** Per number of objectives, log2 of the intervals into which each but the last is cut (measured). */
const INTERVAL_BITS: readonly number[] = [0, 0, 15, 8, 6];
/** With fewer rows per cell than this, a pass over the cells takes longer than it saves. */
const ROWS_PER_CELL = 1 / 4;

/**
 * Drops, in linear time, rows that one in a lower cell dominates: a grid over all objectives but the last holds
 * the least last objective of every cell, and then of all cells up to it in every axis. Never drops a row of the front.
 * It leaves little of a cloud along a front, unless the cloud is thinner than a cell. Up to four objectives: the
 * cells of more would be too large.
 *
 * Accumulating over all lower cells axis by axis is the summed-area table of F. C. Crow, "Summed-area tables for
 * texture mapping", SIGGRAPH 1984, with the minimum in place of the sum.
 */
export function gridFilter(remaining: Remaining): Remaining {
  const { columns, count } = remaining;
  const bits = INTERVAL_BITS[columns.length];
  const axes = columns.slice(0, -1);
  const last = columns[axes.length];
  if (bits === undefined || last === undefined || count < ROWS_PER_CELL * 2 ** (bits * axes.length)) return remaining;

  const cells = cellsOf(axes, count, bits);
  const least = leastPerCell(cells, last, count, axes.length * bits);
  for (let axis = 0; axis < axes.length; axis++) accumulate(least, axis * bits, bits);
  const kept = new Uint32Array(count);
  const size = uncovered(cells, least, last, count, axes.length * bits, bits, kept);
  return keepRows(remaining, kept, size);
}

/**
 * Cell numbers, `bits` bits per axis. Intervals count from 1, so that one step down every axis is a cell, empty if at
 * 0.
 */
function cellsOf(axes: readonly Float64Array[], count: number, bits: number): Uint32Array {
  const cells = new Uint32Array(count);
  axes.forEach((column, axis) => {
    const [least, greatest] = extent(column, count);
    // without a finite extent the product below is 0, infinite or NaN: interval 1 for every value
    const scale = (2 ** bits - 2) / (greatest - least);
    for (let row = 0; row < count; row++) {
      const interval = 1 + ((((column[row] as number) - least) * scale) | 0);
      cells[row] = (cells[row] as number) | (interval << (axis * bits));
    }
  });
  return cells;
}

function extent(column: Float64Array, count: number): readonly [least: number, greatest: number] {
  let least = Infinity;
  let greatest = -Infinity;
  for (let row = 0; row < count; row++) {
    const value = column[row] as number;
    least = value < least ? value : least;
    greatest = value > greatest ? value : greatest;
  }
  return [least, greatest];
}

function leastPerCell(cells: Uint32Array, last: Float64Array, count: number, bits: number): Float64Array {
  const least = new Float64Array(2 ** bits).fill(Infinity);
  for (let row = 0; row < count; row++) {
    const cell = cells[row] as number;
    if ((last[row] as number) < (least[cell] as number)) least[cell] = last[row] as number;
  }
  return least;
}

/** Makes each cell the least of itself and all cells before it along the axis at bit `shift`. */
function accumulate(least: Float64Array, shift: number, bits: number): void {
  const stride = 1 << shift;
  const mask = ((1 << bits) - 1) << shift;
  for (let cell = 0; cell < least.length; cell++) {
    if ((cell & mask) === 0) continue;
    const before = least[cell - stride] as number;
    if (before < (least[cell] as number)) least[cell] = before;
  }
}

/**
 * Writes to `kept` the rows whose last objective is below the least of all cells lower in every axis; returns how many.
 */
function uncovered(
  cells: Uint32Array,
  least: Float64Array,
  last: Float64Array,
  count: number,
  cellBits: number,
  bits: number,
  kept: Uint32Array,
): number {
  let oneDown = 0;
  for (let shift = 0; shift < cellBits; shift += bits) oneDown += 1 << shift;
  let size = 0;
  for (let row = 0; row < count; row++) {
    kept[size] = row;
    // equal does not cover where nothing was in any lower cell and the value is infinite itself
    const bound = least[(cells[row] as number) - oneDown] as number;
    size += bound < (last[row] as number) || (bound === last[row] && bound < Infinity) ? 0 : 1;
  }
  return size;
}
