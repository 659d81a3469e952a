import { RequestError } from './errors.js';
import type { RangeOutcome } from './inOrder.js';
import type { Check, Job, Range, Selection, ShardResult } from './job.js';
import { openJob } from './openJob.js';
import { runJob, type JobOptions, type Runnable } from './runJob.js';
import { runShard } from './runShard.js';
import { mayRepeat } from './sampleSize.js';

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

/** A leg that is made ready when it is its turn: what it draws from may be large. */
export interface LegPlan {
  /** How many samples it is to give. */
  readonly count: number;
  open(): Promise<Leg>;
}

/** So many candidates in a row in vain, and a sample is given up: half a minute. */
const GIVE_UP = 50_000_000;
const GIVE_UP_WIDE = 20_000;
/** Of those that evaluators are given: each may take seconds. */
const GIVE_UP_EVALUATED = 10_000;

/** Where the samples of a leg go on. */
export interface LegPosition {
  /** The next candidate. */
  readonly next: number;
  /** Samples that are still to be given. */
  readonly missing: number;
  /** Candidates in a row that have failed the checks. */
  readonly vain: number;
}

/** A range of a leg, and where the leg goes on behind it. */
export interface LegOutcome {
  readonly outcome: RangeOutcome;
  readonly after: LegPosition;
}

/**
 * Which of a leg's samples are asked for: those behind a position; of a leg without checks, up to the number `until`.
 */
export interface LegPart extends LegPosition {
  readonly until: number;
}

/** All samples of a leg. */
export function wholeLeg({ count }: Pick<Leg, 'count'>): LegPart {
  return { next: 0, missing: count, vain: 0, until: Infinity };
}

/**
 * The samples of a leg, in order, until there are as many as it is to give, or no more candidates. Which they are
 * depends on the selection alone.
 *
 * @throws RequestError where candidates without number fail the checks
 */
export async function* runLeg(
  leg: Leg,
  job: Job,
  options: JobOptions,
  part: LegPart = wholeLeg(leg),
): AsyncGenerator<LegOutcome> {
  if (isDone(leg, job, part)) return;
  const { runnable, checks, count } = leg;
  const own: Job = { ...job, checks };
  const total = candidatesOf(leg, job.selection);
  const expected = Math.min(
    total,
    mayRefuse(leg, job) ? (1.1 * count) / Math.max(leg.acceptance, LEAST_ACCEPTANCE) : count,
  );
  const to = endOf(leg, job, part);
  const refuses = (job.evaluated?.checks.length ?? 0) > 0;
  const plenty = runnable.shardSpace.wide.length > 0 ? GIVE_UP_WIDE : GIVE_UP;
  const giveUp = refuses ? Math.min(plenty, GIVE_UP_EVALUATED / Math.max(leg.acceptance, LEAST_ACCEPTANCE)) : plenty;
  let { missing, vain } = part;
  for await (const outcome of runJob(runnable, own, { from: part.next, to }, options, expected)) {
    const { range } = outcome;
    if ('error' in outcome) {
      yield { outcome, after: { next: range.hi, missing, vain } };
      continue;
    }
    const isTooMuch = outcome.result.count > missing;
    const { limited } = outcome;
    const result = !isTooMuch ? outcome.result : (limited?.(missing) ?? (await lastShard(leg, own, range, missing)));
    missing -= result.count;
    vain = result.count > 0 ? 0 : vain + (range.hi - range.lo);
    yield { outcome: { range, result }, after: { next: range.hi, missing, vain } };
    if (missing === 0) return;
    if (vain >= giveUp) {
      throw new RequestError(
        `none of ${vain} candidates in a row met the budget: it is too rare to be drawn from here`,
      );
    }
  }
}

const LEAST_ACCEPTANCE = 0.001;

/** Whether nothing of a leg is to be done behind where it goes on. */
export function isDone(leg: Leg, job: Job, part: LegPart): boolean {
  return part.missing === 0 || part.next >= endOf(leg, job, part);
}

/** The number behind the last candidate that may be asked for. */
export function endOf(leg: Leg, job: Job, { until }: LegPart): number {
  const total = candidatesOf(leg, job.selection);
  return mayRefuse(leg, job) ? total : Math.min(total, leg.count, until);
}

/** Whether candidates are held against checks, so that how many it takes is not known beforehand. */
export function mayRefuse({ checks }: Leg, { evaluated }: Job): boolean {
  return checks.length > 0 || (evaluated?.checks.length ?? 0) > 0;
}

/** Distinct candidates end with the source; others do not. */
function candidatesOf({ candidates }: Leg, selection: Selection): number {
  const isEndless = selection.kind === 'sample' && mayRepeat(selection);
  if (candidates === 0n) return 0;
  if (isEndless || candidates > BigInt(Number.MAX_SAFE_INTEGER)) return Number.MAX_SAFE_INTEGER;
  return Number(candidates);
}

/** Again, without what is too much. */
async function lastShard({ runnable }: Leg, job: Job, range: Range, limit: number): Promise<ShardResult> {
  return runShard(await openJob(runnable.shardSpace, job), job, { ...range, limit });
}
