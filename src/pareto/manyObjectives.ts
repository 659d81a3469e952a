import { denseRanks } from './denseRanks.js';
import { lexicographicOrder } from './lexicographicOrder.js';
import type { Ties } from './options.js';
import type { SortBuffers } from './sortRows.js';
import { sortBuffers } from './sortRows.js';
import { SortedStaircase } from './sortedStaircase.js';
import { Staircase } from './staircase.js';

/** Blocks up to this size are compared pair by pair (measured). */
const PAIRWISE = 32;
/** Two lists are compared pair by pair where that takes at most this many comparisons per point (measured). */
const PAIRWISE_PER_POINT = 12;
/** The same where the alternative is a split, which takes longer than a sweep. */
const PAIRWISE_PER_SPLIT_POINT = 48;

/** Up to so many left points, the staircase that takes linear time per point is the faster one (measured). */
const SHORT = 4096;

/**
 * What the recursion works on. A point is named by its place in lexicographic order, so that points of one block are
 * neighbours in memory, and none can dominate an earlier one.
 */
interface Points {
  /**
   * Every point's ranks in all objectives but the first, of which the order says all: `width` integers a point, side by
   * side, since they are read together. Integers, since V8 allocates memory for any other number passed to a function.
   */
  readonly table: Int32Array;
  readonly width: number;
  readonly shortStaircase: SortedStaircase;
  readonly longStaircase: Staircase;
  readonly dominated: Uint8Array;
  /** Lists of points: the blocks' own, and behind them a stack of lists that the recursion splits off. */
  lists: Uint32Array;
  readonly spare: Uint32Array;
  readonly pivots: Int32Array;
}

/**
 * Divide and conquer for four and more objectives: split by the first objective, solve the halves, then drop from the
 * worse half what the better half dominates. That question has one objective less; it is split by its last
 * objective until three are left, which a sweep with a staircase answers. O(n log^(d-2) n).
 *
 * Source: H. T. Kung, F. Luccio, F. P. Preparata, "On finding the maxima of a set of vectors", JACM 22(4), 1975;
 * J. L. Bentley, "Multidimensional divide-and-conquer", CACM 23(4), 1980; the three-way splits, which keep ties
 * from spoiling the bound, after F.-A. Fortin, S. Grenier, M. Parizeau, "Generalizing the improved run-time complexity
 * algorithm for non-dominated sorting", GECCO 2013. Returns 1 for every row of the front.
 */
export function manyObjectives(columns: readonly Float64Array[], count: number, ties: Ties): Uint8Array {
  const buffers = sortBuffers(count);
  const order = lexicographicOrder(columns, count, buffers);
  const ordered = columns.map((column) => gather(column, order));
  const firsts = distinctFirsts(ordered, count);
  const points = pointsOf(ordered, firsts, buffers);
  frontOfBlock(points, 0, firsts.length);
  const kept = new Uint8Array(count);
  for (let point = 0; point < firsts.length; point++) {
    if (points.dominated[point] === 1) continue;
    const start = firsts[point] as number;
    const end = ties === 'first' ? start + 1 : (firsts[point + 1] ?? count);
    for (let i = start; i < end; i++) kept[order[i] as number] = 1;
  }
  return kept;
}

/** In one plain loop, since its cache misses overlap. */
function gather(column: Float64Array, rows: Uint32Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) result[i] = column[rows[i] as number] as number;
  return result;
}

/** Where in the order each distinct point first occurs. */
function distinctFirsts(ordered: readonly Float64Array[], count: number): Uint32Array {
  const firsts = new Uint32Array(count);
  let size = 0;
  for (let i = 0; i < count; i++) {
    firsts[size] = i;
    if (i === 0 || differs(ordered, i)) size++;
  }
  return firsts.subarray(0, size);
}

function differs(ordered: readonly Float64Array[], i: number): boolean {
  for (const column of ordered) if (column[i - 1] !== column[i]) return true;
  return false;
}

function pointsOf(ordered: readonly Float64Array[], firsts: Uint32Array, buffers: SortBuffers): Points {
  const size = firsts.length;
  const width = ordered.length - 1;
  const table = new Int32Array(size * width);
  ordered.slice(1).forEach((column, field) => {
    const ranks = denseRanks(gather(column, firsts), size, buffers);
    for (let point = 0; point < size; point++) table[point * width + field] = ranks[point] as number;
  });
  // a split takes at most its own size and leaves about half of it to the next
  const lists = new Uint32Array(width > 3 ? 4 * size : size);
  for (let point = 0; point < size; point++) lists[point] = point;
  return {
    table,
    width,
    shortStaircase: new SortedStaircase(SHORT),
    longStaircase: new Staircase(size),
    dominated: new Uint8Array(size),
    lists,
    spare: new Uint32Array(size),
    pivots: new Int32Array(PIVOT_SAMPLE),
  };
}

/** Fields of a point; y, the first, orders the lists. */
const Z = 1;
const W = 2;

/** Leaves in lists[lo, lo + result) the front of points [lo, hi), in order of y, and marks the others. */
function frontOfBlock(points: Points, lo: number, hi: number): number {
  if (hi - lo <= PAIRWISE) return frontOfFew(points, lo, hi);
  const middle = (lo + hi) >>> 1;
  const leftEnd = lo + frontOfBlock(points, lo, middle);
  const rightEnd = middle + frontOfBlock(points, middle, hi);
  discard(points, lo, leftEnd, middle, rightEnd, points.width, points.spare.length);
  return merge(points, lo, leftEnd, middle, rightEnd);
}

function frontOfFew(points: Points, lo: number, hi: number): number {
  const { table, width, dominated, lists } = points;
  let end = lo;
  for (let point = lo; point < hi; point++) {
    if (coveredByAny(points, lo, end, point, width)) {
      dominated[point] = 1;
      continue;
    }
    // insertion, in order of y
    const y = table[point * width] as number;
    let to = end++;
    for (; to > lo && (table[(lists[to - 1] as number) * width] as number) > y; to--)
      lists[to] = lists[to - 1] as number;
    lists[to] = point;
  }
  return end - lo;
}

/** Whether a point of lists[lo, hi), which is in order of y, is no greater in the first `fields` fields. */
function coveredByAny({ table, width, lists }: Points, lo: number, hi: number, point: number, fields: number): boolean {
  const at = point * width;
  const y = table[at] as number;
  const z = table[at + Z] as number;
  const w = table[at + W] as number;
  for (let i = lo; i < hi; i++) {
    const other = (lists[i] as number) * width;
    if ((table[other] as number) > y) return false;
    if ((table[other + Z] as number) > z || (table[other + W] as number) > w) continue;
    let field = W + 1;
    while (field < fields && (table[other + field] as number) <= (table[at + field] as number)) field++;
    if (field >= fields) return true;
  }
  return false;
}

/** Merges two lists in order of y, without what `discard` marked; returns how many points are left. */
function merge(points: Points, leftLo: number, leftHi: number, rightLo: number, rightHi: number): number {
  const { table, width, dominated, lists, spare } = points;
  let left = leftLo;
  let to = leftLo;
  for (let right = rightLo; right < rightHi; right++) {
    const point = lists[right] as number;
    if (dominated[point] === 1) continue;
    const y = table[point * width] as number;
    while (left < leftHi && (table[(lists[left] as number) * width] as number) <= y)
      spare[to++] = lists[left++] as number;
    spare[to++] = point;
  }
  while (left < leftHi) spare[to++] = lists[left++] as number;
  for (let i = leftLo; i < to; i++) lists[i] = spare[i] as number;
  return to - leftLo;
}

/**
 * Marks the points of lists[rightLo, rightHi) that some point of lists[leftLo, leftHi) covers: is no greater in the
 * first `fields` fields. In all others every left point is known to be no greater than every right one. Both lists
 * are in order of y. lists from `top` on is free.
 */
function discard(
  points: Points,
  leftLo: number,
  leftHi: number,
  rightLo: number,
  rightHi: number,
  fields: number,
  top: number,
): void {
  const left = leftHi - leftLo;
  const right = rightHi - rightLo;
  if (left === 0 || right === 0) return;
  const perPoint = fields > 3 ? PAIRWISE_PER_SPLIT_POINT : PAIRWISE_PER_POINT;
  if (left * right <= perPoint * (left + right)) pairwise(points, leftLo, leftHi, rightLo, rightHi, fields);
  else if (fields > 3) split(points, leftLo, leftHi, rightLo, rightHi, fields, top);
  else if (left <= SHORT) sweep(points, points.shortStaircase, leftLo, leftHi, rightLo, rightHi);
  else sweep(points, points.longStaircase, leftLo, leftHi, rightLo, rightHi);
}

function pairwise(
  points: Points,
  leftLo: number,
  leftHi: number,
  rightLo: number,
  rightHi: number,
  fields: number,
): void {
  const { dominated, lists } = points;
  for (let i = rightLo; i < rightHi; i++) {
    const point = lists[i] as number;
    if (dominated[point] === 0 && coveredByAny(points, leftLo, leftHi, point, fields)) dominated[point] = 1;
  }
}

/** Three fields: in order of y, with the staircase of the left points' z and w. */
function sweep(
  points: Points,
  staircase: Staircase | SortedStaircase,
  leftLo: number,
  leftHi: number,
  rightLo: number,
  rightHi: number,
): void {
  const { table, width, dominated, lists } = points;
  let left = leftLo;
  for (let right = rightLo; right < rightHi; right++) {
    const point = lists[right] as number;
    if (dominated[point] === 1) continue;
    const at = point * width;
    const y = table[at] as number;
    for (; left < leftHi; left++) {
      const other = (lists[left] as number) * width;
      if ((table[other] as number) > y) break;
      staircase.add(table[other + Z] as number, table[other + W] as number);
    }
    if (staircase.covers(table[at + Z] as number, table[at + W] as number)) dominated[point] = 1;
  }
  staircase.clear();
}

/**
 * By a pivot of the last field: below it and above it the question stays the same for half as many points; between
 * the left points up to it and the right points from it on, that field is settled.
 */
function split(
  points: Points,
  leftLo: number,
  leftHi: number,
  rightLo: number,
  rightHi: number,
  fields: number,
  top: number,
): void {
  reserve(points, top + leftHi - leftLo + rightHi - rightLo);
  const field = fields - 1;
  const pivot = pivotOf(points, leftLo, leftHi, rightLo, rightHi, field);
  for (const part of PARTS) {
    const middle = select(points, leftLo, leftHi, field, pivot, part.left, top);
    const end = select(points, rightLo, rightHi, field, pivot, part.right, middle);
    discard(points, top, middle, middle, end, fields - part.settled, end);
  }
}

/** Sides of the pivot, as bits. */
const BELOW = 1;
const EQUAL = 2;
const ABOVE = 4;

/** Which left and right points each of the three questions is about, and how many fields that settles. */
const PARTS = [
  { left: BELOW, right: BELOW, settled: 0 },
  { left: BELOW | EQUAL, right: EQUAL | ABOVE, settled: 1 },
  { left: ABOVE, right: ABOVE, settled: 0 },
] as const;

/**
 * Copies to lists[to...] the points of lists[lo, hi) on those sides of the pivot that are not marked; returns the end.
 */
function select(
  points: Points,
  lo: number,
  hi: number,
  field: number,
  pivot: number,
  sides: number,
  to: number,
): number {
  const { table, width, dominated, lists } = points;
  let end = to;
  for (let i = lo; i < hi; i++) {
    const point = lists[i] as number;
    const value = table[point * width + field] as number;
    const side = value < pivot ? BELOW : value > pivot ? ABOVE : EQUAL;
    lists[end] = point;
    end += (side & sides) !== 0 && dominated[point] === 0 ? 1 : 0;
  }
  return end;
}

/** How many points the pivot is the median of: enough that a split is rarely worse than 1 to 3. */
const PIVOT_SAMPLE = 31;

function pivotOf(
  points: Points,
  leftLo: number,
  leftHi: number,
  rightLo: number,
  rightHi: number,
  field: number,
): number {
  const { table, width, lists, pivots } = points;
  const left = leftHi - leftLo;
  const total = left + rightHi - rightLo;
  for (let i = 0; i < PIVOT_SAMPLE; i++) {
    const at = Math.floor(((i + 0.5) * total) / PIVOT_SAMPLE);
    pivots[i] = table[(lists[at < left ? leftLo + at : rightLo + at - left] as number) * width + field] as number;
  }
  return pivots.toSorted()[PIVOT_SAMPLE >>> 1] as number;
}

/** Makes room for `size` list entries and the one that `select` writes beyond its end. */
function reserve(points: Points, size: number): void {
  if (size < points.lists.length) return;
  const larger = new Uint32Array(2 * size + 1);
  larger.set(points.lists);
  points.lists = larger;
}
