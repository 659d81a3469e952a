import { countPathsOver } from '../diagram/pathCounts.js';
import type { Diagram } from '../types.js';
import type { Bracket } from './countWithin.js';
import { distribution } from './distribution.js';
import { amountOf, measure, type Measure } from './measure.js';
import { ROUNDING } from './pathTotal.js';
import type { ArcAmounts, Quantity } from './quantity.js';
import { fromResidues, primesFor } from './residues.js';
import { lowerBound, type SumList } from './sumList.js';
import type { Work } from './work.js';

/** How the amounts of a quantity are distributed over some architectures. */
export interface Cumulative {
  /** How many architectures there are; at least one. */
  readonly size: bigint;
  readonly least: bigint;
  readonly most: bigint;
  /** Every answer is exact. */
  readonly exact: boolean;
  /** How many architectures have at most this amount. */
  upTo(amount: bigint): Bracket;
}

/** Sums per list; beyond it, answers are brackets. Fewer for large diagrams: all arcs together add up so many sums. */
const CAP = 2 ** 18;
const ALL_SUMS = 2 ** 31;
/** Amounts that lie in so many steps are listed exactly. */
const EXACT_STEPS = 2 ** 20;

/**
 * The distribution of a quantity over a diagram that has at least one path.
 *
 * @param asked sums per list of an additive quantity, where not as many as are worth it
 * @throws WholeSpaceError as `measure`
 */
export function* cumulative(diagram: Diagram, quantity: Quantity, asked?: number): Work<Cumulative> {
  if (quantity.combine === 'max') return new Maxima(diagram, quantity.amounts(diagram));
  const measured = measure(diagram, quantity);
  const cap = asked ?? worthwhileCap(diagram, measured);
  const list = yield* distribution(diagram, measured, { cap, modulus: 0 });
  if (list.error > 0 || diagram.size <= BigInt(Number.MAX_SAFE_INTEGER)) return new Sums(diagram, measured, list);
  const moduli = primesFor(diagram.size);
  const residues: Float64Array[] = [];
  for (const modulus of moduli) {
    const counts = (yield* distribution(diagram, measured, { cap, modulus })).counts;
    residues.push(runningSums(counts, (a, b) => (a + b) % modulus));
  }
  return new ResidueSums(diagram, measured, list, residues, moduli);
}

function worthwhileCap({ arcCount }: Diagram, { dearest }: Measure): number {
  const room = Math.max(256, Math.floor(ALL_SUMS / Math.max(1, arcCount)));
  return (dearest[0] as number) < EXACT_STEPS && room > CAP ? EXACT_STEPS : Math.min(CAP, room);
}

function runningSums(counts: Float64Array, plus: (a: number, b: number) => number): Float64Array {
  const running = new Float64Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) running[i + 1] = plus(running[i] as number, counts[i] as number);
  return running;
}

/** Of sums whose counts are float64. */
class Sums implements Cumulative {
  readonly size: bigint;
  readonly least: bigint;
  readonly most: bigint;
  readonly exact: boolean;
  protected readonly list: SumList;
  private readonly measured: Measure;
  private readonly running: Float64Array;

  constructor(diagram: Diagram, measured: Measure, list: SumList) {
    this.size = diagram.size;
    this.least = measured.least;
    this.most = amountOf(measured, measured.dearest[0] as number);
    this.measured = measured;
    this.list = list;
    this.exact = list.error === 0 && this.size <= BigInt(Number.MAX_SAFE_INTEGER);
    this.running = runningSums(list.counts, (a, b) => a + b);
  }

  upTo(amount: bigint): Bracket {
    if (amount < this.least) return { lower: 0n, upper: 0n };
    if (amount >= this.most) return { lower: this.size, upper: this.size };
    const excess = Number((amount - this.least) / this.measured.unit);
    // integers: at most an excess is below the next one
    return this.between(lowerBound(this.list, excess - this.list.error + 1), lowerBound(this.list, excess + 1));
  }

  /** Counts of the first `surely` and the first `possibly` sums. */
  protected between(surely: number, possibly: number): Bracket {
    const lower = this.running[surely] as number;
    const upper = this.running[possibly] as number;
    if (this.exact) return { lower: BigInt(lower), upper: BigInt(upper) };
    // counts beyond float64 tell nothing
    const above = Number.isFinite(upper) ? BigInt(Math.ceil(upper * (1 + ROUNDING))) : this.size;
    const below = Number.isFinite(lower) ? BigInt(Math.floor(lower * (1 - ROUNDING))) : 0n;
    return { lower: below, upper: above < this.size ? above : this.size };
  }
}

/** Of exact sums whose counts are beyond 2^53: known modulo several primes. */
class ResidueSums extends Sums {
  override readonly exact = true;
  private readonly residues: readonly Float64Array[];
  private readonly moduli: readonly number[];

  constructor(
    diagram: Diagram,
    measured: Measure,
    list: SumList,
    residues: readonly Float64Array[],
    moduli: readonly number[],
  ) {
    super(diagram, measured, list);
    this.residues = residues;
    this.moduli = moduli;
  }

  protected override between(surely: number): Bracket {
    const count = fromResidues(
      this.residues.map((running) => running[surely] as number),
      this.moduli,
    );
    return { lower: count, upper: count };
  }
}

/** Of maxima: the paths that have no arc above an amount are counted as it is asked for. */
class Maxima implements Cumulative {
  readonly size: bigint;
  readonly least: bigint;
  readonly most: bigint;
  readonly exact = true;
  private readonly diagram: Diagram;
  private readonly arcs: readonly bigint[];
  private readonly base: bigint;

  constructor(diagram: Diagram, { arcs, base }: ArcAmounts) {
    this.diagram = diagram;
    this.size = diagram.size;
    this.arcs = Array.from(arcs as ArrayLike<number | bigint>, BigInt);
    this.base = BigInt(base);
    this.least = this.extreme((a, b) => (a < b ? a : b));
    this.most = this.extreme((a, b) => (a > b ? a : b));
  }

  upTo(amount: bigint): Bracket {
    const count = amount < this.base ? 0n : countPathsOver(this.diagram, (arc) => (this.arcs[arc] as bigint) <= amount);
    return { lower: count, upper: count };
  }

  private extreme(better: (a: bigint, b: bigint) => bigint): bigint {
    const { nodeCount, arcStart, arcChild } = this.diagram;
    const best = new Array<bigint>(nodeCount).fill(this.base);
    for (let node = nodeCount - 2; node >= 0; node--) {
      const [start, end] = [arcStart[node] as number, arcStart[node + 1] as number];
      for (let arc = start; arc < end; arc++) {
        const rest = best[arcChild[arc] as number] as bigint;
        const own = this.arcs[arc] as bigint;
        const largest = own > rest ? own : rest;
        best[node] = arc === start ? largest : better(best[node] as bigint, largest);
      }
    }
    return best[0] as bigint;
  }
}
