import type { BenchRow } from './row.js';
import { summary } from './summary.js';
import { timesAsLong, UNITS } from './units.js';

/**
 * Two runs of the same program differ by so much although their rounds agree: memory is laid out anew, and code
 * compiled anew.
 */
const ALWAYS = 0.02;
/** The noise of a row that only one round has: unknown, and seldom more than this. */
const ONE_ROUND = 0.3;

export type Verdict = 'faster' | 'slower' | 'smaller' | 'larger' | 'within noise';

/** A row of two runs. */
export interface ComparedRow {
  readonly row: BenchRow;
  readonly before: number;
  readonly now: number;
  /** Of the figure, as a share of what it was. */
  readonly change: number;
  readonly noiseBefore: number | undefined;
  readonly noiseNow: number | undefined;
  readonly verdict: Verdict;
}

export interface Comparison {
  readonly rows: readonly ComparedRow[];
  /** Rows that only one of the runs has. */
  readonly onlyBefore: readonly BenchRow[];
  readonly onlyNow: readonly BenchRow[];
}

/** Rows are the same if group, name and unit are. */
export function compareResults(before: readonly BenchRow[], now: readonly BenchRow[]): Comparison {
  const key = ({ group, what, unit }: BenchRow) => JSON.stringify([group, what, unit]);
  const earlier = new Map(before.map((row) => [key(row), row]));
  const later = new Set(now.map(key));
  return {
    rows: now.flatMap((row) => {
      const old = earlier.get(key(row));
      return old === undefined ? [] : [compareRow(old, row)];
    }),
    onlyBefore: before.filter((row) => !later.has(key(row))),
    onlyNow: now.filter((row) => !earlier.has(key(row))),
  };
}

function compareRow(old: BenchRow, row: BenchRow): ComparedRow {
  const [before, now] = [summary(old), summary(row)];
  return {
    row,
    before: before.figure,
    now: now.figure,
    change: now.figure / before.figure - 1,
    noiseBefore: before.noise,
    noiseNow: now.noise,
    verdict: verdict(row, timesAsLong(row.unit, now.figure, before.figure), [before.noise, now.noise]),
  };
}

/** Beyond the noise is what both runs' noise together does not explain. */
function verdict({ unit }: BenchRow, times: number, noises: readonly (number | undefined)[]): Verdict {
  const explained = (1 + ALWAYS) * noises.reduce<number>((product, noise = ONE_ROUND) => product * (1 + noise), 1);
  if (Math.max(times, 1 / times) <= explained) return 'within noise';
  if (UNITS[unit] === 'memory') return times < 1 ? 'smaller' : 'larger';
  return times < 1 ? 'faster' : 'slower';
}
