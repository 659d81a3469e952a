import { KERNEL_NUMBERS } from './kernelBytes.js';
import type { KernelMemory } from './kernels.js';
import type { ColumnLanes, LaneLayout } from './laneLayout.js';

const { PATH, PLACES, ROW } = KERNEL_NUMBERS;
/** Walks of one round: what they read and write but for the tables fits in the first-level caches. */
export const BLOCK = ROW / 4;
/**
 * Where walks end: a table or node of a single record, which leads to itself and costs nothing. All other addresses are
 * greater, so have higher bits.
 */
export const TERMINAL = 64;
export const TERMINAL_RECORD = 96;
/** Steps whose records are summed in one pass. */
const ROWS = 4;

/**
 * The walks of a block, and what their records add up to. A record is 16 bytes, of which the word at byte 8 tells where
 * the walk goes on, and then its lanes.
 */
export class WalkBlock {
  readonly memory: KernelMemory;
  /** Bytes of a record. */
  readonly stride: number;
  private readonly layout: LaneLayout;
  private readonly sums: number;
  private readonly out: number;
  /** Per max column: its figures by rank. */
  private readonly figures: readonly number[];
  /** Per group of lanes: ones in the lanes that combine by max. */
  private readonly masks: readonly number[];
  private steps = 0;
  private view: Float64Array | undefined;

  constructor(memory: KernelMemory, layout: LaneLayout) {
    this.memory = memory;
    this.layout = layout;
    this.stride = recordBytes(layout);
    this.sums = memory.allocate(4 * ROW * layout.groups);
    this.out = memory.allocate(2 * ROW);
    this.figures = layout.columns.map((column) => (column.kind === 'max' ? this.keep(column.figures) : 0));
    this.masks = Array.from({ length: layout.groups }, (_, group) => this.keepMask(group));
  }

  /** Row of the path that the next step writes, from the first one on. */
  get row(): number {
    return ROW * this.steps;
  }

  /** Sets all walks to a place, those too that fill up the last four. */
  begin(count: number, place: number): void {
    const { words } = this.memory;
    words.fill(place, PLACES >>> 2, (PLACES >>> 2) + upToFour(count));
    for (let group = 0; group < this.layout.groups; group++) {
      const sums = (this.sums + 4 * ROW * group) >>> 2;
      words.fill(0, sums, sums + 4 * count);
    }
  }

  /** Takes note of a step: its row is written. */
  stepped(count: number): void {
    if (++this.steps === ROWS) this.add(count);
  }

  /** Writes the figures of all walks: out[c][at + j] is that of column c. */
  finish(count: number, out: readonly Float64Array[], at: number): void {
    if (this.steps > 0) this.add(count);
    const { columns } = this.layout;
    for (let c = 0; c < columns.length; c++) {
      this.writeColumn(columns[c] as ColumnLanes, c, count);
      const written = count === BLOCK ? this.written() : this.written().subarray(0, count);
      (out[c] as Float64Array).set(written, at);
    }
  }

  private writeColumn(column: ColumnLanes, c: number, count: number): void {
    const { run } = this.memory;
    const sums = this.lane(column.first);
    if (column.kind === 'max') return run.writeRanked(sums, this.out, count, this.figures[c] as number);
    const { weights, base } = column;
    run.writeSums(sums, this.out, count, weights[0] as number, base);
    for (let lane = 1; lane < weights.length; lane++)
      run.addSums(this.lane(column.first + lane), this.out, count, weights[lane] as number);
  }

  /** A view of the column that was written last; one for all blocks, since views are dear to make. */
  private written(): Float64Array {
    const { floats } = this.memory;
    if (this.view?.buffer !== floats.buffer) this.view = floats.subarray(this.out >>> 3, (this.out >>> 3) + BLOCK);
    return this.view;
  }

  private lane(lane: number): number {
    return this.sums + 4 * ROW * (lane >>> 2) + 4 * (lane & 3);
  }

  private add(count: number): void {
    const { run, words } = this.memory;
    for (let group = 0; group < this.layout.groups; group++) {
      const sums = this.sums + 4 * ROW * group;
      const mask = this.masks[group] as number;
      if (mask !== 0) {
        for (let step = 0; step < this.steps; step++) run.mixRecords(ROW * step, sums, count, 16 + 16 * group, mask);
        continue;
      }
      words.fill(TERMINAL_RECORD, (PATH + this.row) >>> 2, (PATH + ROWS * ROW) >>> 2);
      run.addRecords(sums, count, 16 + 16 * group);
    }
    this.steps = 0;
  }

  private keep(figures: Float64Array): number {
    const address = this.memory.allocate(8 * figures.length);
    this.memory.floats.set(figures, address >>> 3);
    return address;
  }

  /** 0 where no lane of the group combines by max. */
  private keepMask(group: number): number {
    const lanes = Array.from({ length: 4 }, (_, lane) => this.layout.isMax[4 * group + lane] === true);
    if (!lanes.includes(true)) return 0;
    const address = this.memory.allocate(16);
    lanes.forEach((isMax, lane) => (this.memory.words[(address >>> 2) + lane] = isMax ? -1 : 0));
    return address;
  }
}

/** Bytes of a record. */
export function recordBytes({ groups }: LaneLayout): number {
  return 16 + 16 * groups;
}

/** What a block allocates, at most. */
export function blockBytes({ groups, columns }: LaneLayout): number {
  const figures = columns.reduce((sum, column) => sum + (column.kind === 'max' ? column.figures.length : 0), 0);
  return (4 * ROW + 32) * groups + 2 * ROW + 8 * figures + 32 * columns.length;
}

/** Kernels go on to the next multiple of four walks. */
export function upToFour(count: number): number {
  return (count + 3) & ~3;
}
