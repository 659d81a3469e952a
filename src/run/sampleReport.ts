import { compare } from '../cost/exact.js';
import { FILE_FORMATS, type FileFormat } from '../report/fileFormat.js';
import type { Ties } from '../pareto/paretoFront.js';
import type { Metric } from '../types.js';
import { openBulkRun, type BulkRun } from './bulk/bulkRun.js';
import { runIdentity } from './bulk/runIdentity.js';
import { LEG, SampleSums, type FailedRange } from './bulk/sampleSums.js';
import { checkOptions, checkValue, type OptionRules } from './checkOptions.js';
import type { CompiledSpace } from './compiledSpace.js';
import type { CostedArchitecture } from './costs.js';
import { RequestError } from './errors.js';
import type { Front, Objective } from './front.js';
import type { Job, MemoStats, Source } from './job.js';
import { runLeg, wholeLeg, type Leg, type LegPart } from './legs.js';
import { openSource } from './openSource.js';
import {
  INDEX,
  METRIC,
  METRIC_LIST,
  oneOf,
  OPENED,
  RUN_RULES,
  SAMPLE_RULES,
  TEXT,
  wholeNumber,
  FLAG,
} from './optionRules.js';
import { DRAW_RULES, sampleLegs, type SampleLegs } from './whole/sampleLegs.js';
import type { RunOptions } from './runJob.js';
import { EXACT_SPREAD_ROWS, type Spread } from './spread.js';
import type { BudgetShare, DrawOptions } from './whole/questions.js';

export interface SampleOptions extends RunOptions, DrawOptions {
  readonly count: number;
  /** 0 to 2^53 - 1. */
  readonly seed: number;
  /** What is drawn uniformly. */
  readonly by: 'architecture' | 'decision';
  /** Architectures may occur more than once; always so where decisions are drawn. */
  readonly replace: boolean;
  /** Nothing is drawn: architectures from this number on, `count` of them. */
  readonly from?: bigint | number | undefined;
  readonly objectives: readonly Objective[];
  readonly ties: Ties;
  /** Metrics whose spread is told and that records carry; objectives must be among them. */
  readonly metrics: readonly Metric[];
  /** Every record goes to this file, whose ending names the format; with `split`, it is a folder of files. */
  readonly out?: string | undefined;
  readonly split?: number | undefined;
  /** One of the equal parts of a run, from 1: `mergeParts` makes one of them all. */
  readonly part?: RunPart | undefined;
  /** Keeps how far the run is; default: `out` with the ending `.checkpoint`. */
  readonly checkpoint?: string | undefined;
  /** Goes on from the checkpoint, where there is one. */
  readonly resume?: boolean | undefined;
}

/** Part `index` of `of`, from 1. */
export interface RunPart {
  readonly index: number;
  readonly of: number;
}

export interface SampleProgress {
  update(done: number, total: number): void;
  end(): void;
}

export interface SampleReport {
  readonly space: CompiledSpace;
  readonly options: SampleOptions;
  /** How many samples were asked for, and how many the space can give. */
  readonly asked: number;
  readonly total: number;
  /** How many were done: less than `total` after an interruption or a failure. */
  readonly done: number;
  /** How many of them a run before this one had done. */
  readonly resumed: number;
  readonly spread: ReadonlyMap<Metric, Spread>;
  readonly front: readonly CostedArchitecture[];
  readonly failures: readonly FailedRange[];
  readonly interrupted: boolean;
  /** What is to be said of the checkpoint. */
  readonly messages: readonly string[];
  readonly memo: MemoStats | undefined;
  readonly milliseconds: number;
  /** How much of the space meets the budget, where there is one. */
  readonly share: BudgetShare | undefined;
}

/**
 * Costs a sample of a space: the spread of its metrics, its Pareto front, and its records in a file. Memory does not grow with
 * the sample beyond the exact spreads' million rows. What it gives depends on the space and the options alone: not on the workers,
 * and not on how often it was ended and resumed.
 *
 * @throws RequestError where an option makes no sense, or a checkpoint is of another run
 * @throws OutputError where a file cannot be written, or another run writes it
 */
export async function sampleReport(
  space: CompiledSpace,
  options: SampleOptions,
  progress?: SampleProgress,
): Promise<SampleReport> {
  const start = performance.now();
  checkValue('the space', space, OPENED);
  checkReport(options);
  const bulk = await openBulkRun(options, formatOf(options));
  try {
    const { legs, share } = await legsOf(space, options);
    const wanted = legs.reduce((sum, { count }) => sum + count, 0);
    const job = sampleJob(options, wanted);
    const parts = partsOf(legs, options, job);
    const expected = parts.reduce((sum, part) => sum + expectedOf(part), 0);
    const sums = new SampleSums(job);
    const position = await bulk.begin(
      space.runnable.shardSpace,
      job,
      runIdentity(space, options, job, wanted),
      expected,
      sums,
    );
    const resumed = sums.done;
    try {
      for (let l = position?.leg ?? 0; l < legs.length; l++) {
        const part = { ...(parts[l] as LegPart), ...(position?.leg === l && position) };
        for await (const { outcome, after } of runLeg(legs[l] as Leg, job, options, part)) {
          sums.add(outcome, l);
          await bulk.add(outcome, { leg: l, ...after }, sums);
          progress?.update(sums.done, expected);
        }
        if (options.signal?.aborted === true) break;
      }
    } finally {
      progress?.end();
    }
    const interrupted = options.signal?.aborted === true && sums.done + sums.failed < expected;
    await bulk.end(sums, interrupted);
    return {
      space,
      options,
      asked: options.part === undefined ? options.count : expected,
      // without an interruption or a failure, fewer means that there are no more
      total: interrupted || sums.failures.length > 0 ? expected : sums.done,
      done: sums.done,
      resumed,
      spread: sums.spreads(),
      front: costedFront(space, job, legs, sums.front()),
      failures: sums.failures,
      interrupted,
      messages: bulk.messages,
      memo: sums.memo,
      milliseconds: performance.now() - start,
      share,
    };
  } finally {
    await bulk.close();
  }
}

const { count, seed, by, replace } = SAMPLE_RULES;
const REPORT_RULES: OptionRules<SampleOptions> = {
  count,
  seed,
  by,
  replace,
  from: INDEX,
  objectives: { expected: 'a list of { metric, direction }', holds: Array.isArray },
  ties: oneOf('all', 'first'),
  metrics: METRIC_LIST,
  out: TEXT,
  split: wholeNumber(1, 10_000),
  part: { expected: 'an object { index, of }', holds: (value) => typeof value === 'object' && value !== null },
  checkpoint: TEXT,
  resume: FLAG,
  ...RUN_RULES,
  ...DRAW_RULES,
};
const NEEDED = ['count', 'seed', 'by', 'replace', 'objectives', 'ties', 'metrics'] as const;

const OBJECTIVE_RULES: OptionRules<Objective> = { metric: METRIC, direction: oneOf('min', 'max') };
const MOST_PARTS = 1_000_000;
const PART_RULES: OptionRules<RunPart> = { index: wholeNumber(1, MOST_PARTS), of: wholeNumber(1, MOST_PARTS) };

function checkReport(options: SampleOptions): void {
  checkOptions('sampleReport', options, REPORT_RULES, NEEDED);
  options.objectives.forEach((objective, i) => {
    checkOptions(`objectives[${i}]`, objective, OBJECTIVE_RULES, ['metric', 'direction']);
    checkValue(`objectives[${i}].metric`, objective.metric, {
      expected: 'one of the metrics of the report',
      holds: (metric) => options.metrics.some((known) => known === metric),
    });
  });
  const { part, out, split, checkpoint, resume } = options;
  if (part !== undefined) checkOptions('part', part, PART_RULES, ['index', 'of']);
  if (part !== undefined && part.index > part.of)
    throw new RequestError(`there is no part ${part.index} of ${part.of}`);
  if (split !== undefined && out === undefined) throw new RequestError('split is about out: give both');
  const isKept = out !== undefined || checkpoint !== undefined;
  if (resume === true && !isKept) throw new RequestError('there is nothing to resume: give out or checkpoint');
  if (part !== undefined && !isKept)
    throw new RequestError('a part of a run is to be merged with the others: give out or checkpoint');
  if (part !== undefined && split !== undefined) throw new RequestError('a part of a run is one file: leave out split');
  checkEnumeration(options);
}

function checkEnumeration({ from, by: drawn, replace: repeats, budget, uniformOver }: SampleOptions): void {
  if (from === undefined) return;
  if (drawn !== 'architecture' || repeats)
    throw new RequestError('from: nothing is drawn where architectures are enumerated');
  if (budget !== undefined || uniformOver !== undefined)
    throw new RequestError('from: architectures within a budget are drawn or counted, not enumerated');
}

/** @throws RequestError where the ending of `out` names no format */
function formatOf({ out }: SampleOptions): FileFormat | 'none' {
  if (out === undefined) return 'none';
  const format = FILE_FORMATS.find((ending) => out.toLowerCase().endsWith(`.${ending}`));
  if (format === undefined)
    throw new RequestError(`out is ${JSON.stringify(out)}; its ending names the format: .${FILE_FORMATS.join(', .')}`);
  return format;
}

/** @throws RequestError where an option makes no sense; InfeasibleError where nothing meets the budget */
async function legsOf(space: CompiledSpace, options: SampleOptions): Promise<SampleLegs> {
  if (options.from === undefined) return sampleLegs(space, options, options);
  const from = BigInt(options.from);
  if (from > space.size) throw new RequestError(`from is ${from}, but there are ${space.size} architectures`);
  const candidates = space.size - from;
  const enumerated = candidates < BigInt(options.count) ? Number(candidates) : options.count;
  return {
    legs: [{ runnable: space.runnable, checks: [], candidates, acceptance: 1, count: enumerated }],
    share: undefined,
  };
}

function sampleJob(options: SampleOptions, total: number): Job {
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
  };
}

/**
 * What of each leg this run does.
 *
 * @throws RequestError where a part is asked for of what cannot be cut beforehand
 */
function partsOf(legs: readonly Leg[], { part }: SampleOptions, { selection }: Job): LegPart[] {
  if (part === undefined) return legs.map(wholeLeg);
  const [leg] = legs;
  if (legs.length > 1 || (leg !== undefined && leg.checks.length > 0)) {
    throw new RequestError(
      'this sample has no parts: which candidates meet the budget is known only when those before them have been drawn',
    );
  }
  if (leg === undefined) return [];
  const total =
    selection.kind === 'enumerate' || leg.candidates > BigInt(leg.count) ? leg.count : Number(leg.candidates);
  const edge = (i: number) => Number((BigInt(total) * BigInt(i)) / BigInt(part.of));
  return [{ ...wholeLeg(leg), next: edge(part.index - 1), until: edge(part.index) }];
}

/** How many samples a part of a leg is to give. */
function expectedOf({ next, missing, until }: LegPart): number {
  return Math.min(missing, until - next);
}

/** The front's architectures, best in the first objective first. */
function costedFront(space: CompiledSpace, job: Job, legs: readonly Leg[], front: Front): CostedArchitecture[] {
  const [first] = job.objectives;
  if (first === undefined || front.numbers.length === 0) return [];
  const sources = legs.map(({ runnable }) => openSource(runnable.shardSpace, job));
  const choice = new Int32Array(space.decisions.length);
  const rows = Array.from(front.numbers, (number) => {
    const source = sources[Math.floor(number / LEG)] as Source;
    return space.costed(source.choose(number % LEG, choice));
  });
  const sign = first.direction === 'min' ? 1 : -1;
  return rows.toSorted((a, b) => sign * compare(a.costs[first.metric], b.costs[first.metric]));
}
