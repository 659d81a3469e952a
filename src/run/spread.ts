import { compare } from '../cost/exact.js';
import type { Exact } from '../types.js';
import { concatColumns, exactAt, type ExactColumn } from '../report/exactColumn.js';
import { addToHistogram, emptyHistogram, histogramRank, mergeHistogram, trimmed, type Histogram } from './histogram.js';
import { selectRank } from './selectRank.js';

/** How the figures of one metric are spread over a set of architectures. */
export interface Spread {
  readonly min: Exact;
  /** Quartiles by nearest rank, floor(q (n - 1)): figures that occur, not means of two. */
  readonly lower: Exact;
  readonly median: Exact;
  readonly upper: Exact;
  readonly max: Exact;
  /**
   * Quartiles of large sets are read from a histogram, with a relative error of at most 0.1 %; min and max are always
   * exact.
   */
  readonly exact: boolean;
}

/** The part of a spread that one shard knows. */
export interface SpreadPart {
  readonly count: number;
  readonly min: Exact;
  readonly max: Exact;
  readonly figures: ExactColumn | Histogram;
}

/** Up to this many rows, spreads are exact (and every metric's column is kept: 8 bytes a row). */
export const EXACT_SPREAD_ROWS = 1_000_000;

/** Sums up a column: keeping its figures, or counting them in a histogram. */
export function spreadPart(column: ExactColumn, keep: boolean): SpreadPart {
  if (!keep) {
    const spread = new SpreadCount();
    spread.add(column);
    return spread.part();
  }
  const [min, max] = extent(column);
  return { count: column.length, min, max, figures: column };
}

/** The part of a spread that columns add up to, one after the other: their figures are counted. */
export class SpreadCount {
  private count = 0;
  private min: Exact = Infinity;
  private max: Exact = -Infinity;
  private readonly histogram = emptyHistogram();

  add(column: ExactColumn): void {
    if (column.length === 0) return;
    const [min, max] = extent(column);
    this.count += column.length;
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
    const floats = column instanceof Float64Array ? column : Float64Array.from(column, Number);
    addToHistogram(this.histogram, floats, floats.length);
  }

  part(): SpreadPart {
    const { count, min, max } = this;
    return { count, min, max, figures: trimmed(this.histogram) };
  }
}

function extent(column: ExactColumn): readonly [min: Exact, max: Exact] {
  if (column instanceof Float64Array) return floatExtent(column);
  let min = column[0] as bigint;
  let max = min;
  for (const value of column) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

/** Of even and odd rows apart, so that comparisons need not wait for one another. */
function floatExtent(column: Float64Array): readonly [min: number, max: number] {
  const last = column[column.length - 1] as number;
  let [min, max, oddMin, oddMax] = [last, last, last, last];
  for (let row = 1; row < column.length; row += 2) {
    const even = column[row - 1] as number;
    const odd = column[row] as number;
    if (even < min) min = even;
    if (even > max) max = even;
    if (odd < oddMin) oddMin = odd;
    if (odd > oddMax) oddMax = odd;
  }
  return [Math.min(min, oddMin), Math.max(max, oddMax)];
}

/** Joins the parts of one metric, in any order. Parts must all keep their figures or all count them. */
export class SpreadSum {
  private count = 0;
  private min: Exact = Infinity;
  private max: Exact = -Infinity;
  private readonly columns: ExactColumn[] = [];
  private histogram: Histogram | undefined;

  add(part: SpreadPart): void {
    if (part.count === 0) return;
    this.count += part.count;
    if (part.min < this.min) this.min = part.min;
    if (part.max > this.max) this.max = part.max;
    if (!('counts' in part.figures)) this.columns.push(part.figures);
    else mergeHistogram((this.histogram ??= emptyHistogram()), part.figures);
  }

  /** All parts so far as one; nothing where no row was added. */
  part(): SpreadPart | undefined {
    if (this.count === 0) return undefined;
    const figures = this.histogram === undefined ? concatColumns(this.columns) : trimmed(this.histogram);
    return { count: this.count, min: this.min, max: this.max, figures };
  }

  /** Nothing where no row was added. */
  spread(): Spread | undefined {
    if (this.count === 0) return undefined;
    const ranks = [0.25, 0.5, 0.75].map((quantile) => Math.floor(quantile * (this.count - 1)));
    const quartiles = this.histogram === undefined ? this.exactRanks(ranks) : this.countedRanks(this.histogram, ranks);
    const [lower, median, upper] = quartiles as [Exact, Exact, Exact];
    return {
      min: normal(this.min),
      lower,
      median,
      upper,
      max: normal(this.max),
      exact: this.histogram === undefined,
    };
  }

  private exactRanks(ranks: readonly number[]): Exact[] {
    const all = concatColumns(this.columns);
    if (all instanceof Float64Array) {
      const own = this.columns.length === 1 ? all.slice() : all;
      return ranks.map((rank, r) => selectRank(own, rank, r === 0 ? 0 : (ranks[r - 1] as number)));
    }
    const sorted = all.toSorted(compare);
    return ranks.map((rank) => exactAt(sorted, rank));
  }

  private countedRanks(histogram: Histogram, ranks: readonly number[]): Exact[] {
    const [min, max] = [Number(this.min), Number(this.max)];
    return ranks.map((rank) => {
      const figure = Math.round(Math.min(max, Math.max(min, histogramRank(histogram, rank))));
      return Number.isSafeInteger(figure) ? figure : BigInt(figure);
    });
  }
}

function normal(value: Exact): Exact {
  return exactAt(typeof value === 'bigint' ? [value] : Float64Array.of(value), 0);
}
