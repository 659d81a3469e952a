/**
 * Distinct sums in ascending order, each with how many paths have it. A coarse list has rounded its sums down: the true
 * ones are at most `error` above.
 */
export interface SumList {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  /** Is added to every sum: lists that differ by an arc share their arrays. */
  readonly shift: number;
  readonly error: number;
}

/** How lists are kept. */
export interface ListRules {
  /** Longer lists are made coarse. */
  readonly cap: number;
  /** Counts are kept modulo this (below 2^26), or in full where it is 0. */
  readonly modulus: number;
}

/**
 * Room to add counts up in, kept from one merge to the next: getting it from the system costs as much as the adding.
 */
export class SumGrid {
  private cells = new Float64Array(0);

  /** So many zeros; the caller leaves them so. */
  zeros(count: number): Float64Array {
    if (this.cells.length < count) this.cells = new Float64Array(count);
    return this.cells;
  }
}

export const EXACT: ListRules = { cap: Infinity, modulus: 0 };

/** The list of one path. */
export function singleSum(sum: number): SumList {
  return { sums: Float64Array.of(0), counts: Float64Array.of(1), shift: sum, error: 0 };
}

export function shifted(list: SumList, by: number): SumList {
  return { ...list, shift: list.shift + by };
}

/**
 * The union of lists, counts of equal sums added. Exact while it has at most `cap` sums; otherwise sums are rounded
 * down to a grid of
 * `cap` cells.
 */
export function mergeLists(lists: readonly SumList[], rules: ListRules, grid = new SumGrid()): SumList {
  const parts = lists.filter((list) => list.sums.length > 0);
  const [only] = parts;
  if (only === undefined) return { ...singleSum(0), sums: new Float64Array(0), counts: new Float64Array(0) };
  const total = parts.reduce((sum, list) => sum + list.sums.length, 0);
  if (parts.length === 1 && total <= rules.cap) return only;
  // by loops: a node may have more arcs than a call has arguments
  let [least, most, error] = [Infinity, -Infinity, 0];
  for (const list of parts) {
    least = Math.min(least, first(list));
    most = Math.max(most, last(list));
    error = Math.max(error, list.error);
  }
  const span = most - least + 1;
  if (span <= Math.min(DENSE_WORTH * total, rules.cap, MOST_CELLS)) {
    return gather(parts, { least, width: 1, cells: span }, error, rules, grid);
  }
  if (total > rules.cap) {
    const width = Math.ceil(span / rules.cap);
    return gather(parts, { least, width, cells: Math.ceil(span / width) }, error + width - 1, rules, grid);
  }
  return { ...mergeSorted(parts, rules.modulus), error };
}

/** A grid is worth its cells where there are no more of them than this for each sum that goes in. */
const DENSE_WORTH = 4;
const MOST_CELLS = 2 ** 27;

function first({ sums, shift }: SumList): number {
  return (sums[0] as number) + shift;
}

function last({ sums, shift }: SumList): number {
  return (sums[sums.length - 1] as number) + shift;
}

interface Cells {
  readonly least: number;
  readonly width: number;
  readonly cells: number;
}

/** Adds all counts up in a grid of cells of a width, from `least` on. */
function gather(
  lists: readonly SumList[],
  { least, width, cells }: Cells,
  error: number,
  { modulus }: ListRules,
  room: SumGrid,
): SumList {
  const grid = room.zeros(cells);
  for (const { sums, counts, shift } of lists) {
    const from = shift - least;
    if (width === 1) {
      for (let i = 0; i < sums.length; i++) {
        const cell = (sums[i] as number) + from;
        grid[cell] = (grid[cell] as number) + (counts[i] as number);
      }
    } else {
      for (let i = 0; i < sums.length; i++) {
        const cell = Math.floor(((sums[i] as number) + from) / width);
        grid[cell] = (grid[cell] as number) + (counts[i] as number);
      }
    }
  }
  let length = 0;
  for (let cell = 0; cell < cells; cell++) if (grid[cell] !== 0) length++;
  const sums = new Float64Array(length);
  const counts = new Float64Array(length);
  let next = 0;
  for (let cell = 0; cell < cells; cell++) {
    const count = grid[cell] as number;
    if (count === 0) continue;
    grid[cell] = 0;
    sums[next] = cell * width;
    counts[next++] = residue(count, modulus);
  }
  return { sums, counts, shift: least, error };
}

/** From 1 to the modulus, since 0 is no path at all; the count itself without a modulus. */
function residue(count: number, modulus: number): number {
  return modulus === 0 ? count : count % modulus || modulus;
}

/** Two at a time, the shortest first. */
function mergeSorted(lists: readonly SumList[], modulus: number): SumList {
  const rest = lists.toSorted((a, b) => b.sums.length - a.sums.length);
  for (;;) {
    const left = rest.pop() as SumList;
    const right = rest.pop();
    if (right === undefined) return left;
    const merged = mergeTwo(left, right, modulus);
    const at = rest.findLastIndex((list) => list.sums.length >= merged.sums.length);
    rest.splice(at + 1, 0, merged);
  }
}

function mergeTwo(left: SumList, right: SumList, modulus: number): SumList {
  const size = left.sums.length + right.sums.length;
  const sums = new Float64Array(size);
  const counts = new Float64Array(size);
  const offset = right.shift - left.shift;
  let [i, j, next] = [0, 0, 0];
  const [leftEnd, rightEnd] = [left.sums.length, right.sums.length];
  while (i < leftEnd || j < rightEnd) {
    const a = i < leftEnd ? (left.sums[i] as number) : Infinity;
    const b = j < rightEnd ? (right.sums[j] as number) + offset : Infinity;
    let count = 0;
    if (a <= b) count += left.counts[i++] as number;
    if (b <= a) count += right.counts[j++] as number;
    sums[next] = Math.min(a, b);
    counts[next++] = residue(count, modulus);
  }
  // half-empty arrays are not kept
  return { sums: sums.slice(0, next), counts: counts.slice(0, next), shift: left.shift, error: 0 };
}

/** The part of a list with from <= sum <= to, sharing its memory. */
export function between(list: SumList, from: number, to: number): SumList {
  const start = lowerBound(list, from);
  const end = to === Infinity ? list.sums.length : lowerBound(list, to + 1);
  if (start === 0 && end === list.sums.length) return list;
  return {
    ...list,
    sums: list.sums.subarray(start, Math.max(start, end)),
    counts: list.counts.subarray(start, Math.max(start, end)),
  };
}

/** How many sums are below a threshold. */
export function lowerBound({ sums, shift }: SumList, threshold: number): number {
  let low = 0;
  let high = sums.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] as number) + shift < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sum of all counts. */
export function totalCount({ counts }: SumList): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i] as number;
  return total;
}
