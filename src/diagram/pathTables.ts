import type { Diagram } from '../types.js';
import { cutLevels } from './cutLevels.js';
import { expandPaths, type PathList } from './expandPaths.js';
import { columnsOf, maxColumns } from './metricColumns.js';

/**
 * Sub-paths of a diagram with their costs summed, so that a walk takes a few table steps instead of one per level.
 * Tables are made when a walk first enters a node, for the columns of the given metrics; one object serves one thread.
 *
 * A table t, an offset into `words`, is the list of the paths from one node to the next cut level (see cutLevels):
 *
 *     words[t]      UNIT: all paths end at the terminal, path p has index p; NARROW: counts below 2^53; PAIR: below 2^80
 *     words[t + 1]  record of its first path; path p has record words[t + 1] + p
 *     words[t + 2]  and on: the guide. For each bucket of indices, the first record to look at (Chen and Asau, "On
 *                   Generating Random Variates from an Empirical Distribution", 1974): a search takes O(1) expected steps
 *
 * A record r: ends[r] is the table to go on with, DONE at the terminal, or -2 - node where that table is not made yet.
 * figures[r * stride] is the number of indices before it (of PAIR: its low 40 bits, the rest in highs[r]), and the costs
 * follow, one per column. After the last record of a table comes one with the total count; before the first, one
 * that holds the buckets per index.
 */
export class PathTables {
  readonly diagram: Diagram;
  readonly columns: readonly number[];
  /** Per column of `columns`: it combines by max. */
  readonly isMax: readonly boolean[];
  readonly stride: number;
  words = new Int32Array(1 << 10);
  ends = new Int32Array(1 << 10);
  highs = new Float64Array(1 << 10);
  figures: Float64Array;
  /** Samples served; a few are cheaper without tables. */
  served = 0;
  private readonly allMax: readonly boolean[];
  private readonly cuts: Uint32Array;
  private readonly tableOf: Int32Array;
  private wordsEnd = 0;
  private records = 0;

  constructor(diagram: Diagram, metrics: readonly number[]) {
    this.diagram = diagram;
    this.columns = columnsOf(diagram, metrics);
    this.allMax = maxColumns(diagram);
    this.isMax = this.columns.map((column) => this.allMax[column] === true);
    this.stride = 1 + this.columns.length;
    this.figures = new Float64Array(this.stride * this.ends.length);
    this.cuts = cutLevels(diagram, STEP_WORTH);
    this.tableOf = new Int32Array(diagram.nodeCount).fill(-1);
  }

  /** The table of a node other than the terminal, made if need be: then the arrays may have been replaced. */
  table(node: number): number {
    const known = this.tableOf[node] as number;
    return known >= 0 ? known : this.make(node);
  }

  /** Forgets all tables if they have grown too large. Only between walks: a table that a walk is at would be gone. */
  trim(): void {
    if (this.records < 2 * MOST_RECORDS) return;
    this.records = 0;
    this.wordsEnd = 0;
    this.tableOf.fill(-1);
  }

  private make(node: number): number {
    const level = this.diagram.level[node] as number;
    // full: go on with tables of single arcs, which are no larger than the diagram
    const until = this.records < MOST_RECORDS ? (this.cuts[level] as number) : level + 1;
    const paths = expandPaths(this.diagram, node, this.columns, this.allMax, until);
    const count = paths.ends.length;
    const buckets = GUIDE_DENSITY * count;
    this.reserve(count + 2, buckets + 3);
    const table = this.wordsEnd;
    const first = this.records + 1;
    const total = this.writeOffsets(paths, first);
    const kind = this.kindOf(paths, total);
    const scale = buckets / total;
    this.writePaths(paths, first);
    this.figures[(first - 1) * this.stride] = scale;
    this.words[table] = kind;
    this.words[table + 1] = first;
    if (kind !== UNIT) this.writeGuide(table + 2, buckets, first, count, scale);
    this.wordsEnd += kind === UNIT ? 2 : buckets + 3;
    this.records += count + 2;
    this.tableOf[node] = table;
    return table;
  }

  private kindOf(paths: PathList, total: number): number {
    const terminal = this.diagram.nodeCount - 1;
    if (paths.ends.every((end) => end === terminal)) return UNIT;
    return total <= Number.MAX_SAFE_INTEGER ? NARROW : PAIR;
  }

  /** Returns the total count, rounded where it is large. */
  private writeOffsets(paths: PathList, first: number): number {
    const [lowCounts, highCounts] = this.diagram.countLimbs as readonly [Float64Array, Float64Array];
    const count = paths.ends.length;
    let low = 0;
    let high = 0;
    for (let p = 0; p <= count; p++) {
      this.figures[(first + p) * this.stride] = low;
      this.highs[first + p] = high;
      if (p === count) break;
      const end = paths.ends[p] as number;
      low += lowCounts[end] as number;
      high += highCounts[end] as number;
      if (low < LIMB) continue;
      low -= LIMB;
      high += 1;
    }
    const total = high * LIMB + low;
    if (total <= Number.MAX_SAFE_INTEGER) this.mergeOffsets(first, count);
    return total;
  }

  /** Counts below 2^53 need no second limb. */
  private mergeOffsets(first: number, count: number): void {
    for (let record = first; record <= first + count; record++) {
      this.figures[record * this.stride] = this.offset(record);
      this.highs[record] = 0;
    }
  }

  private writePaths(paths: PathList, first: number): void {
    const terminal = this.diagram.nodeCount - 1;
    for (let p = 0; p < paths.ends.length; p++) {
      const end = paths.ends[p] as number;
      this.ends[first + p] = end === terminal ? DONE : -2 - end;
      const place = (first + p) * this.stride + 1;
      for (let c = 0; c < this.columns.length; c++)
        this.figures[place + c] = (paths.costs[c] as Float64Array)[p] as number;
    }
  }

  /**
   * A bucket starts at the last path that surely begins at or before all its indices. An index's bucket grows with
   * the index, however it is rounded, so a path that begins in an earlier bucket does.
   */
  private writeGuide(guide: number, buckets: number, first: number, count: number, scale: number): void {
    let record = first;
    // one bucket more: the product of index and scale may round up to their number
    for (let bucket = 0; bucket <= buckets; bucket++) {
      while (record + 1 < first + count && this.beginsBefore(record + 1, bucket, scale)) record++;
      this.words[guide + bucket] = record;
    }
  }

  private beginsBefore(record: number, bucket: number, scale: number): boolean {
    const offset = this.offset(record);
    // an exact offset that is the least index of the bucket will do as well
    const before = offset <= Number.MAX_SAFE_INTEGER ? offset - 1 : offset;
    return Math.floor(before * scale) < bucket && Math.floor(offset * scale) <= bucket;
  }

  private offset(record: number): number {
    return (this.highs[record] as number) * LIMB + (this.figures[record * this.stride] as number);
  }

  private reserve(records: number, words: number): void {
    const needed = this.records + records;
    if (needed > this.ends.length) {
      const capacity = Math.max(needed, 2 * this.ends.length);
      this.ends = widen(new Int32Array(capacity), this.ends);
      this.highs = widen(new Float64Array(capacity), this.highs);
      this.figures = widen(new Float64Array(capacity * this.stride), this.figures);
    }
    if (this.wordsEnd + words > this.words.length) {
      this.words = widen(new Int32Array(Math.max(this.wordsEnd + words, 2 * this.words.length)), this.words);
    }
  }
}

export const UNIT = 0;
export const NARROW = 1;
export const PAIR = 2;
/** End of a path at the terminal. */
export const DONE = -1;

/** Paths in tables that one step less is worth; about the best for a second-level cache of one megabyte. */
export const STEP_WORTH = 4096;
/** Buckets per path: more of them make the first record to look at the right one more often. */
const GUIDE_DENSITY = 2;
/** Records after which tables stay small. */
const MOST_RECORDS = 1 << 20;
const LIMB = 2 ** 40;

function widen<T extends Int32Array | Float64Array>(to: T, from: T): T {
  to.set(from);
  return to;
}
