import type { Argv } from 'yargs';
import { METRICS } from '../cost/metrics.js';
import { printable } from '../report/printable.js';
import { progressLine } from '../report/progressLine.js';
import { MOST_FRONT } from '../run/bulk/sampleSums.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { Objective } from '../run/front.js';
import type { RunAssumptions } from '../run/pricing/readRun.js';
import { OBJECTIVES, type RunPart, type SampleOptions } from '../run/sampleOptions.js';
import { sampleReport, type SampleProgress, type SampleReport } from '../run/sampleReport.js';
import { DONE, INTERRUPTED, SOME_FAILED, UsageError, type RawArguments } from './command.js';
import { declareEvaluators, type EvaluatorArguments } from './evaluatorArguments.js';
import { checkFormat } from './fileFormat.js';
import { ClosedOutput, type Io } from './io.js';
import { wholeObjectives } from './objectives.js';
import { metricNames } from './metricNames.js';
import { parseCount } from './parseCount.js';
import { parseReal } from './parseReal.js';
import { sampleJson } from './sampleJson.js';
import { sampleText, statsText } from './sampleText.js';
import { workersOption } from './workersOption.js';

/** What every command takes that goes through many architectures: what to tell of them, and where to write them. */
export function declareReport(yargs: Argv): Argv {
  return declareEvaluators(yargs)
    .option('minimize', {
      type: 'string',
      requiresArg: true,
      describe: 'Metrics, separated by commas  [default: training, beside params]',
    })
    .option('maximize', {
      type: 'string',
      requiresArg: true,
      describe: 'Metrics, separated by commas  [default: params, beside training]',
    })
    .option('ties', {
      choices: ['all', 'first'] as const,
      default: 'all' as const,
      requiresArg: true,
      describe: 'Of front points that occur more than once, keep',
    })
    .option('out', {
      alias: 'o',
      type: 'string',
      requiresArg: true,
      describe: 'Write every architecture to FILE: .jsonl, .csv, .jsonl.gz, .csv.gz, .parquet or .arrow',
    })
    .option('split', { type: 'string', requiresArg: true, describe: 'Make --out a folder of so many files' })
    .option('shard', {
      type: 'string',
      requiresArg: true,
      describe: 'Do one of equal parts only, such as 3/64; nascost merge makes one run of all',
    })
    .option('checkpoint', {
      type: 'string',
      requiresArg: true,
      describe: 'Keeps how far the run is  [default: beside --out]',
    })
    .option('checkpoint-every', {
      type: 'string',
      requiresArg: true,
      describe: 'Seconds between two checkpoints  [default: 1]',
    })
    .option('resume', { type: 'boolean', default: false, describe: 'Go on from the checkpoint, if there is one' })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .option('stats', { type: 'boolean', default: false, describe: 'Print times and cache hit rates to stderr' })
    .option('workers', {
      type: 'string',
      requiresArg: true,
      describe: 'Threads; 0: none  [default: as many as pay off]',
    });
}

/** The options that `declareReport` declares. */
export function reportOptions(
  raw: RawArguments,
  signal: AbortSignal,
  evaluators: EvaluatorArguments,
): Omit<SampleOptions, 'count' | 'seed' | 'by' | 'replace'> {
  const workers = workersOption(raw);
  const out = raw['out'] === undefined ? undefined : String(raw['out']);
  if (out !== undefined) checkFormat(out);
  if (raw['split'] !== undefined && out === undefined) throw new UsageError('--split is about --out: give both');
  if (out === undefined && raw['checkpoint'] === undefined) {
    if (raw['checkpointEvery'] !== undefined)
      throw new UsageError('--checkpoint-every is about --out or --checkpoint: give one of them');
    if (raw['resume'] === true) throw new UsageError('there is nothing to resume: give --out or --checkpoint');
    if (raw['shard'] !== undefined)
      throw new UsageError('a part of a run is to be merged with the others: give --out or --checkpoint');
  }
  return {
    ...evaluators.options,
    objectives: objectives(raw, evaluators.measures),
    ties: raw['ties'] as SampleOptions['ties'],
    metrics: METRICS,
    out,
    split: raw['split'] === undefined ? undefined : parseCount('--split', String(raw['split']), 1),
    part: raw['shard'] === undefined ? undefined : parsePart(String(raw['shard'])),
    checkpoint: raw['checkpoint'] === undefined ? undefined : String(raw['checkpoint']),
    checkpointEvery:
      raw['checkpointEvery'] === undefined
        ? undefined
        : parseReal('--checkpoint-every', raw['checkpointEvery'], 0, 1e6),
    resume: raw['resume'] === true,
    workers,
    signal,
  };
}

/** Runs, reports, and says how it ended. */
export async function report(
  space: CompiledSpace,
  options: SampleOptions,
  run: RunAssumptions | undefined,
  raw: RawArguments,
  io: Io,
): Promise<number> {
  io.finishInterrupted();
  const progress = io.messages.isTerminal ? terminalProgress(io) : undefined;
  let exitCode: number = DONE;
  let left: ClosedOutput | undefined;
  const deliver = async (found: SampleReport) => {
    if (raw['stats'] === true) io.err(statsText(found));
    try {
      exitCode = await printReport(found, run, raw, io);
    } catch (error) {
      // the reader has had enough of it
      if (!(error instanceof ClosedOutput)) throw error;
      left = error;
    }
  };
  await sampleReport(space, options, { progress, deliver });
  if (left !== undefined) throw left as ClosedOutput;
  return exitCode;
}

/** Prints a report, and returns the exit code. */
export async function printReport(
  found: SampleReport,
  run: RunAssumptions | undefined,
  raw: RawArguments,
  io: Io,
): Promise<number> {
  for (const warning of warnings(found)) io.err(`${printable(warning)}\n`);
  if (raw['json'] === true) for (const text of sampleJson(found, run)) await io.out(text);
  else await io.out(sampleText(found, run, io.results));
  if (found.interrupted) return INTERRUPTED;
  const isWhole =
    found.omitted !== 'front' &&
    found.failures.length === 0 &&
    found.evaluation?.failed.every((count) => count === 0) !== false;
  return isWhole ? DONE : SOME_FAILED;
}

/** `3/64`: part 3 of 64. */
function parsePart(text: string): RunPart {
  const match = /^\s*(\d{1,7})\s*\/\s*(\d{1,7})\s*$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && index >= 1 && index <= of) return { index, of };
  throw new UsageError(`--shard is ${JSON.stringify(text)}; expected a part and how many there are, from 1/N to N/N`);
}

/** Without any objective given, the least training cost for the most parameters; with some given, those alone. */
function objectives(raw: RawArguments, measures: readonly string[]): readonly Objective[] {
  if (wholeObjectives(raw).some(({ metric }) => metric === 'score'))
    throw new UsageError('score is not an objective of a sample: nascost front and best take it');
  const given: Objective[] = [
    ...metricNames('--minimize', raw['minimize'], measures).map((metric) => ({ metric, direction: 'min' as const })),
    ...metricNames('--maximize', raw['maximize'], measures).map((metric) => ({ metric, direction: 'max' as const })),
  ];
  const twice = given.find(({ metric }, i) => given.findIndex((other) => other.metric === metric) !== i);
  if (twice !== undefined) throw new UsageError(`${twice.metric} is an objective twice`);
  return given.length > 0 ? given : OBJECTIVES;
}

function terminalProgress(io: Io): SampleProgress {
  let line: ReturnType<typeof progressLine> | undefined;
  return {
    update(done, total) {
      line ??= progressLine(total, io.err);
      line.update(done);
    },
    end: () => line?.clear(),
  };
}

function warnings(found: SampleReport): string[] {
  const { space, done, asked, failures, interrupted } = found;
  // which is a warning of its own
  if (space.size === 0n) return [];
  const messages: string[] = [];
  if (found.total < asked)
    messages.push(`${whatThereIs(found)} fewer than ${asked} architectures: this is all ${found.total} of them`);
  for (const { range, error } of failures)
    messages.push(`samples ${range.lo} to ${range.hi - 1} failed and are left out: ${error.message}`);
  messages.push(...evaluationWarnings(found), ...frontWarnings(found));
  if (interrupted) messages.push(`interrupted: ${done} of ${found.total} samples were done`);
  messages.push(...found.messages);
  return messages.map((message) => `nascost: ${message}`);
}

function evaluationWarnings({ evaluation }: SampleReport): string[] {
  if (evaluation === undefined) return [];
  const { evaluators, failed, candidates, failures } = evaluation;
  const counts = evaluators.flatMap(({ name }, e) =>
    failed[e] === 0 ? [] : [`${name} failed for ${failed[e]} of ${candidates} architectures`],
  );
  const [first] = failures;
  if (first === undefined) return counts;
  return [...counts, `the first that failed is architecture ${first.index}: ${first.error}`];
}

function frontWarnings({ omitted, options: { mostFront = MOST_FRONT } }: SampleReport): string[] {
  const had = `the front had more than ${mostFront} architectures`;
  if (omitted === 'ties') return [`${had}: of those that share a point, only the first is kept, as with --ties first`];
  if (omitted === 'front')
    return [`${had} at points of their own: it is left out; fewer or other objectives have a smaller one`];
  return [];
}

function whatThereIs({ options, share }: SampleReport): string {
  if (options.uniformOver !== undefined) return 'some strata have';
  if (options.from !== undefined && options.from > 0n) return `from ${options.from} on, the space has`;
  const isLimited = share !== undefined || Object.keys(options.budget ?? {}).length > 0;
  return isLimited ? 'the budget leaves' : 'the space has';
}
