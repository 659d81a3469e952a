import type { Diagram } from '../types.js';
import { toLimbs } from './diagram.js';
import { expandPaths } from './expandPaths.js';
import { openKernels, type KernelMemory } from './kernels.js';
import { columnsOf, maxColumns } from './metricColumns.js';
import { walkOf } from './walk.js';

/**
 * All paths from a node to the terminal, for nodes with few of them, with their costs in index order: what the
 * innermost loop of an enumeration adds to. One object serves one thread.
 */
export class LeafTables {
  readonly diagram: Diagram;
  readonly columns: readonly number[];
  /** Per column of `columns`: it combines by max. */
  readonly isMax: readonly boolean[];
  /** Whose memory the arena is; nothing where it cannot be had. */
  readonly memory: KernelMemory | undefined;
  /** Where the kernels put figures on their way, WINDOW of them for each column: an index of the arena. */
  readonly window: number;
  /** Per column of `columns`: arc → cost. */
  readonly costs: readonly Float64Array[];
  /** Node → whether it has few enough paths. */
  readonly isLeaf: Uint8Array;
  private readonly begins: Int32Array;
  private readonly first: number;
  private own = new Float64Array(0);
  private views: readonly Float64Array[] = [];
  private end: number;
  private walk: Enumeration | undefined;

  /** @param open where the kernels come from */
  constructor(diagram: Diagram, metrics: readonly number[], open: typeof openKernels = openKernels) {
    this.diagram = diagram;
    this.columns = columnsOf(diagram, metrics);
    this.costs = this.columns.map((column) => diagram.columns[column] as Float64Array);
    const combinesByMax = maxColumns(diagram);
    this.isMax = this.columns.map((column) => combinesByMax[column] === true);
    this.isLeaf = leaves(diagram);
    this.begins = new Int32Array(diagram.nodeCount).fill(-1);
    const figures = this.columns.length * leafPaths(diagram, this.isLeaf) + LEAF_PADDING * diagram.nodeCount;
    const arena = Math.min(this.columns.length * LEAF_PATHS + ARENA_LIMIT, figures);
    this.memory = open(8 * (this.columns.length * WINDOW + arena));
    this.window = (this.memory?.allocate(8 * WINDOW * this.columns.length) ?? 0) >>> 3;
    this.first = (this.memory?.used ?? 0) >>> 3;
    this.end = this.first;
  }

  /** Where the last enumeration ended. */
  get enumeration(): Enumeration {
    return (this.walk ??= new Enumeration(this));
  }

  /** Of node v with n paths: column c is arena[at, at + n) with at = begin(v) + c * n. */
  get arena(): Float64Array {
    return this.memory?.floats ?? this.own;
  }

  /**
   * Columns of `count` rows for callers of `enumerateCosts` that are done with their figures before the next call.
   * Those of up to WINDOW rows are where the kernels write: copies into columns of one's own take as long as the sums.
   */
  lend(count: number): readonly Float64Array[] {
    if (this.memory === undefined || count > WINDOW) return this.columns.map(() => new Float64Array(count));
    return this.windows().map((window) => window.subarray(0, count));
  }

  /** Per column: its window. */
  windows(): readonly Float64Array[] {
    const { arena } = this;
    // views are dear to make, and replaced only when the memory grows
    if (this.views[0]?.buffer !== arena.buffer) {
      this.views = this.columns.map((_, c) => arena.subarray(this.window + c * WINDOW, this.window + (c + 1) * WINDOW));
    }
    return this.views;
  }

  /** Where a leaf's costs begin, listed first if need be: then `arena` may have been replaced. */
  begin(node: number): number {
    const known = this.begins[node] as number;
    return known >= 0 ? known : this.list(node);
  }

  private list(node: number): number {
    const paths = expandPaths(this.diagram, node, this.costs, this.isMax, this.diagram.order.length);
    const length = paths.ends.length * this.columns.length;
    if (this.end + length - this.first > ARENA_LIMIT) this.forget();
    this.reserve(length);
    const begin = this.end;
    paths.costs.forEach((costs, c) => this.arena.set(costs, begin + c * paths.ends.length));
    this.begins[node] = begin;
    this.end = this.memory === undefined ? begin + length : this.memory.used >>> 3;
    return begin;
  }

  private reserve(length: number): void {
    if (this.memory !== undefined) {
      this.memory.allocate(8 * length);
      return;
    }
    if (this.end + length <= this.own.length) return;
    const wider = new Float64Array(Math.max(this.end + length, 2 * this.own.length));
    wider.set(this.own);
    this.own = wider;
  }

  private forget(): void {
    this.memory?.release(8 * this.first);
    this.end = this.first;
    this.begins.fill(-1);
  }
}

/** Figures of a column on their way from the kernels: those of four columns stay in the second-level cache. */
export const WINDOW = 16_384;

function leaves({ nodeCount, countLimbs }: Diagram): Uint8Array {
  const isLeaf = new Uint8Array(nodeCount);
  const [lows, ...highs] = countLimbs;
  for (let node = 0; node < nodeCount; node++) {
    if ((lows?.[node] as number) <= LEAF_PATHS && highs.every((limbs) => limbs[node] === 0)) isLeaf[node] = 1;
  }
  return isLeaf;
}

/** Paths of all leaves together. */
function leafPaths({ nodeCount, countLimbs: [lows] }: Diagram, isLeaf: Uint8Array): number {
  let paths = 0;
  for (let node = 0; node < nodeCount; node++) if (isLeaf[node] === 1) paths += lows?.[node] as number;
  return paths;
}

/** Entries that are left free for a leaf to begin where it is to. */
const LEAF_PADDING = 16;
/** Paths of a leaf at most: a column of them fits in the first-level cache. */
const LEAF_PATHS = 4096;
/** Entries of the arena, 8 bytes each. */
const ARENA_LIMIT = 1 << 22;

/**
 * Costs of architectures start to start + count - 1 in index order: out[c][i] is the total of tables.columns[c] over
 * architecture start + i. The range lies in [0, size).
 *
 * Depth-first, with the sums up to each node kept, so that an architecture takes one addition and a store.
 */
export function enumerateCosts(
  tables: LeafTables,
  start: bigint | number,
  count: number,
  out: readonly Float64Array[],
): void {
  if (count > 0) tables.enumeration.run(BigInt(start), count, out);
}

class Enumeration {
  private readonly tables: LeafTables;
  private out: readonly Float64Array[] = [];
  /** What follows the last range; a range that begins there needs no search. */
  private following = -1n;
  private leaf = 0;
  /** Paths of the leaf that lie before `following`. */
  private skip = 0;
  /** Arcs taken from the root down. */
  private readonly arcs: Int32Array;
  /** Sums up to depth d: prefix[d * columns, (d + 1) * columns). */
  private readonly prefix: Float64Array;
  private depth = 0;
  /** Figures in the window, and where in the columns they begin. */
  private filled = 0;
  private from = 0;

  constructor(tables: LeafTables) {
    const { diagram, columns } = tables;
    this.tables = tables;
    this.arcs = new Int32Array(diagram.order.length);
    this.prefix = new Float64Array((diagram.order.length + 1) * columns.length);
    columns.forEach((column, c) => (this.prefix[c] = diagram.base[column] as number));
  }

  run(start: bigint, count: number, out: readonly Float64Array[]): void {
    const lows = this.tables.diagram.countLimbs[0] as Float64Array;
    this.out = out;
    this.from = 0;
    if (start !== this.following) this.seek(start);
    this.following = -1n;
    for (let done = 0; done < count;) {
      if (this.skip === lows[this.leaf]) this.next();
      const paths = lows[this.leaf] as number;
      const length = Math.min(paths - this.skip, count - done);
      this.emit(this.leaf, paths, this.skip, length, done);
      done += length;
      this.skip += length;
    }
    this.flush();
    this.out = [];
    this.following = start + BigInt(count);
  }

  /** Goes down to the leaf that holds an index. */
  private seek(start: bigint): void {
    const { diagram, isLeaf } = this.tables;
    const walk = walkOf(diagram);
    const index = Float64Array.from(toLimbs(start, diagram.countLimbs.length, 40n));
    this.depth = 0;
    let node = 0;
    while (isLeaf[node] === 0) {
      const arc = walk.step(node, index);
      this.push(arc);
      node = diagram.arcChild[arc] as number;
    }
    this.leaf = node;
    this.skip = index[0] as number;
  }

  /** Goes to the leaf after the present one. */
  private next(): void {
    const { arcStart, arcChild } = this.tables.diagram;
    let arc: number;
    do {
      arc = (this.arcs[--this.depth] as number) + 1;
    } while (arc === this.endOfSiblings());
    this.push(arc);
    let node = arcChild[arc] as number;
    while (this.tables.isLeaf[node] === 0) {
      this.push(arcStart[node] as number);
      node = arcChild[arcStart[node] as number] as number;
    }
    this.leaf = node;
    this.skip = 0;
  }

  /** The end of the arcs of the node at the present depth. */
  private endOfSiblings(): number {
    const { arcStart, arcChild } = this.tables.diagram;
    const node = this.depth === 0 ? 0 : (arcChild[this.arcs[this.depth - 1] as number] as number);
    return arcStart[node + 1] as number;
  }

  private push(arc: number): void {
    const { costs, isMax } = this.tables;
    const { prefix } = this;
    const from = this.depth * costs.length;
    for (let c = 0; c < costs.length; c++) {
      const before = prefix[from + c] as number;
      const cost = (costs[c] as Float64Array)[arc] as number;
      prefix[from + costs.length + c] = isMax[c] === true ? Math.max(before, cost) : before + cost;
    }
    this.arcs[this.depth++] = arc;
  }

  private emit(leaf: number, paths: number, skip: number, length: number, at: number): void {
    const begin = this.tables.begin(leaf) + skip;
    if (this.tables.memory !== undefined) return this.emitFast(this.tables.memory, begin, paths, length);
    const { arena, columns, isMax } = this.tables;
    for (let c = 0; c < columns.length; c++) {
      const prefix = this.prefix[this.depth * columns.length + c] as number;
      const kernel = isMax[c] === true ? raiseTo : addTo;
      kernel(this.out[c] as Float64Array, at, arena, begin + c * paths, length, prefix);
    }
  }

  /** By the kernels: piece by piece through the window, since they reach their own memory alone. */
  private emitFast({ run }: KernelMemory, begin: number, paths: number, length: number): void {
    const { columns, isMax, window } = this.tables;
    for (let done = 0; done < length;) {
      const piece = Math.min(length - done, WINDOW - this.filled);
      for (let c = 0; c < columns.length; c++) {
        const prefix = this.prefix[this.depth * columns.length + c] as number;
        const to = 8 * (window + c * WINDOW + this.filled);
        const from = 8 * (begin + c * paths + done);
        if (isMax[c] === true) run.raisePrefix(to, from, piece, prefix);
        else run.addPrefix(to, from, piece, prefix);
      }
      done += piece;
      this.filled += piece;
      if (this.filled === WINDOW) this.flush();
    }
  }

  private flush(): void {
    if (this.filled === 0) return;
    const windows = this.tables.windows();
    for (let c = 0; c < windows.length; c++) {
      const window = windows[c] as Float64Array;
      const column = this.out[c] as Float64Array;
      // lent: it is the window
      if (column.buffer === window.buffer) continue;
      column.set(this.filled === WINDOW ? window : window.subarray(0, this.filled), this.from);
    }
    this.from += this.filled;
    this.filled = 0;
  }
}

function addTo(out: Float64Array, at: number, from: Float64Array, begin: number, length: number, prefix: number): void {
  for (let i = 0; i < length; i++) out[at + i] = prefix + (from[begin + i] as number);
}

function raiseTo(
  out: Float64Array,
  at: number,
  from: Float64Array,
  begin: number,
  length: number,
  prefix: number,
): void {
  for (let i = 0; i < length; i++) {
    const cost = from[begin + i] as number;
    out[at + i] = cost > prefix ? cost : prefix;
  }
}
