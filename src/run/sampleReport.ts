import { compare } from '../cost/exact.js';
import type { Exact, Metric } from '../types.js';
import { openBulkRun } from './bulk/bulkRun.js';
import { runIdentity } from './bulk/runIdentity.js';
import { LEG, SampleSums, type FailedRange } from './bulk/sampleSums.js';
import { checkValue } from './checkOptions.js';
import type { CompiledSpace } from './compiledSpace.js';
import type { CostedArchitecture } from './costs.js';
import type { Evaluation, EvaluationCounts } from './evaluators/evaluation.js';
import type { EvaluatorIdentity, Measure } from './evaluators/evaluator.js';
import { splitBudget, type EvaluatedJob } from './evaluators/measures.js';
import { openEvaluation } from './evaluators/openEvaluation.js';
import type { Front } from './front.js';
import type { EvaluationTally, Job, MemoStats, Source } from './job.js';
import { runLeg, type Leg, type LegPart } from './legs.js';
import { openSource } from './openSource.js';
import { OPENED } from './optionRules.js';
import { expectedOf, legsOf, partsOf, sampleJob } from './sampleJob.js';
import { checkObjectives, checkSampleOptions, formatOf, type SampleOptions } from './sampleOptions.js';
import type { Spread } from './spread.js';
import type { BudgetShare } from './whole/questions.js';

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
  readonly front: readonly MeasuredArchitecture[];
  /** Where there are evaluators. */
  readonly evaluation: EvaluationReport | undefined;
  readonly failures: readonly FailedRange[];
  readonly interrupted: boolean;
  /** What is to be said of the checkpoint. */
  readonly messages: readonly string[];
  readonly memo: MemoStats | undefined;
  readonly milliseconds: number;
  /** How much of the space meets the budget, where there is one. */
  readonly share: BudgetShare | undefined;
}

/** An architecture with the figures of evaluators, where there are any; NaN where there is none. */
export interface MeasuredArchitecture extends CostedArchitecture {
  readonly measured?: Readonly<Record<string, number>>;
}

/** What evaluators gave. */
export interface EvaluationReport extends EvaluationTally {
  readonly evaluators: readonly EvaluatorIdentity[];
  readonly measures: readonly Measure[];
  /** By measure, of those that have a figure. */
  readonly spread: ReadonlyMap<string, Spread>;
  /** Of this process: how many evaluations there were, and how many came from the cache. */
  readonly counts?: EvaluationCounts | undefined;
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
  checkSampleOptions(options);
  const evaluation = await openEvaluation(space, options);
  try {
    const report = await reportOf(space, options, evaluation, start, progress);
    if (evaluation === undefined) return report;
    // what was found is kept only then, or cannot be
    await evaluation.close();
    return { ...report, messages: [...report.messages, ...evaluation.messages] };
  } finally {
    await evaluation?.close();
  }
}

async function reportOf(
  space: CompiledSpace,
  options: SampleOptions,
  evaluation: Evaluation | undefined,
  start: number,
  progress: SampleProgress | undefined,
): Promise<SampleReport> {
  const measures = evaluation?.measures ?? [];
  checkObjectives(
    options,
    measures.map(({ name }) => name),
  );
  const { exact, checks } = splitBudget(options.budget ?? {}, measures);
  const evaluated = evaluation && evaluatedJob(evaluation, checks);
  const bulk = await openBulkRun(options, formatOf(options));
  try {
    const { legs, share } = await legsOf(space, { ...options, budget: exact });
    const wanted = legs.reduce((sum, { count }) => sum + count, 0);
    const job = sampleJob(options, wanted, evaluated);
    const parts = partsOf(legs, options, job);
    const expected = parts.reduce((sum, part) => sum + expectedOf(part), 0);
    const sums = new SampleSums(job);
    const identity = runIdentity(space, options, job, wanted);
    const asked = { file: space.file, figures: space.options, options: lasting(options), evaluated };
    const about = { space: space.runnable.shardSpace, job, identity, asked, total: expected };
    const position = await bulk.begin(about, sums);
    const resumed = sums.done;
    try {
      for (let l = position?.leg ?? 0; l < legs.length; l++) {
        const part = { ...(parts[l] as LegPart), ...(position?.leg === l && position) };
        for await (const { outcome, after } of runLeg(legs[l] as Leg, job, { ...options, evaluation }, part)) {
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
      evaluation: evaluationReport(job, sums, evaluation?.counts),
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

/** Without what ends with the process. */
function lasting({ signal: _, workerFile: _file, evaluators, ...options }: SampleOptions): SampleOptions {
  return { ...options, evaluators: evaluators?.map(String) };
}

/** The front's architectures, best in the first objective first. */
export function costedFront(
  space: CompiledSpace,
  job: Job,
  legs: readonly Leg[],
  front: Front,
): MeasuredArchitecture[] {
  const [first] = job.objectives;
  if (first === undefined || front.numbers.length === 0) return [];
  const sources = legs.map(({ runnable }) => openSource(runnable.shardSpace, job));
  const choice = new Int32Array(space.decisions.length);
  const measured = (row: number) =>
    Object.fromEntries(job.evaluated?.measures.map(({ name }, m) => [name, front.measured?.[m]?.[row] ?? NaN]) ?? []);
  const rows = Array.from(front.numbers, (number, row): MeasuredArchitecture => {
    const source = sources[Math.floor(number / LEG)] as Source;
    const costed = space.costed(source.choose(number % LEG, choice));
    return job.evaluated ? { ...costed, measured: measured(row) } : costed;
  });
  const sign = first.direction === 'min' ? 1 : -1;
  return rows.toSorted((a, b) => sign * compare(figureOf(a, first.metric), figureOf(b, first.metric)));
}

/** A metric, or a measure of an evaluator. */
export function figureOf({ costs, measured }: MeasuredArchitecture, name: string): Exact {
  return measured !== undefined && Object.hasOwn(measured, name) ? (measured[name] as number) : costs[name as Metric];
}

function evaluatedJob({ evaluators, measures }: Evaluation, checks: EvaluatedJob['checks']): EvaluatedJob {
  return { evaluators: evaluators.map(({ name, version }) => ({ name, version })), measures, checks };
}

/** What evaluators gave, if there are any. */
export function evaluationReport(
  { evaluated }: Job,
  { evaluated: sums }: SampleSums,
  counts?: EvaluationCounts,
): EvaluationReport | undefined {
  if (evaluated === undefined || sums === undefined) return undefined;
  const { evaluators, measures } = evaluated;
  return { evaluators, measures, ...sums.tally, spread: sums.spreads(), counts };
}
