import type { Argv } from 'yargs';
import { printable } from '../report/printable.js';
import type { EvaluatorOptions } from '../run/evaluators/evaluatorOptions.js';
import { describeEvaluators } from '../run/evaluators/describeEvaluators.js';
import { thrownText } from '../run/evaluators/loadEvaluator.js';
import { UsageError, type RawArguments } from './command.js';
import type { Io } from './io.js';
import { parseCount } from './parseCount.js';
import { parseReal } from './parseReal.js';
import { workersOption } from './workersOption.js';

const GROUP = 'Evaluators:';

/** Evaluators, and how they are run: the same for every command that has architectures evaluated. */
export function declareEvaluators(yargs: Argv): Argv {
  return yargs
    .option('evaluator', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: 'A module that measures architectures: ./latency.mjs; may be given several times',
    })
    .option('evaluator-timeout', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: 'Seconds that one may take for one architecture  [default: 60]',
    })
    .option('evaluator-retries', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: 'How often a failed evaluation is tried again  [default: 0]',
    })
    .option('evaluator-concurrency', {
      group: GROUP,
      type: 'string',
      requiresArg: true,
      describe: 'Evaluations at once in each thread  [default: 1]',
    })
    .option('cache', {
      group: GROUP,
      type: 'string',
      describe: 'The folder that keeps results; --no-cache keeps none  [default: in your folder of caches]',
    });
}

export interface EvaluatorArguments {
  readonly options: EvaluatorOptions;
  /** Names of all that the evaluators give. */
  readonly measures: readonly string[];
}

const OPTIONS = ['evaluatorTimeout', 'evaluatorRetries', 'evaluatorConcurrency', 'cache'];

/** @throws UsageError where an option makes no sense; RequestError where an evaluator cannot be loaded */
export async function evaluatorArguments(raw: RawArguments, io: Io): Promise<EvaluatorArguments> {
  const evaluators = raw['evaluator'] === undefined ? [] : [raw['evaluator']].flat().map(String);
  const useless = OPTIONS.find((name) => raw[name] !== undefined);
  if (evaluators.length === 0) {
    if (useless === undefined) return { options: {}, measures: [] };
    throw new UsageError(
      `--${useless.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is about --evaluator: give both`,
    );
  }
  const { evaluatorTimeout, evaluatorRetries, evaluatorConcurrency, cache } = raw;
  const options: EvaluatorOptions = {
    evaluators,
    evaluatorTimeout:
      evaluatorTimeout === undefined ? undefined : parseReal('--evaluator-timeout', evaluatorTimeout, 0.001, 1e6),
    evaluatorRetries: countOption('--evaluator-retries', evaluatorRetries, 0),
    evaluatorConcurrency: countOption('--evaluator-concurrency', evaluatorConcurrency, 1),
    cache: cache === undefined ? undefined : cache === false ? false : folderOption(cache),
  };
  const workers = workersOption(raw);
  if (workers === 0) io.guard((thrown) => `${printable(`nascost: ${endText(evaluators, thrown)}`)}\n`);
  const described = await describeEvaluators(evaluators, { workers, signal: io.signal });
  return { options, measures: described.flatMap(({ measures }) => measures.map(({ name }) => name)) };
}

/** What is said where an evaluator, as it seems, has ended the program's own process. */
function endText(evaluators: readonly string[], thrown: { readonly value: unknown } | undefined): string {
  const what =
    thrown === undefined
      ? 'the process was ended before the run was done'
      : `the run was ended by what nobody caught: ${thrownText(thrown.value)}`;
  return (
    `${what}; with --workers 0 the evaluator ${evaluators.join(', ')} runs in the process itself; ` +
    'in a thread (--workers 1) it fails for one architecture and no other'
  );
}

/** More than this is a slip. */
const MOST = 1000;

function countOption(option: string, raw: unknown, least: number): number | undefined {
  if (raw === undefined) return undefined;
  const count = parseCount(option, String(raw), least);
  if (count > MOST) throw new UsageError(`${option} is ${count}; at most ${MOST}`);
  return count;
}

function folderOption(raw: unknown): string {
  if (typeof raw === 'string' && raw !== '') return raw;
  throw new UsageError('--cache needs a folder, once');
}
