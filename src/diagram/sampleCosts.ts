import { bitLength, toLimbs } from './diagram.js';
import { Draws, KeyStream } from './keyStream.js';
import { DONE, NARROW, UNIT, type PathTables } from './pathTables.js';
import { permute, type Permutation } from './permutation.js';
import { UniformIndices } from './uniformIndices.js';
import { walkOf } from './walk.js';

export interface SampleOptions {
  /** An integer in [0, 2^53). */
  readonly seed: number;
  /**
   * `distinct`: sample i is architecture permute(seed)(i), so none comes twice; `replace`: uniform over the space, each
   * draw on its own; `decision`: every decision uniform over the values that it may still take, which favours
   * architectures with few alternatives.
   */
  readonly mode: 'distinct' | 'replace' | 'decision';
}

/**
 * Costs of samples lo to hi - 1 of a seed: out[c][i - lo] is the total of tables.columns[c] over sample i's path. Sample
 * numbers are below 2^53, and below size where the mode is `distinct`. What sample i is depends on (seed, mode, i) alone.
 */
export function sampleCosts(
  tables: PathTables,
  options: SampleOptions,
  lo: number,
  hi: number,
  out: readonly Float64Array[],
): void {
  if (lo >= hi) return;
  if (options.mode === 'decision') return byDecision(tables, options.seed, lo, hi, out);
  const source = indexSource(tables, options);
  const walker = bitLength(source.size) <= 80 ? pairWalker(tables, hi - lo) : largeWalker(tables, source);
  for (let first = lo; first < hi; first += BLOCK) walker(source, first, Math.min(BLOCK, hi - first), first - lo, out);
}

/** Samples of one round: their indices fit in the first-level cache. */
const BLOCK = 256;
/** So many samples, and tables pay for themselves. */
const FEW_SAMPLES = 20_000;

type IndexSource = Pick<Permutation, 'size' | 'fill'> & { at(i: bigint): bigint };
type Walker = (source: IndexSource, first: number, count: number, at: number, out: readonly Float64Array[]) => void;

function indexSource(tables: PathTables, { seed, mode }: SampleOptions): IndexSource {
  const { size } = tables.diagram;
  const known = sources.get(tables);
  if (known?.seed === seed && known.mode === mode) return known.source;
  const source = mode === 'distinct' ? permute(seed, size) : uniform(seed, size);
  sources.set(tables, { seed, mode, source });
  return source;
}

const sources = new WeakMap<PathTables, SampleOptions & { source: IndexSource }>();

function uniform(seed: number, size: bigint): IndexSource {
  const indices = new UniformIndices(seed, size);
  return {
    size,
    at: (i) => indices.at(Number(i)),
    fill: (first, count, low, high) => indices.fill(first, count, low, high),
  };
}

/** For sizes up to 2^80. */
function pairWalker(tables: PathTables, samples: number): Walker {
  tables.served += samples;
  const direct = tables.served <= FEW_SAMPLES;
  const walks: Walks = {
    table: new Int32Array(BLOCK),
    low: new Float64Array(BLOCK),
    high: new Float64Array(BLOCK),
    sums: new Float64Array(BLOCK * tables.columns.length),
  };
  const index = new Float64Array(2);
  return (source, first, count, at, out) => {
    source.fill(first, count, walks.low, walks.high);
    if (!direct) return walkTables(tables, walks, count, at, out);
    for (let j = 0; j < count; j++) {
      index[0] = walks.low[j] as number;
      index[1] = walks.high[j] as number;
      walkArcs(tables, index, at + j, out);
    }
  };
}

/** For any size. */
function largeWalker(tables: PathTables, { size }: IndexSource): Walker {
  const limbs = Math.ceil(bitLength(size) / 40);
  return (source, first, count, at, out) => {
    for (let j = 0; j < count; j++) {
      walkArcs(tables, Float64Array.from(toLimbs(source.at(BigInt(first + j)), limbs, 40n)), at + j, out);
    }
  };
}

/** One path, an arc at a time. */
function walkArcs(tables: PathTables, index: Float64Array, at: number, out: readonly Float64Array[]): void {
  const { diagram, columns, isMax } = tables;
  const walk = walkOf(diagram);
  for (let c = 0; c < columns.length; c++) (out[c] as Float64Array)[at] = diagram.base[columns[c] as number] as number;
  for (let node = 0; node < diagram.nodeCount - 1;) {
    const arc = walk.step(node, index);
    addArc(tables, isMax, arc, at, out);
    node = diagram.arcChild[arc] as number;
  }
}

function addArc(
  tables: PathTables,
  isMax: readonly boolean[],
  arc: number,
  at: number,
  out: readonly Float64Array[],
): void {
  const { columns, diagram } = tables;
  for (let c = 0; c < columns.length; c++) {
    const column = out[c] as Float64Array;
    const cost = (diagram.columns[columns[c] as number] as Float64Array)[arc] as number;
    const before = column[at] as number;
    column[at] = isMax[c] === true ? Math.max(before, cost) : before + cost;
  }
}

/** Where the walks of a block are: all of them go a step at a time, so that their memory accesses overlap. */
interface Walks {
  /** The table to go on with; DONE at the terminal. */
  readonly table: Int32Array;
  /** What is left of the index, in limbs of 40 bits; `low` holds all of it once that is below 2^53. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Sums so far, a row of columns per walk. */
  readonly sums: Float64Array;
}

/** Paths of a block, a table at a time. */
function walkTables(tables: PathTables, walks: Walks, count: number, at: number, out: readonly Float64Array[]): void {
  const { columns, diagram } = tables;
  const { sums } = walks;
  const width = columns.length;
  tables.trim();
  for (let c = 0; c < width; c++) {
    const base = diagram.base[columns[c] as number] as number;
    for (let j = 0; j < count; j++) sums[j * width + c] = base;
  }
  walks.table.fill(diagram.nodeCount === 1 ? DONE : tables.table(0), 0, count);
  while (stepTables(tables, walks, count) > 0);
  for (let c = 0; c < width; c++) {
    const column = out[c] as Float64Array;
    for (let j = 0; j < count; j++) column[at + j] = sums[j * width + c] as number;
  }
}

/** Takes every walk a table further: finds its record, takes the record's offset off its index, adds the costs. Returns how many go on. */
function stepTables(tables: PathTables, walks: Walks, count: number): number {
  const { stride, isMax } = tables;
  const { table, low, high, sums } = walks;
  const width = isMax.length;
  const mixed = isMax.includes(true);
  let { words, figures, highs, ends } = tables;
  let going = 0;
  for (let j = 0; j < count; j++) {
    const t = table[j] as number;
    if (t === DONE) continue;
    const kind = words[t] as number;
    const first = words[t + 1] as number;
    const under = low[j] as number;
    let record: number;
    if (kind === UNIT) {
      record = first + under;
    } else {
      const over = high[j] as number;
      const rest = over * LIMB + under;
      // the bucket, and on from the first record to look at
      record = words[t + 2 + ((rest * (figures[(first - 1) * stride] as number)) | 0)] as number;
      if (kind === NARROW) {
        while ((figures[(record + 1) * stride] as number) <= rest) record++;
        low[j] = rest - (figures[record * stride] as number);
        high[j] = 0;
      } else {
        for (;;) {
          const next = highs[record + 1] as number;
          if (next > over || (next === over && (figures[(record + 1) * stride] as number) > under)) break;
          record++;
        }
        const difference = under - (figures[record * stride] as number);
        const borrow = difference < 0 ? 1 : 0;
        low[j] = difference + borrow * LIMB;
        high[j] = over - (highs[record] as number) - borrow;
      }
    }
    if (mixed) addMixed(sums, j * width, figures, record * stride + 1, width, isMax);
    else addRow(sums, j * width, figures, record * stride + 1, width);
    let end = ends[record] as number;
    if (end < DONE) {
      end = tables.table(-2 - end);
      tables.ends[record] = end;
      ({ words, figures, highs, ends } = tables);
    }
    table[j] = end;
    if (end !== DONE) going++;
  }
  return going;
}

/** sums[at + c] += costs[from + c], four columns in a round: the metrics asked for are mostly as many. */
function addRow(sums: Float64Array, at: number, costs: Float64Array, from: number, width: number): void {
  let c = 0;
  for (; c + 4 <= width; c += 4) {
    sums[at + c] = (sums[at + c] as number) + (costs[from + c] as number);
    sums[at + c + 1] = (sums[at + c + 1] as number) + (costs[from + c + 1] as number);
    sums[at + c + 2] = (sums[at + c + 2] as number) + (costs[from + c + 2] as number);
    sums[at + c + 3] = (sums[at + c + 3] as number) + (costs[from + c + 3] as number);
  }
  for (; c < width; c++) sums[at + c] = (sums[at + c] as number) + (costs[from + c] as number);
}

/** As addRow, where some columns combine by max. */
function addMixed(
  sums: Float64Array,
  at: number,
  costs: Float64Array,
  from: number,
  width: number,
  isMax: readonly boolean[],
): void {
  for (let c = 0; c < width; c++) {
    const before = sums[at + c] as number;
    const cost = costs[from + c] as number;
    sums[at + c] = isMax[c] === true ? Math.max(before, cost) : before + cost;
  }
}

const LIMB = 2 ** 40;

/** Every arc of a node equally likely. */
function byDecision(tables: PathTables, seed: number, lo: number, hi: number, out: readonly Float64Array[]): void {
  const { diagram, columns, isMax } = tables;
  const draws = new Draws(new KeyStream(seed));
  for (let i = lo; i < hi; i++) {
    for (let c = 0; c < columns.length; c++)
      (out[c] as Float64Array)[i - lo] = diagram.base[columns[c] as number] as number;
    draws.open(i);
    for (let node = 0; node < diagram.nodeCount - 1;) {
      const start = diagram.arcStart[node] as number;
      const arc = start + draws.below((diagram.arcStart[node + 1] as number) - start);
      addArc(tables, isMax, arc, i - lo, out);
      node = diagram.arcChild[arc] as number;
    }
  }
}
