import type { EvaluatedJob } from './evaluators/measures.js';
import type { CompiledSpace } from './compiledSpace.js';
import { RequestError } from './errors.js';
import type { Job } from './job.js';
import { endOf, mayRefuse, wholeLeg, type Leg, type LegPart, type LegPlan } from './legs.js';
import { formatOf, type SampleOptions } from './sampleOptions.js';
import { EXACT_SPREAD_ROWS } from './spread.js';
import { sampleLegs, type SampleLegs } from './whole/sampleLegs.js';

/** @throws RequestError where an option makes no sense; InfeasibleError where nothing meets the budget */
export async function legsOf(space: CompiledSpace, options: SampleOptions): Promise<SampleLegs> {
  if (options.from === undefined) return sampleLegs(space, options, options);
  const from = BigInt(options.from);
  if (from > space.size) throw new RequestError(`from is ${from}, but there are ${space.size} architectures`);
  const candidates = space.size - from;
  const enumerated = candidates < BigInt(options.count) ? Number(candidates) : options.count;
  const leg: Leg = { runnable: space.runnable, checks: [], candidates, acceptance: 1, count: enumerated };
  return { legs: [{ count: enumerated, open: async () => leg }], share: undefined };
}

/** @param total how many samples there will be */
export function sampleJob(options: SampleOptions, total: number, evaluated?: EvaluatedJob): Job {
  const { metrics, objectives, ties, from, split } = options;
  return {
    selection:
      from === undefined
        ? { kind: 'sample', seed: options.seed, by: options.by, replace: options.replace }
        : { kind: 'enumerate', from: BigInt(from) },
    metrics,
    objectives,
    ties,
    spread: total <= EXACT_SPREAD_ROWS ? 'exact' : 'counted',
    records: formatOf(options),
    pieces: split ?? 1,
    columns: false,
    checks: [],
    ...(evaluated && { evaluated }),
  };
}

/**
 * What of each leg this run does.
 *
 * @throws RequestError where a part is asked for of what cannot be cut beforehand
 */
export async function partsOf(
  legs: readonly LegPlan[],
  { part, uniformOver }: SampleOptions,
  job: Job,
): Promise<LegPart[]> {
  if (part === undefined) return legs.map(wholeLeg);
  if (uniformOver !== undefined) throw noParts(`its strata of ${uniformOver} are drawn one after the other`);
  const leg = await legs[0]?.open();
  if (leg === undefined) return [];
  if (mayRefuse(leg, job))
    throw noParts('which candidates meet the budget is known only when those before them have been drawn');
  const whole = wholeLeg(leg);
  const total = endOf(leg, job, whole);
  const edge = (i: number) => Number((BigInt(total) * BigInt(i)) / BigInt(part.of));
  return [{ ...whole, next: edge(part.index - 1), until: edge(part.index) }];
}

function noParts(why: string): RequestError {
  return new RequestError(`this sample has no parts: ${why}; instead of parts, take samples with other seeds`);
}

/** How many samples a part of a leg is to give. */
export function expectedOf({ next, missing, until }: LegPart): number {
  return Math.min(missing, until - next);
}
