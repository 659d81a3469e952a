/** Buffers of one sort over up to n rows, so that sorting ranges allocates nothing. */
export interface SortBuffers {
  /** After a sort of rows[lo, hi): their values, ascending, at the same places. */
  readonly values: Float64Array;
  readonly spareValues: Float64Array;
  readonly spareRows: Uint32Array;
  readonly keys: Uint16Array;
  /** Bucket ends, one array per depth of recursion. */
  readonly ends: Uint32Array[];
}

/** Below this, insertion is faster than spreading. */
const INSERTION = 24;
/** 2048 open write streams of 12 bytes a row still fit the second-level cache and its translation buffer. */
const MOST_BUCKETS = 2048;

export function sortBuffers(count: number): SortBuffers {
  return {
    values: new Float64Array(count),
    spareValues: new Float64Array(count),
    spareRows: new Uint32Array(count),
    keys: new Uint16Array(count),
    ends: [],
  };
}

/**
 * Sorts rows[lo, hi) by the value that each row has in `column`, ascending and stable. No NaN.
 *
 * Spreading by value into equal intervals between least and greatest, then each crowded bucket again between its own:
 * linear on even distributions, and a skewed one only costs further levels. Unlike a radix sort of the bits it
 * needs two passes over the rows, not six. Source: K.-D. Neubert, "The Flashsort1 algorithm", Dr. Dobb's Journal 1998,
 * with the recursion of S. J. Ross, "The Spreadsort high-performance general-case sorting algorithm", PDPTA 2002.
 */
export function sortRows(rows: Uint32Array, lo: number, hi: number, column: Float64Array, buffers: SortBuffers): void {
  const { values } = buffers;
  for (let i = lo; i < hi; i++) values[i] = column[rows[i] as number] as number;
  spread(rows, lo, hi, buffers, 0);
}

function spread(rows: Uint32Array, lo: number, hi: number, buffers: SortBuffers, depth: number): void {
  if (hi - lo <= INSERTION) return insertionSort(buffers.values, rows, lo, hi);
  const buckets = bucketCount(hi - lo);
  if (!assignKeys(buffers.values, lo, hi, buffers.keys, buckets)) return;
  const ends = (buffers.ends[depth] ??= new Uint32Array(MOST_BUCKETS));
  distribute(rows, lo, hi, buffers, ends, buckets);
  for (let bucket = 0, start = lo; bucket < buckets; bucket++) {
    const end = ends[bucket] as number;
    if (end - start > 1) spread(rows, start, end, buffers, depth + 1);
    start = end;
  }
}

/** About two rows a bucket. */
function bucketCount(size: number): number {
  return Math.min(MOST_BUCKETS, 1 << (31 - Math.clz32(size >>> 1)));
}

/**
 * Gives each value a bucket, in order: the first is for -Infinity, the last for Infinity, the others for equal
 * intervals. False if all values are equal. Any two distinct values at the ends of the range get distinct buckets,
 * so that recursion makes progress.
 */
function assignKeys(values: Float64Array, lo: number, hi: number, keys: Uint16Array, buckets: number): boolean {
  let least = Infinity;
  let greatest = -Infinity;
  let infinite = false;
  for (let i = lo; i < hi; i++) {
    const value = values[i] as number;
    if (value === Infinity || value === -Infinity) {
      infinite = true;
      continue;
    }
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (infinite) return assignAroundInfinities(values, lo, hi, keys, least, greatest, buckets);
  if (least === greatest) return false;

  const scale = (buckets - 3) / (greatest - least);
  // the range overflows, or is too narrow for its scale
  if (scale === 0 || scale === Infinity) return halve(values, lo, hi, keys, least, greatest);
  for (let i = lo; i < hi; i++) keys[i] = 1 + ((values[i] as number) - least) * scale;
  return true;
}

function assignAroundInfinities(
  values: Float64Array,
  lo: number,
  hi: number,
  keys: Uint16Array,
  least: number,
  greatest: number,
  buckets: number,
): boolean {
  const same = values[lo] as number;
  let distinct = false;
  for (let i = lo; i < hi; i++) {
    const value = values[i] as number;
    if (value !== same) distinct = true;
    keys[i] = value < least ? 0 : value > greatest ? buckets - 1 : 1;
  }
  return distinct;
}

function halve(
  values: Float64Array,
  lo: number,
  hi: number,
  keys: Uint16Array,
  least: number,
  greatest: number,
): boolean {
  const width = greatest - least;
  const middle = width === Infinity ? least / 2 + greatest / 2 : least + width / 2;
  for (let i = lo; i < hi; i++) keys[i] = (values[i] as number) <= middle ? 1 : 2;
  return true;
}

function distribute(
  rows: Uint32Array,
  lo: number,
  hi: number,
  buffers: SortBuffers,
  ends: Uint32Array,
  buckets: number,
): void {
  const { values, spareValues, spareRows, keys } = buffers;
  ends.fill(0, 0, buckets);
  for (let i = lo; i < hi; i++) ends[keys[i] as number] = (ends[keys[i] as number] as number) + 1;
  // counts -> starts
  for (let bucket = 0, start = lo; bucket < buckets; bucket++) {
    const size = ends[bucket] as number;
    ends[bucket] = start;
    start += size;
  }
  // each start ends up at its bucket's end
  for (let i = lo; i < hi; i++) {
    const key = keys[i] as number;
    const to = ends[key] as number;
    ends[key] = to + 1;
    spareValues[to] = values[i] as number;
    spareRows[to] = rows[i] as number;
  }
  for (let i = lo; i < hi; i++) {
    values[i] = spareValues[i] as number;
    rows[i] = spareRows[i] as number;
  }
}

function insertionSort(values: Float64Array, rows: Uint32Array, lo: number, hi: number): void {
  for (let i = lo + 1; i < hi; i++) {
    const value = values[i] as number;
    if ((values[i - 1] as number) <= value) continue;
    const row = rows[i] as number;
    let to = i;
    for (; to > lo && (values[to - 1] as number) > value; to--) {
      values[to] = values[to - 1] as number;
      rows[to] = rows[to - 1] as number;
    }
    values[to] = value;
    rows[to] = row;
  }
}
