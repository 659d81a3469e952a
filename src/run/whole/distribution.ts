import type { Exact } from '../../types.js';
import type { Bracket } from '../../wholeSpace/countWithin.js';
import type { Quantity } from '../../wholeSpace/quantity.js';
import { figureOf } from './quantities.js';

/** Counts of architectures by amount. */
export interface Counted {
  /** All amounts lie between these. */
  readonly least: bigint;
  readonly most: bigint;
  /** With an amount from `from` to `to`, both included. */
  between(from: bigint, to: bigint): Bracket;
}

export interface Distribution {
  /** How many architectures there are. */
  readonly size: Bracket;
  /**
   * Every figure below is exact, of all architectures; otherwise counts and quantiles are brackets, and min and max the
   * ends of what is possible.
   */
  readonly exact: boolean;
  readonly min: Exact;
  readonly max: Exact;
  /** Exact where there is one: none of maxima, and none where a budget cuts the set. */
  readonly mean: number | undefined;
  /** Standard deviation. */
  readonly deviation: number | undefined;
  /** By nearest rank, floor(q (n - 1)): figures that occur, between lower and upper. */
  readonly quantiles: readonly { readonly quantile: number; readonly lower: Exact; readonly upper: Exact }[];
  readonly bins: readonly Bin[];
}

/** Both ends are in the bin. */
export interface Bin extends Bracket {
  /** The same in steps of 1 / scale. */
  readonly edges: readonly [bigint, bigint];
  readonly from: Exact;
  readonly to: Exact;
}

const QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

/**
 * Bins of equal width, and quantiles.
 * @param like another distribution, whose bins are taken
 */
export function describe(counted: Counted, quantity: Quantity, bins: number, like?: Distribution): Distribution {
  const figure = (amount: bigint) => figureOf(quantity, amount);
  const amount = (part: number) => amountAt(counted, part);
  const [min, max] = [amount(0), amount(1)];
  const edges = like === undefined ? equalBins(min.lower, max.upper, bins) : like.bins.map(({ edges: own }) => own);
  const size = counted.between(counted.least, counted.most);
  const counts = edges.map((own): Bin => ({
    ...counted.between(...own),
    from: figure(own[0]),
    to: figure(own[1]),
    edges: own,
  }));
  const quantiles = QUANTILES.map((quantile) => ({ quantile, ...amount(quantile) }));
  const isKnown = ({ lower, upper }: Bracket) => lower === upper;
  return {
    size,
    exact: [size, min, max, ...quantiles, ...counts].every(isKnown),
    min: figure(min.lower),
    max: figure(max.upper),
    mean: undefined,
    deviation: undefined,
    quantiles: quantiles.map(({ quantile, lower, upper }) => ({
      quantile,
      lower: figure(lower),
      upper: figure(upper),
    })),
    bins: counts,
  };
}

/** Of amounts: [from, to] of each bin. No more bins than there are amounts. */
function equalBins(least: bigint, most: bigint, bins: number): [bigint, bigint][] {
  const span = most - least + 1n;
  const count = span < BigInt(bins) ? span : BigInt(bins);
  const edge = (i: bigint): bigint => least + (i * span) / count;
  return Array.from({ length: Number(count) }, (_, i) => [edge(BigInt(i)), edge(BigInt(i) + 1n) - 1n]);
}

/** The amount of a part of all: 0 is the least, 1 the most. */
function amountAt(counted: Counted, part: number): Bracket {
  const { least, most } = counted;
  const size = counted.between(least, most);
  const low = rankOf(part, size.lower);
  const high = rankOf(part, size.upper);
  return {
    lower: leastAmount(counted, (amount) => counted.between(least, amount).upper > low),
    upper: leastAmount(counted, (amount) => counted.between(least, amount).lower > high),
  };
}

/**
 * floor(part × (size - 1)); 0 of nothing. Parts are hundredths, which float64 has none of: 0.9 of 10 is 9, not a hair
 * less.
 */
function rankOf(part: number, size: bigint): bigint {
  // quantiles are hundredths, which float64 does not hold exactly
  return size === 0n ? 0n : ((size - 1n) * BigInt(Math.round(100 * part))) / 100n;
}

/** The least amount from which on a condition holds; the most, where it holds for none. */
function leastAmount({ least, most }: Counted, holds: (amount: bigint) => boolean): bigint {
  let [low, high] = [least, most];
  while (low < high) {
    const middle = low + (high - low) / 2n;
    if (holds(middle)) high = middle;
    else low = middle + 1n;
  }
  return low;
}
