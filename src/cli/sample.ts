import type { Argv } from 'yargs';
import type { SampleOptions } from '../run/sampleOptions.js';
import { askSpace } from './askSpace.js';
import { budgetArguments, declareBudgetOptions, type BudgetArguments } from './budgetOptions.js';
import { UsageError, type Command, type RawArguments } from './command.js';
import { evaluatorArguments, type EvaluatorArguments } from './evaluatorArguments.js';
import type { Io } from './io.js';
import { parseCount } from './parseCount.js';
import { parseSeed } from './parseSeed.js';
import { declareReport, report, reportOptions } from './reportCommand.js';
import { declareSpace } from './spaceOptions.js';

/** `nascost sample SPACE`: the spread and the Pareto front of a sample. */
export const sample: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareReport(declareBudgetOptions(declareSpace(yargs)))
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
    .example('$0 sample mobilenet', 'The front of 1000 networks')
    .example('$0 sample mobilenet -n 1M --minimize training,memory --out runs.csv', 'A million, in a file');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const { labels: _labels, ...asked } = await budgetArguments(raw);
  const options = sampleOptions(raw, asked, io.signal, await evaluatorArguments(raw, io));
  return askSpace(raw, io, (space) => report(space, options, asked.run, raw, io), {
    ticks: false,
    scores: asked.scores,
  });
}

function sampleOptions(
  raw: RawArguments,
  asked: Omit<BudgetArguments, 'labels'>,
  signal: AbortSignal,
  evaluators: EvaluatorArguments,
): SampleOptions {
  if (raw['strata'] !== undefined && raw['uniformOver'] === undefined)
    throw new UsageError('--strata is about --uniform-over: give both');
  return {
    ...asked,
    uniformOver: raw['uniformOver'] === undefined ? undefined : String(raw['uniformOver']),
    strata: raw['strata'] === undefined ? undefined : parseCount('--strata', String(raw['strata']), 1),
    count: parseCount('--count', String(raw['count']), 1),
    seed: parseSeed(String(raw['seed'])),
    by: raw['by'] as SampleOptions['by'],
    replace: raw['replace'] === true,
    ...reportOptions(raw, signal, evaluators),
  };
}
