import { compare } from '../../cost/exact.js';
import { METRICS } from '../../cost/metrics.js';
import type { Metric } from '../../types.js';
import type { Quantity } from '../../wholeSpace/quantity.js';
import { checkGoesOn } from '../../wholeSpace/work.js';
import { RequestError } from '../errors.js';
import { exactAt, type ExactColumn } from '../../report/exactColumn.js';
import type { Job, Selection } from '../job.js';
import { openSource } from '../openSource.js';
import { runJob } from '../runJob.js';
import { sampleSize } from '../sampleSize.js';
import type { Asked } from './asked.js';
import type { Counted } from './distribution.js';
import { prepareDraw } from './draw.js';

/** Wide spaces up to this size are enumerated: a minute or two on one core. */
export const ENUMERATED = 100_000n;

export interface WideOptions {
  readonly samples?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface WideCounts {
  readonly source: 'enumeration' | 'sample';
  /** Nothing where no architecture meets the budget. */
  readonly whole: Counted | undefined;
  /** By the value of a decision (-1: inactive), those that occur. */
  readonly parts: readonly (readonly [value: number, counted: Counted])[];
}

/** Numbers of a wide space that stand for all of it: all, or a sample. */
export function wideSelection(
  size: bigint,
  samples: number,
): { selection: Selection; total: number; source: WideCounts['source'] } {
  if (size <= ENUMERATED || size <= BigInt(samples)) {
    return { selection: { kind: 'enumerate', from: 0n }, total: Number(size), source: 'enumeration' };
  }
  const how = { count: samples, by: 'architecture', replace: false } as const;
  return { selection: { kind: 'sample', seed: 0, ...how }, total: sampleSize(size, how), source: 'sample' };
}

/**
 * The figures of a metric in a wide space, one architecture at a time, in all and by the values of a decision (-1: of
 * none).
 */
export async function wideCounts(
  { space, bounds, work }: Asked,
  quantity: Quantity,
  decision: number,
  { samples = 10_000, signal }: WideOptions,
): Promise<WideCounts> {
  const metric = METRICS.find((name) => name === quantity.name);
  if (metric === undefined) throw new RequestError(`a histogram of ${quantity.name} is not made for a wide space`);
  const { runnable, checks } = await work(prepareDraw(space.runnable, bounds));
  const { selection, total, source } = wideSelection(space.size, samples);
  const job = wideJob(selection, [metric], checks);
  const numbers = openSource(runnable.shardSpace, job);
  const choice = new Int32Array(space.decisions.length);
  const all: bigint[] = [];
  const byValue = new Map<number, bigint[]>();
  for await (const outcome of runJob(runnable, job, { from: 0, to: total }, { signal })) {
    if ('error' in outcome) throw outcome.error;
    const { count, columns = [], numbers: kept } = outcome.result;
    for (let row = 0; row < count; row++) {
      const amount = BigInt(exactAt(columns[0] as ExactColumn, row));
      all.push(amount);
      if (decision < 0) continue;
      numbers.choose(kept?.[row] ?? outcome.range.lo + row, choice);
      const value = choice[decision] as number;
      const same = byValue.get(value);
      if (same === undefined) byValue.set(value, [amount]);
      else same.push(amount);
    }
  }
  checkGoesOn(signal);
  const parts = [...byValue].toSorted(([a], [b]) => (a < 0 ? 1 : b < 0 ? -1 : a - b));
  return {
    source,
    whole: all.length === 0 ? undefined : listed(all),
    parts: parts.map(([value, amounts]) => [value, listed(amounts)] as const),
  };
}

/** A job that hands back columns. */
export function wideJob(selection: Selection, metrics: readonly Metric[], checks: Job['checks']): Job {
  return {
    selection,
    metrics,
    objectives: [],
    ties: 'all',
    spread: 'none',
    records: 'none',
    pieces: 1,
    columns: true,
    checks,
  };
}

function listed(amounts: readonly bigint[]): Counted {
  const sorted = amounts.toSorted(compare);
  const upTo = (amount: bigint): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] as bigint) <= amount) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    least: sorted[0] as bigint,
    most: sorted.at(-1) as bigint,
    between(from, to) {
      const count = BigInt(Math.max(0, upTo(to) - upTo(from - 1n)));
      return { lower: count, upper: count };
    },
  };
}
