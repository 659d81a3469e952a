import type { BenchRow } from './row.js';
import { best, timesAsLong } from './units.js';

/** What the rounds of a row say. */
export interface Summary {
  /** The best round: whatever else the machine did, it made the others longer, not shorter. */
  readonly figure: number;
  /** How much longer the longest round took than the best, as a share of it: 0.05 is 5 %. Unknown of one round. */
  readonly noise: number | undefined;
  /** How many times as fast as the naive way. */
  readonly naive: number | undefined;
  /** How many times the limit's time it takes. */
  readonly limit: number | undefined;
}

export function summary({ unit, rounds, naive, limit }: BenchRow): Summary {
  const figure = best(unit, rounds);
  const longest = Math.max(...rounds.map((round) => timesAsLong(unit, round, figure)));
  return {
    figure,
    noise: rounds.length < 2 ? undefined : longest - 1,
    naive: naive === undefined ? undefined : timesAsLong(unit, naive, figure),
    limit: limit === undefined ? undefined : timesAsLong(unit, figure, limit),
  };
}
