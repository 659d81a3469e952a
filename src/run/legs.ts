import { RequestError } from './errors.js';
import type { RangeOutcome } from './inOrder.js';
import type { Check, Job, Range, Selection, ShardResult } from './job.js';
import { openJob } from './openJob.js';
import { runJob, type RunOptions, type Runnable } from './runJob.js';
import { runShard } from './runShard.js';

/** A source of samples: a space, or what meets a budget. */
export interface Leg {
  readonly runnable: Runnable;
  /** What candidates must pass; none where all of them do. */
  readonly checks: readonly Check[];
  /** How many different candidates there are. */
  readonly candidates: bigint;
  /** The share of them that passes, about. */
  readonly acceptance: number;
  /** How many samples it is to give. */
  readonly count: number;
}

/** So many candidates in a row in vain, and a sample is given up: half a minute. */
const GIVE_UP = 50_000_000;
const GIVE_UP_WIDE = 20_000;

/**
 * The samples of a leg, in order, until there are as many as it is to give, or no more candidates. Which they are depends on the
 * selection alone.
 *
 * @throws RequestError where candidates without number fail the checks
 */
export async function* runLeg(leg: Leg, job: Job, options: RunOptions): AsyncGenerator<RangeOutcome> {
  const { runnable, checks, count } = leg;
  const own: Job = { ...job, checks };
  const total = candidatesOf(leg, job.selection);
  if (checks.length === 0) return yield* runJob(runnable, own, Math.min(total, count), options);
  const expected = Math.min(total, (1.1 * count) / Math.max(leg.acceptance, LEAST_ACCEPTANCE));
  const giveUp = runnable.shardSpace.wide.length > 0 ? GIVE_UP_WIDE : GIVE_UP;
  let missing = count;
  let vain = 0;
  for await (const outcome of runJob(runnable, own, total, options, expected)) {
    if ('error' in outcome) {
      yield outcome;
      continue;
    }
    const { range } = outcome;
    const isTooMuch = outcome.result.count > missing;
    const result = isTooMuch ? await lastShard(leg, own, range, missing) : outcome.result;
    missing -= result.count;
    yield { range, result };
    if (missing === 0) return;
    vain = result.count > 0 ? 0 : vain + (range.hi - range.lo);
    if (vain >= giveUp) {
      throw new RequestError(
        `none of ${vain} candidates in a row met the budget: it is too rare to be drawn from here`,
      );
    }
  }
}

const LEAST_ACCEPTANCE = 0.001;

/** Distinct candidates end with the source; others do not. */
function candidatesOf({ candidates }: Leg, selection: Selection): number {
  const mayRepeat = selection.kind === 'sample' && (selection.replace || selection.by === 'decision');
  if (candidates === 0n) return 0;
  if (mayRepeat || candidates > BigInt(Number.MAX_SAFE_INTEGER)) return Number.MAX_SAFE_INTEGER;
  return Number(candidates);
}

/** Again, without what is too much. */
async function lastShard({ runnable }: Leg, job: Job, range: Range, limit: number): Promise<ShardResult> {
  return runShard(await openJob(runnable.shardSpace, job), job, { ...range, limit });
}
