import { addToHistogram, emptyHistogram, histogramRank, mergeHistogram, type Histogram } from '../histogram.js';
import { selectRank } from '../selectRank.js';
import type { Spread } from '../spread.js';

/**
 * The part of a measure's spread that one range knows. Unlike those of metrics, figures may be fractions, and negative.
 */
export interface MeasurePart {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly figures: Float64Array | SignedHistogram;
}

/** Figures by their signs, in histograms of what is left without them, scaled by 2^64. */
export interface SignedHistogram {
  readonly negative: Histogram;
  readonly positive: Histogram;
}

/** Histograms resolve figures from 1 on: so these resolve them from 5e-20 on. */
const SCALE = 2 ** 64;

/** Sums up a column without its NaN: keeping its figures, or counting them in histograms. */
export function measurePart(column: Float64Array, keep: boolean): MeasurePart {
  // -0 is 0: which of them is the least would depend on the order
  const figures = column.filter((figure) => !Number.isNaN(figure)).map((figure) => figure + 0);
  const min = figures.reduce((least, figure) => Math.min(least, figure), Infinity);
  const max = figures.reduce((most, figure) => Math.max(most, figure), -Infinity);
  return { count: figures.length, min, max, figures: keep ? figures : countFigures(figures) };
}

function countFigures(figures: Float64Array): SignedHistogram {
  const count = (some: Float64Array) => {
    const histogram = emptyHistogram();
    addToHistogram(histogram, some, some.length);
    return histogram;
  };
  return {
    negative: count(figures.filter((figure) => figure < 0).map((figure) => -figure * SCALE)),
    positive: count(figures.filter((figure) => figure >= 0).map((figure) => figure * SCALE)),
  };
}

/** Joins the parts of one measure, in any order. Parts must all keep their figures or all count them. */
export class MeasureSum {
  #count = 0;
  #min = Infinity;
  #max = -Infinity;
  #columns: Float64Array[] = [];
  #histogram: SignedHistogram | undefined;

  add({ count, min, max, figures }: MeasurePart): void {
    if (count === 0) return;
    this.#count += count;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
    if (figures instanceof Float64Array) {
      this.#columns.push(figures);
      return;
    }
    this.#histogram ??= { negative: emptyHistogram(), positive: emptyHistogram() };
    mergeHistogram(this.#histogram.negative, figures.negative);
    mergeHistogram(this.#histogram.positive, figures.positive);
  }

  /** All parts so far as one; nothing where no figure was added. */
  part(): MeasurePart | undefined {
    if (this.#count === 0) return undefined;
    return { count: this.#count, min: this.#min, max: this.#max, figures: this.#histogram ?? this.#figures() };
  }

  /** Quartiles by nearest rank; nothing where no figure was added. */
  spread(): Spread | undefined {
    if (this.#count === 0) return undefined;
    const ranks = [0.25, 0.5, 0.75].map((quantile) => Math.floor(quantile * (this.#count - 1)));
    const histogram = this.#histogram;
    const found =
      histogram === undefined ? this.#exactRanks(ranks) : ranks.map((rank) => this.#counted(histogram, rank));
    const [lower, median, upper] = found as [number, number, number];
    return { min: this.#min, lower, median, upper, max: this.#max, exact: histogram === undefined };
  }

  #exactRanks(ranks: readonly number[]): number[] {
    const own = this.#figures().slice();
    return ranks.map((rank, r) => selectRank(own, rank, r === 0 ? 0 : (ranks[r - 1] as number)));
  }

  /** As one column, which is kept: columns of small ranges are many. */
  #figures(): Float64Array {
    const [only] = this.#columns;
    if (this.#columns.length === 1 && only !== undefined) return only;
    const all = new Float64Array(this.#count);
    let offset = 0;
    for (const column of this.#columns) {
      all.set(column, offset);
      offset += column.length;
    }
    this.#columns = [all];
    return all;
  }

  /** The largest of the negative ones come last among them. */
  #counted({ negative, positive }: SignedHistogram, rank: number): number {
    const figure =
      rank < negative.total
        ? -histogramRank(negative, negative.total - 1 - rank)
        : histogramRank(positive, rank - negative.total);
    return Math.min(this.#max, Math.max(this.#min, figure / SCALE));
  }
}
