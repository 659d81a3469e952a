import type { Argv } from 'yargs';
import { METRICS } from '../cost/metrics.js';
import { outputFile } from '../report/outputFile.js';
import { printable } from '../report/printable.js';
import { progressLine } from '../report/progressLine.js';
import type { Objective } from '../run/front.js';
import { sampleReport, type SampleOptions, type SampleProgress, type SampleReport } from '../run/sampleReport.js';
import { askSpace } from './askSpace.js';
import { budgetArguments, declareBudgetOptions, type BudgetArguments } from './budgetOptions.js';
import { DONE, INTERRUPTED, SOME_FAILED, UsageError, type Command, type RawArguments } from './command.js';
import { fileFormat } from './fileFormat.js';
import type { Io } from './io.js';
import { wholeObjectives } from './objectives.js';
import { metricNames } from './metricNames.js';
import { parseCount } from './parseCount.js';
import { parseSeed } from './parseSeed.js';

import { sampleJson } from './sampleJson.js';
import { sampleText, statsText } from './sampleText.js';
import { declareSpace } from './spaceOptions.js';

/** `nascost sample SPACE`: the spread and the Pareto front of a sample. */
export const sample: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareBudgetOptions(declareSpace(yargs))
    .option('count', {
      alias: 'n',
      type: 'string',
      default: '1000',
      requiresArg: true,
      describe: 'How many: 1000, 1e6, 1M',
    })
    .option('seed', {
      type: 'string',
      default: '0',
      requiresArg: true,
      describe: 'A whole number; sample i depends on it and on i alone',
    })
    .option('by', {
      choices: ['architecture', 'decision'] as const,
      default: 'architecture' as const,
      requiresArg: true,
      describe: 'What is drawn uniformly: architectures, or each active decision',
    })
    .option('uniform-over', {
      type: 'string',
      requiresArg: true,
      describe: 'Spread the samples evenly over the range of a metric instead',
    })
    .option('strata', {
      type: 'string',
      requiresArg: true,
      describe: 'Parts of equal width that --uniform-over cuts the range into  [default: 16]',
    })
    .option('replace', { type: 'boolean', default: false, describe: 'Allow the same architecture more than once' })
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
      describe: 'Write every sample to FILE.jsonl or FILE.csv',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .option('stats', { type: 'boolean', default: false, describe: 'Print times and cache hit rates to stderr' })
    .option('workers', {
      type: 'string',
      requiresArg: true,
      describe: 'Threads; 0: none  [default: as many as pay off]',
    })
    .example('$0 sample mobilenet', 'The front of 1000 networks')
    .example('$0 sample mobilenet -n 1M --minimize training,memory --out runs.csv', 'A million, in a file');
}

interface Options extends SampleOptions {
  /** Of the file of records. */
  readonly path: string | undefined;
  readonly json: boolean;
  readonly stats: boolean;
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const { labels: _labels, ...asked } = await budgetArguments(raw);
  const { path, json, stats, ...options } = interpret(raw, asked, io.signal);
  // before anything is computed: a file that cannot be written should fail at once
  const file = path === undefined ? undefined : await outputFile(path);
  try {
    return await askSpace(
      raw,
      io,
      async (space) => {
        const progress = io.messages.isTerminal ? terminalProgress(io) : undefined;
        const report = await sampleReport(space, options, { file, progress });
        await file?.commit();
        if (stats) io.err(statsText(report));
        for (const warning of warnings(report)) io.err(`${printable(warning)}\n`);
        await io.out(json ? sampleJson(report, asked.run) : sampleText(report, asked.run, io.results));
        if (report.interrupted) return INTERRUPTED;
        return report.failures.length > 0 ? SOME_FAILED : DONE;
      },
      { ticks: false, scores: asked.scores },
    );
  } finally {
    await file?.discard();
  }
}

function interpret(raw: RawArguments, asked: Omit<BudgetArguments, 'labels'>, signal: AbortSignal): Options {
  const workers = raw['workers'] === undefined ? undefined : parseCount('--workers', String(raw['workers']));
  if (workers !== undefined && workers > MAXIMUM_WORKERS)
    throw new UsageError(`--workers is ${workers}; at most ${MAXIMUM_WORKERS}`);
  if (raw['strata'] !== undefined && raw['uniformOver'] === undefined)
    throw new UsageError('--strata is about --uniform-over: give both');
  const path = raw['out'] === undefined ? undefined : String(raw['out']);
  return {
    ...asked,
    uniformOver: raw['uniformOver'] === undefined ? undefined : String(raw['uniformOver']),
    strata: raw['strata'] === undefined ? undefined : parseCount('--strata', String(raw['strata']), 1),
    count: parseCount('--count', String(raw['count']), 1),
    seed: parseSeed(String(raw['seed'])),
    by: raw['by'] as SampleOptions['by'],
    replace: raw['replace'] === true,
    objectives: objectives(raw),
    ties: raw['ties'] as SampleOptions['ties'],
    metrics: METRICS,
    workers,
    signal,
    path,
    records: path === undefined ? 'none' : fileFormat(path),
    json: raw['json'] === true,
    stats: raw['stats'] === true,
  };
}

const MAXIMUM_WORKERS = 1024;

/** Without any objective given, the least training cost for the most parameters; with some given, those alone. */
function objectives(raw: RawArguments): Objective[] {
  if (wholeObjectives(raw).some(({ metric }) => metric === 'score'))
    throw new UsageError('score is not an objective of a sample: nascost front and best take it');
  const given: Objective[] = [
    ...metricNames('--minimize', raw['minimize']).map((metric) => ({ metric, direction: 'min' as const })),
    ...metricNames('--maximize', raw['maximize']).map((metric) => ({ metric, direction: 'max' as const })),
  ];
  const twice = given.find(({ metric }, i) => given.findIndex((other) => other.metric === metric) !== i);
  if (twice !== undefined) throw new UsageError(`${twice.metric} is an objective twice`);
  if (given.length > 0) return given;
  return [
    { metric: 'training', direction: 'min' },
    { metric: 'params', direction: 'max' },
  ];
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

function warnings(report: SampleReport): string[] {
  const { space, done, asked, failures, interrupted } = report;
  // which is a warning of its own
  if (space.size === 0n) return [];
  const messages: string[] = [];
  if (report.total < asked)
    messages.push(`${whatThereIs(report)} fewer than ${asked} architectures: this is all ${report.total} of them`);
  for (const { range, error } of failures)
    messages.push(`samples ${range.lo} to ${range.hi - 1} failed and are left out: ${error.message}`);
  if (interrupted) messages.push(`interrupted: ${done} of ${report.total} samples were done`);
  return messages.map((message) => `nascost: ${message}`);
}

function whatThereIs({ options, share }: SampleReport): string {
  if (options.uniformOver !== undefined) return 'some strata have';
  return share === undefined ? 'the space has' : 'the budget leaves';
}
