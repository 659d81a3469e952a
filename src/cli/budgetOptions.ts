import { readFile } from 'node:fs/promises';
import type { Argv } from 'yargs';
import { systemReason } from '../report/systemReason.js';
import { RequestError } from '../run/errors.js';
import type { RunAssumptions } from '../run/pricing/readRun.js';
import type { Budget } from '../run/whole/budget.js';
import type { Scores } from '../run/whole/scores.js';
import { UsageError, type RawArguments } from './command.js';
import { parseBudget } from './parseBudget.js';
import { parseCount } from './parseCount.js';
import { declareRunOptions, runAssumptions } from './runOptions.js';

const GROUP = 'Which architectures:';

/** A budget, and what it may be given in: the same for every command. */
export function declareBudgetOptions(yargs: Argv): Argv {
  return declareRunOptions(yargs)
    .option('max', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: 'At most so much: training=1.8G,params=5M, gpu-hours=200, score=0.7',
    })
    .option('min', { group: GROUP, type: 'string', requiresArg: true, describe: 'At least so much' })
    .option('scores', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: 'A JSON file of additive scores: {"<decision>": [0.1, 0.4, …], …}; makes `score` a metric',
    });
}

/** For commands that keep labels. */
export function declareLabels(yargs: Argv): Argv {
  return yargs.option('labels', {
    type: 'string',
    requiresArg: true,
    describe: 'Partial architectures that may be kept at once  [default: 10M]',
  });
}

export interface BudgetArguments {
  readonly budget: Budget;
  readonly scores?: Scores;
  readonly run: RunAssumptions | undefined;
  readonly labels?: number;
}

/**
 * The options as the library takes them.
 *
 * @throws UsageError where one is not of its form; RequestError where a file cannot be used
 */
export async function budgetArguments(raw: RawArguments): Promise<BudgetArguments> {
  const budget = parseBudget(raw['min'], raw['max']);
  const run = await runAssumptions(raw);
  return {
    budget,
    run,
    ...(raw['scores'] !== undefined && { scores: await readScoreFile(String(raw['scores'])) }),
    ...(raw['labels'] !== undefined && { labels: parseCount('--labels', String(raw['labels']), 1) }),
  };
}

async function readScoreFile(path: string): Promise<Scores> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new RequestError(`cannot read ${path}: ${systemReason(error, 'read')}`, { cause: error });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Scores;
  } catch (error) {
    throw new UsageError(`--scores: ${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
