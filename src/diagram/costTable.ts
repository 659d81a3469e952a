import type { Combine, CostVector, Exact } from '../types.js';
import { TupleTable } from './tupleTable.js';

/**
 * Numbers cost vectors, and adds them exactly: in float64 up to 2^53 - 1, in BigInt above. Row 0 is the zero vector.
 */
export class CostTable {
  readonly combine: readonly Combine[];
  /** Row r's entry for metric m is cells[r * metrics + m]; BIG where the figure is in `big`. */
  cells: Float64Array;
  /** Figures of 2^53 and above, by cell. */
  readonly big = new Map<number, bigint>();
  private rows = 0;
  private slots = new Int32Array(1024);
  private hashes = new Int32Array(512);
  private readonly scratch: Float64Array;
  private readonly scratchBig = new Map<number, bigint>();
  private readonly pairs = new TupleTable(2, 1);
  private readonly pair = new Int32Array(2);

  constructor(combine: readonly Combine[]) {
    this.combine = combine;
    this.cells = new Float64Array(512 * combine.length);
    this.scratch = new Float64Array(combine.length);
    this.intern();
  }

  get size(): number {
    return this.rows;
  }

  /** The row of a vector. Throws if an entry is not a non-negative integer: that is a fault of the cost model. */
  add(vector: CostVector): number {
    this.clear();
    this.accumulate(vector, 1);
    return this.intern();
  }

  /** Entry of a row, exact. */
  at(row: number, metric: number): Exact {
    const cell = row * this.combine.length + metric;
    const value = this.cells[cell] as number;
    return value === BIG ? (this.big.get(cell) as bigint) : value;
  }

  vector(row: number): Exact[] {
    return this.combine.map((_, metric) => this.at(row, metric));
  }

  /** The row of two rows combined. */
  plus(a: number, b: number): number {
    if (a === 0) return b;
    if (b === 0) return a;
    this.pair[0] = Math.min(a, b);
    this.pair[1] = Math.max(a, b);
    const before = this.pairs.size;
    const entry = this.pairs.insert(this.pair, 0);
    if (entry < before) return this.pairs.data[entry] as number;
    this.clear();
    this.accumulateRow(a, 1);
    this.accumulateRow(b, 1);
    const row = this.intern();
    this.pairs.data[entry] = row;
    return row;
  }

  /** The row of rows[0, count) combined, row i taken times[i] times. */
  sum(rows: Int32Array, times: Int32Array, count: number): number {
    this.clear();
    for (let i = 0; i < count; i++) this.accumulateRow(rows[i] as number, times[i] as number);
    return this.intern();
  }

  private clear(): void {
    this.scratch.fill(0);
    if (this.scratchBig.size > 0) this.scratchBig.clear();
  }

  private accumulate(vector: CostVector, times: number): void {
    for (let metric = 0; metric < this.combine.length; metric++) {
      const value = vector[metric];
      if (!isExact(value)) throw new Error(`cost entry ${metric} is ${String(value)}, not a non-negative integer`);
      this.accumulateEntry(metric, value, times);
    }
  }

  private accumulateRow(row: number, times: number): void {
    if (row === 0) return;
    const { combine, cells } = this;
    const start = row * combine.length;
    for (let metric = 0; metric < combine.length; metric++) {
      const value = cells[start + metric] as number;
      this.accumulateEntry(metric, value === BIG ? this.at(row, metric) : value, times);
    }
  }

  private accumulateEntry(metric: number, value: Exact, times: number): void {
    const small = this.scratch[metric] as number;
    if (typeof value === 'number' && small !== BIG && small + value * times <= Number.MAX_SAFE_INTEGER) {
      // both operands are below 2^53, so a sum at or above it is never rounded to less
      this.scratch[metric] = this.combine[metric] === 'max' ? Math.max(small, value) : small + value * times;
      return;
    }
    const before = this.scratch[metric] === BIG ? this.scratchBig.get(metric) : BigInt(this.scratch[metric] as number);
    const after = combineExact(this.combine[metric] as Combine, before as bigint, BigInt(value), times);
    const big = after > MAX_SAFE;
    if (big) this.scratchBig.set(metric, after);
    this.scratch[metric] = big ? BIG : Number(after);
  }

  /** The row that equals the scratch vector. */
  private intern(): number {
    if (2 * this.rows >= this.slots.length) this.grow();
    const hash = this.hashScratch();
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const row = (this.slots[slot] as number) - 1;
      if (row < 0) break;
      if (this.hashes[row] === hash && this.equalsScratch(row)) return row;
      slot = (slot + 1) & mask;
    }
    const row = this.rows++;
    this.slots[slot] = row + 1;
    this.hashes[row] = hash;
    const start = row * this.combine.length;
    this.cells.set(this.scratch, start);
    for (const [metric, value] of this.scratchBig) this.big.set(start + metric, value);
    return row;
  }

  private hashScratch(): number {
    let hash = 0;
    for (let metric = 0; metric < this.scratch.length; metric++) {
      const value = this.scratch[metric] as number;
      hash = Math.imul(hash ^ (value | 0) ^ Math.imul((value / 4294967296) | 0, 0x85ebca77), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private equalsScratch(row: number): boolean {
    const start = row * this.combine.length;
    for (let metric = 0; metric < this.scratch.length; metric++) {
      if (this.cells[start + metric] !== this.scratch[metric]) return false;
      if (this.scratch[metric] === BIG && this.big.get(start + metric) !== this.scratchBig.get(metric)) return false;
    }
    return true;
  }

  private grow(): void {
    const capacity = this.slots.length;
    const cells = new Float64Array(capacity * this.combine.length);
    cells.set(this.cells);
    this.cells = cells;
    const hashes = new Int32Array(capacity);
    hashes.set(this.hashes);
    this.hashes = hashes;
    this.slots = new Int32Array(2 * capacity);
    const mask = this.slots.length - 1;
    for (let row = 0; row < this.rows; row++) {
      let slot = (hashes[row] as number) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = row + 1;
    }
  }
}

/** Stands in a cell whose figure is a bigint. */
const BIG = -1;
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function isExact(value: Exact | undefined): value is Exact {
  if (typeof value === 'bigint') return value >= 0n;
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function combineExact(combine: Combine, before: bigint, value: bigint, times: number): bigint {
  if (combine === 'max') return value > before ? value : before;
  return before + value * BigInt(times);
}
