import { compare } from '../cost/exact.js';
import { FILE_FORMATS, type FileFormat } from '../report/fileFormat.js';
import { BlockFile } from '../report/blocks/blockFile.js';
import type { OutputFile } from '../report/outputFile.js';
import type { Ties } from '../pareto/paretoFront.js';
import type { Metric } from '../types.js';
import { checkOptions, checkValue, type OptionRules } from './checkOptions.js';
import type { CompiledSpace } from './compiledSpace.js';
import type { CostedArchitecture } from './costs.js';
import { mergeFronts, type Front, type Objective } from './front.js';
import type { RangeOutcome } from './inOrder.js';
import type { Job, MemoStats, Range, Source } from './job.js';
import { runLeg, type Leg } from './legs.js';
import { jobFormat } from './openJob.js';
import { openSource } from './openSource.js';
import { METRIC, METRIC_LIST, oneOf, OPENED, RUN_RULES, SAMPLE_RULES } from './optionRules.js';
import { DRAW_RULES, sampleLegs } from './whole/sampleLegs.js';
import type { RunOptions } from './runJob.js';
import { EXACT_SPREAD_ROWS, SpreadSum, type Spread } from './spread.js';
import type { BudgetShare, DrawOptions } from './whole/questions.js';

export interface SampleOptions extends RunOptions, DrawOptions {
  readonly count: number;
  /** 0 to 2^53 - 1. */
  readonly seed: number;
  /** What is drawn uniformly. */
  readonly by: 'architecture' | 'decision';
  /** Architectures may occur more than once; always so where decisions are drawn. */
  readonly replace: boolean;
  readonly objectives: readonly Objective[];
  readonly ties: Ties;
  /** Metrics whose spread is told and that records carry; objectives must be among them. */
  readonly metrics: readonly Metric[];
  readonly records: FileFormat | 'none';
}

export interface SampleProgress {
  update(done: number, total: number): void;
  end(): void;
}

export interface SampleSinks {
  /** Takes every sample, in order. */
  readonly file: OutputFile | undefined;
  readonly progress: SampleProgress | undefined;
}

export interface SampleReport {
  readonly space: CompiledSpace;
  readonly options: SampleOptions;
  /** How many samples were asked for, and how many the space can give. */
  readonly asked: number;
  readonly total: number;
  /** How many were done: less than `total` after an interruption or a failure. */
  readonly done: number;
  readonly spread: ReadonlyMap<Metric, Spread>;
  readonly front: readonly CostedArchitecture[];
  readonly failures: readonly { readonly range: Range; readonly error: Error }[];
  readonly interrupted: boolean;
  readonly file: string | undefined;
  readonly memo: MemoStats | undefined;
  readonly milliseconds: number;
  /** How much of the space meets the budget, where there is one. */
  readonly share: BudgetShare | undefined;
}

/**
 * Costs a sample of a space: the spread of its metrics, its Pareto front, and its records in a file. Memory does not grow with
 * the sample beyond the exact spreads' million rows.
 *
 * @throws RequestError where an option makes no sense
 */
export async function sampleReport(
  space: CompiledSpace,
  options: SampleOptions,
  sinks: SampleSinks,
): Promise<SampleReport> {
  const start = performance.now();
  checkValue('the space', space, OPENED);
  checkReport(options, sinks);
  const { legs, share } = await sampleLegs(space, options, options);
  const wanted = legs.reduce((sum, { count }) => sum + count, 0);
  const job = sampleJob(options, wanted);
  const sums = new SampleSums(job);
  const file = await recordFile(space, job, sinks.file);
  try {
    for (const [l, leg] of legs.entries()) {
      for await (const outcome of runLeg(leg, job, options)) {
        sums.add(outcome, l);
        if ('result' in outcome && outcome.result.block) await file?.append(outcome.result.block);
        sinks.progress?.update(sums.done, wanted);
      }
    }
  } finally {
    sinks.progress?.end();
  }
  await file?.finish();
  const interrupted = options.signal?.aborted === true && sums.done + sums.failed < wanted;
  return {
    space,
    options,
    asked: options.count,
    // without an interruption or a failure, fewer means that there are no more
    total: interrupted || sums.failures.length > 0 ? wanted : sums.done,
    done: sums.done,
    spread: sums.spreads(),
    front: costedFront(space, job, legs, sums.front()),
    failures: sums.failures,
    interrupted,
    file: sinks.file?.path,
    memo: sums.memo,
    milliseconds: performance.now() - start,
    share,
  };
}

const REPORT_RULES: OptionRules<SampleOptions> = {
  ...SAMPLE_RULES,
  objectives: { expected: 'a list of { metric, direction }', holds: Array.isArray },
  ties: oneOf('all', 'first'),
  metrics: METRIC_LIST,
  records: oneOf('none', ...FILE_FORMATS),
  ...RUN_RULES,
  ...DRAW_RULES,
};
const NEEDED = ['count', 'seed', 'by', 'replace', 'objectives', 'ties', 'metrics', 'records'] as const;

const OBJECTIVE_RULES: OptionRules<Objective> = { metric: METRIC, direction: oneOf('min', 'max') };

const sinkRule = { expected: 'an object with methods', holds: (value: unknown) => typeof value === 'object' };
const SINK_RULES: OptionRules<SampleSinks> = { file: sinkRule, progress: sinkRule };

function checkReport(options: SampleOptions, sinks: SampleSinks): void {
  checkOptions('sampleReport', options, REPORT_RULES, NEEDED);
  options.objectives.forEach((objective, i) => {
    checkOptions(`objectives[${i}]`, objective, OBJECTIVE_RULES, ['metric', 'direction']);
    checkValue(`objectives[${i}].metric`, objective.metric, {
      expected: 'one of the metrics of the report',
      holds: (metric) => options.metrics.some((known) => known === metric),
    });
  });
  checkOptions('sampleReport’s sinks', sinks, SINK_RULES);
}

function sampleJob(options: SampleOptions, total: number): Job {
  const { seed, by, replace, metrics, objectives, ties, records } = options;
  return {
    selection: { kind: 'sample', seed, by, replace },
    metrics,
    objectives,
    ties,
    spread: total <= EXACT_SPREAD_ROWS ? 'exact' : 'counted',
    records,
    columns: false,
    checks: [],
  };
}

/** The file of records, ready for its first block. */
async function recordFile(
  space: CompiledSpace,
  job: Job,
  file: OutputFile | undefined,
): Promise<BlockFile | undefined> {
  const format = await jobFormat(space.runnable.shardSpace, job);
  if (file === undefined || format === undefined) return undefined;
  const blocks = new BlockFile(file, format);
  await blocks.start();
  return blocks;
}

/** Numbers of one leg are below this: those of several are told apart by it. */
const LEG = 2 ** 43;

/** Rows of fronts that are kept before they are merged: merging costs about as much as it saves below. */
const MERGE_ROWS = 4096;

/** What the shards give, summed up as they come. */
class SampleSums {
  done = 0;
  failed = 0;
  memo: MemoStats | undefined;
  readonly failures: { range: Range; error: Error }[] = [];
  private readonly job: Job;
  private readonly sums: readonly SpreadSum[];
  private fronts: Front[] = [];
  private frontRows = 0;
  private mergeAt = MERGE_ROWS;

  constructor(job: Job) {
    this.job = job;
    this.sums = job.metrics.map(() => new SpreadSum());
  }

  add(outcome: RangeOutcome, leg: number): void {
    if ('error' in outcome) {
      this.failed += outcome.range.hi - outcome.range.lo;
      this.failures.push(outcome);
      return;
    }
    this.done += outcome.result.count;
    const { spreads, front, memo } = outcome.result;
    spreads?.forEach((part, m) => this.sums[m]?.add(part));
    if (front) this.addFront({ ...front, numbers: front.numbers.map((number) => leg * LEG + number) });
    if (memo) this.memo = { hits: (this.memo?.hits ?? 0) + memo.hits, misses: (this.memo?.misses ?? 0) + memo.misses };
  }

  front(): Front {
    return mergeFronts(this.fronts, this.job.objectives, this.job.ties);
  }

  spreads(): Map<Metric, Spread> {
    const found = new Map<Metric, Spread>();
    this.job.metrics.forEach((metric, m) => {
      const spread = this.sums[m]?.spread();
      if (spread) found.set(metric, spread);
    });
    return found;
  }

  private addFront(front: Front): void {
    this.fronts.push(front);
    this.frontRows += front.numbers.length;
    if (this.frontRows < this.mergeAt) return;
    const merged = this.front();
    this.fronts = [merged];
    this.frontRows = merged.numbers.length;
    // a front that is large itself is not merged again for every few rows
    this.mergeAt = Math.max(MERGE_ROWS, 2 * this.frontRows);
  }
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
