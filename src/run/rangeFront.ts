import { takeRows, type ExactColumn } from '../report/exactColumn.js';
import { frontOfRows, mergeFronts, type Front, type FrontRules } from './front.js';

/**
 * The front of a range that comes chunk by chunk. Most rows of a chunk are dropped while its columns
 * are in the cache: a few rows of the front so far, the pivots, dominate them.
 */
export class RangeFront {
  private readonly rules: FrontRules;
  private sofar: Front;
  /** Figures of the pivots, those first that drop most. */
  private pivots: readonly (readonly number[])[] = [];
  private chunks = 0;
  private readonly point: number[];
  private kept = new Uint32Array(0);
  private flags = new Uint8Array(0);

  constructor(rules: FrontRules) {
    this.rules = rules;
    this.point = rules.objectives.map(() => 0);
    this.sofar = mergeFronts([], rules);
  }

  /**
   * Adds rows, given by their objectives' columns.
   *
   * @param indicesOf the indices of the architectures in some rows
   */
  add(indicesOf: (rows: Uint32Array) => ExactColumn, columns: readonly ExactColumn[]): void {
    if (columns[0]?.length === 0) return;
    const { rules, sofar } = this;
    const floats = floatColumns(columns);
    const before = floatColumns(sofar.columns);
    if (floats === undefined || before === undefined) {
      this.sofar = mergeFronts([sofar, frontOfRows(indicesOf, columns, rules)], rules);
      return;
    }
    const rows = this.undominated(floats, before);
    if (rows.length > 0) {
      const taken = columns.map((column) => takeRows(column, rows));
      const front = frontOfRows((some) => indicesOf(some.map((row) => rows[row] as number)), taken, rules);
      this.sofar = mergeFronts([sofar, front], rules);
    }
    // the front settles: other pivots would drop more at first only
    if ((this.chunks & this.chunks++) === 0) this.choosePivots(floats);
  }

  front(): Front {
    return this.sofar;
  }

  /** Rows that neither a pivot nor, where few are left, anything of the front before dominates. */
  private undominated(columns: readonly Float64Array[], before: readonly Float64Array[]): Uint32Array {
    const count = columns[0]?.length ?? 0;
    if (this.kept.length < count) {
      this.kept = new Uint32Array(count);
      this.flags = new Uint8Array(count);
    }
    const [first, ...others] = this.pivots;
    let size = this.keepAll(columns, count, first);
    for (const pivot of others) {
      if (size <= FEW) break;
      size = this.dropWorse(columns, size, pivot);
    }
    const length = before[0]?.length ?? 0;
    const { point } = this;
    for (let row = 0; row < length && size > 0 && size <= MANY; row++) {
      for (let o = 0; o < point.length; o++) point[o] = before[o]?.[row] as number;
      size = this.dropWorse(columns, size, point);
    }
    return this.kept.subarray(0, size);
  }

  /** Keeps all rows but those that a point dominates; returns how many. */
  private keepAll(columns: readonly Float64Array[], count: number, point: readonly number[] | undefined): number {
    const { kept } = this;
    const [x, y] = columns;
    if (point !== undefined && columns.length === 2 && x !== undefined && y !== undefined) {
      const [signX, signY] = this.rules.objectives.map(({ direction }) => (direction === 'min' ? 1 : -1));
      return keepPairs(x, y, count, point, signX as number, signY as number, kept);
    }
    for (let row = 0; row < count; row++) kept[row] = row;
    return point === undefined ? count : this.dropWorse(columns, count, point);
  }

  /** Drops of the first `size` kept rows those that a point dominates; returns how many are left. */
  private dropWorse(columns: readonly Float64Array[], size: number, point: readonly number[]): number {
    const { kept, flags } = this;
    flags.fill(0, 0, size);
    for (let o = 0; o < columns.length; o++) {
      const isMin = this.rules.objectives[o]?.direction === 'min';
      const [below, above] = isMin ? [BETTER, WORSE] : [WORSE, BETTER];
      compareRows(columns[o] as Float64Array, kept, size, point[o] as number, below, above, flags);
    }
    return compact(kept, size, flags);
  }

  /** Greedily: each is the one that drops most of what those before leave of a sample. */
  private choosePivots(columns: readonly Float64Array[]): void {
    const { indices, columns: front } = this.sofar;
    const count = columns[0]?.length ?? 0;
    const step = Math.max(1, Math.floor(indices.length / CANDIDATES));
    let candidates: number[][] = [];
    for (let row = 0; row < indices.length; row += step) candidates.push(front.map((column) => Number(column[row])));
    let size = Math.min(SAMPLE, count);
    for (let i = 0; i < size; i++) this.kept[i] = Math.floor((i * count) / size);
    const pivots: number[][] = [];
    while (pivots.length < MOST_PIVOTS && candidates.length > 0) {
      const sample = this.kept.slice(0, size);
      let best: number[] | undefined;
      let least = size - LEAST_DROPPED + 1;
      for (const candidate of candidates) {
        this.kept.set(sample);
        const left = this.dropWorse(columns, size, candidate);
        if (left < least) [best, least] = [candidate, left];
      }
      if (best === undefined) break;
      this.kept.set(sample);
      size = this.dropWorse(columns, size, best);
      pivots.push(best);
      candidates = candidates.filter((candidate) => candidate !== best);
    }
    this.pivots = pivots;
  }
}

/** Rows that are as fast compared with the whole front as with further pivots. */
const FEW = 64;
/** Rows that are too many to be compared with the whole front one by one. */
const MANY = 256;
const MOST_PIVOTS = 8;
const CANDIDATES = 32;
/** Rows on which pivots are tried, and how many of them one must drop to be worth its pass. */
const SAMPLE = 256;
const LEAST_DROPPED = 4;

const BETTER = 1;
const WORSE = 2;

function floatColumns(columns: readonly ExactColumn[]): Float64Array[] | undefined {
  const floats = columns.filter((column) => column instanceof Float64Array);
  return floats.length === columns.length ? floats : undefined;
}

/** Notes in the rows' flags how they compare with a bound. */
function compareRows(
  column: Float64Array,
  rows: Uint32Array,
  size: number,
  bound: number,
  below: number,
  above: number,
  flags: Uint8Array,
): void {
  for (let i = 0; i < size; i++) {
    const value = column[rows[i] as number] as number;
    flags[i] = (flags[i] as number) | (value < bound ? below : 0) | (value > bound ? above : 0);
  }
}

/** Drops rows that are worse somewhere and better nowhere, without branches. */
function compact(rows: Uint32Array, size: number, flags: Uint8Array): number {
  let left = 0;
  for (let i = 0; i < size; i++) {
    rows[left] = rows[i] as number;
    left += flags[i] === WORSE ? 0 : 1;
  }
  return left;
}

/** keepAll for two objectives, which are most often asked for. */
function keepPairs(
  x: Float64Array,
  y: Float64Array,
  count: number,
  point: readonly number[],
  signX: number,
  signY: number,
  kept: Uint32Array,
): number {
  const boundX = signX * (point[0] as number);
  const boundY = signY * (point[1] as number);
  let size = 0;
  for (let row = 0; row < count; row++) {
    const first = signX * (x[row] as number);
    const second = signY * (y[row] as number);
    kept[size] = row;
    if (first < boundX || second < boundY || (first === boundX && second === boundY)) size++;
  }
  return size;
}
