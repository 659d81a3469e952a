import type { Metric } from '../types.js';
import { openBulkRun } from './bulk/bulkRun.js';
import { runIdentity } from './bulk/runIdentity.js';
import type { FrontOmission, RunPosition } from './bulk/runState.js';
import { SampleSums, type FailedRange } from './bulk/sampleSums.js';
import { checkOptions, checkValue, type OptionRules } from './checkOptions.js';
import type { CompiledSpace } from './compiledSpace.js';
import { CostedFront } from './costedFront.js';
import type { Evaluation, EvaluationCounts } from './evaluators/evaluation.js';
import type { EvaluatorIdentity, Measure } from './evaluators/evaluator.js';
import { splitBudget, type EvaluatedJob } from './evaluators/measures.js';
import { openEvaluation } from './evaluators/openEvaluation.js';
import type { RangeOutcome } from './inOrder.js';
import type { EvaluationTally, Job, MemoStats } from './job.js';
import { isDone, runLeg, type LegPart, type LegPlan } from './legs.js';
import { OPENED } from './optionRules.js';
import type { JobOptions } from './runJob.js';
import { expectedOf, legsOf, partsOf, sampleJob } from './sampleJob.js';
import { checkObjectives, formatOf, sampleOptions, type SampleOptions } from './sampleOptions.js';
import type { Spread } from './spread.js';
import type { BudgetShare } from './whole/questions.js';

/** Shows how far a run is. */
export interface SampleProgress {
  update(done: number, total: number): void;
  end(): void;
}

/** What is called on the way. */
export interface SampleHooks {
  /** Told how many samples are done, of how many that are expected; and that no more will come. */
  readonly progress?: SampleProgress | undefined;
  /** Takes the report while the checkpoint is still there: what goes wrong on its way out is made good by `resume`. */
  deliver?(report: SampleReport): Promise<void>;
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
  readonly front: CostedFront;
  /** What the front lacks, since it had more architectures than it may (`mostFront`). */
  readonly omitted: FrontOmission;
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
 * Costs a sample of a space: the spread of its metrics, its Pareto front, and its records in a file. Memory does not
 * grow with the sample beyond the million rows of exact spreads and of the front. What it gives depends on the space
 * and the options alone: not on the workers, and not on how often it was ended and resumed.
 *
 * @throws RequestError where an option makes no sense, or a checkpoint is of another run
 * @throws InfeasibleError where nothing meets the budget
 * @throws OutputError where a file cannot be written, or another run writes it
 * @throws whatever `deliver` throws: the checkpoint stays then
 */
export async function sampleReport(
  space: CompiledSpace,
  asked: Partial<SampleOptions> = {},
  hooks: SampleHooks = {},
): Promise<SampleReport> {
  const start = performance.now();
  checkValue('the space', space, OPENED);
  checkOptions('hooks', hooks, HOOK_RULES);
  const options = sampleOptions(space, asked);
  const evaluation = await openEvaluation(space, options);
  try {
    return await reportOf(space, options, evaluation, start, hooks);
  } finally {
    await evaluation?.close();
  }
}

const isFunction = (value: unknown) => typeof value === 'function';
const isProgress = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  isFunction((value as Partial<SampleProgress>).update) &&
  isFunction((value as Partial<SampleProgress>).end);

const HOOK_RULES: OptionRules<SampleHooks> = {
  progress: { expected: 'an object with the functions update and end', holds: isProgress },
  deliver: { expected: 'a function', holds: isFunction },
};

async function reportOf(
  space: CompiledSpace,
  options: SampleOptions,
  evaluation: Evaluation | undefined,
  start: number,
  { progress, deliver }: SampleHooks,
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
    const parts = await partsOf(legs, options, job);
    const expected = parts.reduce((sum, part) => sum + expectedOf(part), 0);
    const sums = new SampleSums(job, options.mostFront);
    const identity = runIdentity(space, options, job, wanted);
    const asked = { file: space.file, figures: space.options, options: lasting(options), evaluated };
    const about = { space: space.runnable.shardSpace, job, identity, asked, total: expected };
    const position = await bulk.begin(about, sums);
    const resumed = sums.done;
    let interrupted = true;
    const whole = () => void (interrupted = false);
    try {
      for await (const { outcome, at } of outcomes(legs, parts, position, sums, { ...options, evaluation }, whole)) {
        sums.add(outcome);
        await bulk.add(outcome, at, sums);
        progress?.update(sums.done, expected);
      }
    } finally {
      progress?.end();
    }
    await bulk.end(sums, interrupted);
    // what was found is kept only then, or cannot be
    await evaluation?.close();
    const report: SampleReport = {
      space,
      options,
      asked: options.part === undefined ? options.count : expected,
      // without an interruption or a failure, fewer means that there are no more
      total: interrupted || sums.failures.length > 0 ? expected : sums.done,
      done: sums.done,
      resumed,
      spread: sums.spreads(),
      front: new CostedFront(space, job, sums.front()),
      omitted: sums.omitted,
      evaluation: evaluationReport(job, sums, evaluation?.counts),
      failures: sums.failures,
      interrupted,
      messages: [...bulk.messages, ...(evaluation?.messages ?? [])],
      memo: sums.memo,
      milliseconds: performance.now() - start,
      share,
    };
    await deliver?.(report);
    await bulk.delivered(interrupted);
    return report;
  } finally {
    await bulk.close();
  }
}

/**
 * What a run does behind a position, in order, to be added to its sums.
 *
 * @param whole is told when nothing is left to be done, not when an interrupt ends it
 */
async function* outcomes(
  legs: readonly LegPlan[],
  parts: readonly LegPart[],
  position: RunPosition | undefined,
  sums: SampleSums,
  options: JobOptions,
  whole: () => void,
): AsyncGenerator<{ readonly outcome: RangeOutcome; readonly at: RunPosition }> {
  const first = position?.leg ?? 0;
  for (let l = first; l < legs.length; l++) {
    let part = { ...(parts[l] as LegPart), ...(position?.leg === l && position) };
    if (part.missing === 0) continue;
    if (l > first && options.signal?.aborted === true) return;
    const leg = await (legs[l] as LegPlan).open();
    // threads that go on with what is left out take many times as long; evaluators have more important things under way
    const isStale = (job: Job) => job !== sums.job && options.evaluation === undefined;
    let job: Job;
    do {
      job = sums.job;
      for await (const { outcome, after } of runLeg(leg, job, options, part)) {
        part = { ...part, ...after };
        yield { outcome, at: { leg: l, ...after } };
        if (isStale(job)) break;
      }
    } while (isStale(job));
    if (!isDone(leg, job, part)) return;
  }
  whole();
}

/** Without what ends with the process. */
function lasting({ signal: _, workerFile: _file, evaluators, ...options }: SampleOptions): SampleOptions {
  return { ...options, evaluators: evaluators?.map(String) };
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
