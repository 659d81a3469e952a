import { gridFilter } from './gridFilter.js';
import type { Remaining } from './remaining.js';
import { keepRows } from './remaining.js';

/** Below this many rows the exact filters are faster than choosing a pivot (measured). */
const WORTHWHILE = 8192;
const SAMPLE = 512;
/** Of the sample, how many promising rows compete to be the pivot. */
const CANDIDATES = 16;
/** A pivot that dominates no more than this share of the sample is not worth its pass. */
const LEAST_SHARE = 1 / 8;
/** Rows of one block: its flags and two columns fit the first-level cache. */
const BLOCK = 1024;

/**
 * Drops rows that one strong row, the pivot, dominates, in one linear pass; again with a new pivot while that pays.
 * Uniform points lose all but a few per cent. Then a grid, for points along a front. Never drops a row of the front.
 *
 * Sources: the elimination filter of P. Godfrey, R. Shipley, J. Gryz, "Maximal vector computation in large data sets",
 * VLDB 2005; the analysis for random points of J. L. Bentley, K. L. Clarkson, D. B. Levine, "Fast linear
 * expected-time algorithms for computing maxima and convex hulls", Algorithmica 1993. The pivot is the row of a sample
 * that dominates most of the sample.
 */
export function prefilter(columns: readonly Float64Array[], count: number): Remaining {
  let remaining: Remaining = { columns, count, rows: undefined };
  while (remaining.count >= WORTHWHILE) {
    const pivot = strongRow(remaining.columns, remaining.count);
    if (pivot === undefined) break;
    const kept = new Uint32Array(remaining.count);
    remaining = keepRows(remaining, kept, undominated(remaining.columns, remaining.count, pivot, kept));
  }
  return gridFilter(remaining);
}

/** Writes the rows that the pivot does not dominate to `kept`, ascending; returns how many. */
function undominated(columns: readonly Float64Array[], count: number, pivot: number, kept: Uint32Array): number {
  const flags = new Uint8Array(BLOCK);
  let size = 0;
  for (let lo = 0; lo < count; lo += BLOCK) {
    const hi = Math.min(lo + BLOCK, count);
    flags.fill(0);
    for (const column of columns) compareBlock(column, lo, hi, column[pivot] as number, flags);
    for (let row = lo; row < hi; row++) {
      kept[size] = row;
      // without a branch: only a row that is worse somewhere and better nowhere is overwritten by the next
      size += flags[row - lo] === WORSE ? 0 : 1;
    }
  }
  return size;
}

const BETTER = 1;
const WORSE = 2;

/** Notes in each row's flags how it compares with the bound, without branches. */
function compareBlock(column: Float64Array, lo: number, hi: number, bound: number, flags: Uint8Array): void {
  for (let row = lo; row < hi; row++) {
    const value = column[row] as number;
    flags[row - lo] = (flags[row - lo] as number) | (value < bound ? BETTER : 0) | (value > bound ? WORSE : 0);
  }
}

/** Of an even sample, the row that dominates most of the sample; undefined where that is not enough. */
function strongRow(columns: readonly Float64Array[], count: number): number | undefined {
  const rows = Uint32Array.from({ length: SAMPLE }, (_, i) => Math.floor(((i + 0.5) * count) / SAMPLE));
  const sample = columns.map((column) => Float64Array.from(rows, (row) => column[row] as number));
  const kept = new Uint32Array(SAMPLE);
  let best: number | undefined;
  let most = LEAST_SHARE * SAMPLE;
  for (const candidate of promising(sample)) {
    const dominated = SAMPLE - undominated(sample, SAMPLE, candidate, kept);
    if (dominated <= most) continue;
    most = dominated;
    best = rows[candidate];
  }
  return best;
}

/**
 * The sample rows with the greatest product, over the objectives, of the share of the sample that is worse: what
 * a row would dominate if the objectives were independent. Ranks, so that scales do not matter.
 */
function promising(sample: readonly Float64Array[]): Uint32Array {
  const score = new Float64Array(SAMPLE);
  for (const column of sample) {
    const sorted = column.toSorted();
    for (let row = 0; row < SAMPLE; row++)
      score[row] = (score[row] as number) + Math.log(SAMPLE + 1 - notAbove(sorted, column[row] as number));
  }
  const order = new Uint32Array(SAMPLE).map((_, row) => row);
  return order.toSorted((a, b) => (score[b] as number) - (score[a] as number)).subarray(0, CANDIDATES);
}

/** How many of the sorted values are <= value. */
function notAbove(sorted: Float64Array, value: number): number {
  let lo = 0;
  let hi = sorted.length;
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if ((sorted[middle] as number) <= value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
