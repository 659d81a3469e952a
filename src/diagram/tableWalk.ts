import type { Diagram } from '../types.js';
import { cutLevels } from './cutLevels.js';
import { expandPaths } from './expandPaths.js';
import type { FillIndices } from './fillIndices.js';
import { KERNEL_NUMBERS } from './kernelBytes.js';
import type { KernelMemory } from './kernels.js';
import type { LaneLayout } from './laneLayout.js';
import { PathOffsets } from './pathOffsets.js';
import { TERMINAL, TERMINAL_RECORD, upToFour, WalkBlock } from './walkBlock.js';

/**
 * Walks by index over tables of sub-paths with their costs summed, so that a walk takes a few steps instead of one per
 * level. Tables are made when a walk first enters a node.
 *
 * A table is the list of the paths from one node to the next cut level (see cutLevels):
 *
 *     f64            scale: buckets per index
 *     i32 x 2        limbs of its offsets, unused
 *     i32 per bucket the guide. For each bucket of indices, the first record to look at (Chen and Asau, "On Generating
 *                    Random Variates from an Empirical Distribution", 1974): a search takes O(1) expected steps
 *     (padding)
 *     records        one per path, and one that ends them
 *
 * A record is
 *
 *     i64            indices before it, the lowest 62 bits; of the last record: all of the table's
 *     i32 x 2        the table to go on with: its address, plus 1 where it has more than one limb; -2 - node where it is
 *                    not made yet; unused
 *     i32 per lane   the path's costs
 *     i64 per limb   of a table of more than one: the offset's further bits
 */
export class TableWalk {
  readonly block: WalkBlock;
  private readonly diagram: Diagram;
  private readonly memory: KernelMemory;
  private readonly layout: LaneLayout;
  private readonly fill: FillIndices;
  private readonly most: number;
  /** Bytes of a record of more than one limb. */
  readonly wideStride: number;
  private readonly cuts: Uint32Array;
  private readonly tableOf: Int32Array;
  private readonly begin: number;

  /**
   * @param limbs of what `fill` writes
   * @param most bytes of tables after which further ones stay small
   */
  constructor(
    diagram: Diagram,
    memory: KernelMemory,
    layout: LaneLayout,
    fill: FillIndices,
    limbs: number,
    most: number = MOST_BYTES,
  ) {
    this.diagram = diagram;
    this.memory = memory;
    this.layout = layout;
    this.fill = fill;
    this.most = most;
    this.block = new WalkBlock(memory, layout);
    this.wideStride = this.block.stride + 8 * (limbs - 1);
    this.cuts = cutLevels(diagram, STEP_WORTH);
    this.tableOf = new Int32Array(diagram.nodeCount).fill(NONE);
    this.tableOf[diagram.nodeCount - 1] = TERMINAL;
    this.writeTerminal();
    this.begin = memory.used;
  }

  /** The table that walks begin at. */
  get root(): number {
    return this.table(0);
  }

  /** Costs of samples first, first + 1, …, at most BLOCK of them: out[c][at + j] is column c of sample first + j. */
  sample(first: number, count: number, out: readonly Float64Array[], at: number): void {
    const { block } = this;
    if (this.memory.used - this.begin > 2 * this.most) this.forget();
    this.fill(first, count);
    let union = this.root;
    block.begin(count, union);
    while (union !== TERMINAL) {
      union = this.step(union, count);
      if (union < 0) union = this.makeMissing(count);
      block.stepped(count);
    }
    block.finish(count, out, at);
  }

  private step(union: number, count: number): number {
    const { run } = this.memory;
    const { row, stride } = this.block;
    // `step` goes two walks a turn: if `stepWide` left the walk of no account behind, it would be at a table of more
    // limbs there
    const walks = upToFour(count);
    return (union & WIDE) === 0 ? run.step(row, walks, stride) : run.stepWide(row, walks, stride, this.wideStride);
  }

  /** Makes the tables that walks of the block want to go on with; returns all walks' tables or-ed together. */
  private makeMissing(count: number): number {
    const places = PLACES >>> 2;
    const row = (PATH + this.block.row) >>> 2;
    let union = 0;
    for (let j = 0; j < upToFour(count); j++) {
      let table = this.memory.words[places + j] as number;
      if (table < 0) {
        table = this.table(-2 - table);
        const { words } = this.memory;
        words[places + j] = table;
        words[((words[row + j] as number) + 8) >>> 2] = table;
      }
      union |= table;
    }
    return union;
  }

  /** Only between blocks: a table that a walk is at would be gone. */
  private forget(): void {
    this.memory.release(this.begin);
    this.tableOf.fill(NONE);
    this.tableOf[this.diagram.nodeCount - 1] = TERMINAL;
  }

  private table(node: number): number {
    const known = this.tableOf[node] as number;
    return known === NONE ? this.make(node) : known;
  }

  private make(node: number): number {
    const { diagram, layout, memory } = this;
    const level = diagram.level[node] as number;
    // full: go on with tables of single arcs, which are no larger than the diagram
    const until = memory.used - this.begin < this.most ? (this.cuts[level] as number) : level + 1;
    const paths = expandPaths(diagram, node, layout.arcs, layout.isMax, until);
    const offsets = new PathOffsets(diagram, node, paths.ends);
    const count = paths.ends.length;
    const buckets = GUIDE_DENSITY * count;
    const stride = offsets.limbs > 1 ? this.wideStride : this.block.stride;
    const table = memory.allocate(16 + 4 * (buckets + 1));
    const first = memory.allocate(stride * (count + 1));
    const scale = buckets / offsets.scaled(count);
    memory.floats[table >>> 3] = scale;
    memory.words[(table + 8) >>> 2] = offsets.limbs;
    this.writeRecords(first, stride, offsets, paths.ends, paths.costs);
    this.writeGuide(table + 16, buckets, first, stride, offsets, scale);
    return (this.tableOf[node] = offsets.limbs > 1 ? table + WIDE : table);
  }

  private writeRecords(
    first: number,
    stride: number,
    offsets: PathOffsets,
    ends: Int32Array,
    costs: readonly Float64Array[],
  ): void {
    const { words } = this.memory;
    const limbs = offsets.limbs;
    for (let p = 0; p <= ends.length; p++) {
      const record = (first + stride * p) >>> 2;
      words[record] = offsets.word(p, 0);
      words[record + 1] = offsets.word(p, 1);
      for (let word = 2; word < 2 * limbs; word++) {
        words[record + (this.block.stride >>> 2) + word - 2] = offsets.word(p, word);
      }
      if (p === ends.length) break;
      const end = ends[p] as number;
      const known = this.tableOf[end] as number;
      words[record + 2] = known === NONE ? -2 - end : known;
      for (let lane = 0; lane < costs.length; lane++)
        words[record + 4 + lane] = (costs[lane] as Float64Array)[p] as number;
    }
  }

  /**
   * A bucket starts at the last path that surely begins at or before all its indices. An index's bucket grows with
   * the index, however it is rounded, so a path that begins in an earlier bucket does.
   */
  private writeGuide(
    guide: number,
    buckets: number,
    first: number,
    stride: number,
    offsets: PathOffsets,
    scale: number,
  ): void {
    const { words } = this.memory;
    let bucket = 0;
    for (let path = 1; path < offsets.paths; path++) {
      const own = bucketOf(offsets.scaled(path) * scale);
      // if an index just before it is in its bucket, only the next bucket may start at it
      const begins = bucketOf(offsets.scaledBefore(path) * scale) < own ? own : own + 1;
      while (bucket < begins && bucket <= buckets) words[(guide >>> 2) + bucket++] = first + stride * (path - 1);
    }
    while (bucket <= buckets) words[(guide >>> 2) + bucket++] = first + stride * (offsets.paths - 1);
  }

  private writeTerminal(): void {
    const { words, floats } = this.memory;
    floats[TERMINAL >>> 3] = 0;
    words[(TERMINAL + 8) >>> 2] = 1;
    words[(TERMINAL + 16) >>> 2] = TERMINAL_RECORD;
    words[(TERMINAL_RECORD + 8) >>> 2] = TERMINAL;
    words[(TERMINAL_RECORD + this.block.stride) >>> 2] = 1;
  }
}

const { PATH, PLACES } = KERNEL_NUMBERS;

/** Paths in tables that one step less is worth; about the best for a second-level cache of one megabyte. */
const STEP_WORTH = 4096;
/** Buckets per path: more of them make the first record to look at the right one more often. */
const GUIDE_DENSITY = 2;
/** Much more than any cache. */
const MOST_BYTES = 1 << 25;
/** What a walk allocates but for a block that makes very many tables at once. */
export const TABLE_BYTES = 2 * MOST_BYTES + (1 << 23);
const WIDE = 1;
const NONE = -1;

/** As in the kernels: rounded to even at a half. */
function bucketOf(scaled: number): number {
  return scaled + 2 ** 52 - 2 ** 52;
}
