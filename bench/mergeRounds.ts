import type { BenchRow, RoundRow } from './row.js';
import { best } from './units.js';

/**
 * Rows of all rounds: every figure is kept; of the naive way's and the limit's, the best, as of the row itself when it
 * is shown.
 */
export function mergeRounds(rounds: readonly Readonly<Record<string, readonly RoundRow[]>>[]): BenchRow[] {
  const merged = new Map<string, BenchRow>();
  for (const round of rounds) {
    for (const [group, rows] of Object.entries(round)) {
      for (const row of rows) {
        const key = `${group}: ${row.what}`;
        merged.set(key, withRound(merged.get(key), group, row));
      }
    }
  }
  return [...merged.values()];
}

function withRound(before: BenchRow | undefined, group: string, { figure, ...row }: RoundRow): BenchRow {
  const better = (a: number | undefined, b: number | undefined) => {
    const known = [a, b].filter((value) => value !== undefined);
    return known.length === 0 ? undefined : best(row.unit, known);
  };
  return {
    group,
    ...row,
    rounds: [...(before?.rounds ?? []), figure],
    naive: better(before?.naive, row.naive),
    limit: better(before?.limit, row.limit),
  };
}
