import type { Argv } from 'yargs';
import { bigCount } from '../report/bigCount.js';
import { printable } from '../report/printable.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { BestAnswer } from '../run/whole/questions.js';
import { architectureTable } from './architectureTable.js';
import { askSpace } from './askSpace.js';
import { budgetArguments, declareBudgetOptions, declareLabels, type BudgetArguments } from './budgetOptions.js';
import { budgetJson, budgetText } from './budgetText.js';
import { DONE, UsageError, type Command, type RawArguments } from './command.js';
import type { Io, Terminal } from './io.js';
import { wholeObjectives } from './objectives.js';
import { parseCount } from './parseCount.js';
import { scoredJson } from './scoredJson.js';
import { spaceJson } from './spaceJson.js';
import { declareSpace } from './spaceOptions.js';

/** `nascost best SPACE`: the best architectures by one objective, in order. */
export const best: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareLabels(declareBudgetOptions(declareSpace(yargs)))
    .option('minimize', { type: 'string', requiresArg: true, describe: 'A metric, or score' })
    .option('maximize', { type: 'string', requiresArg: true, describe: 'A metric, or score  [default: score]' })
    .option('top', { type: 'string', default: '1', requiresArg: true, describe: 'How many' })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .example('$0 best mobilenet --scores alphas.json --max training=1.8G --top 100', 'The hundred best, in order')
    .example('$0 best mobilenet --maximize params --max training=600M', 'The largest network of a budget');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const asked = await budgetArguments(raw);
  const [objective = { metric: 'score', direction: 'max' as const }, second] = wholeObjectives(raw);
  if (raw['minimize'] === undefined && raw['maximize'] === undefined && asked.scores === undefined)
    throw new UsageError(
      'best needs an objective: --maximize METRIC, --minimize METRIC, or --scores FILE for the score',
    );
  if (second !== undefined) throw new UsageError('best has one objective; nascost front takes several');
  const top = parseCount('--top', String(raw['top']), 1);
  return askSpace(
    raw,
    io,
    async (space) => {
      const answer = await space.best({ ...asked, signal: io.signal, objective, top });
      const text = raw['json'] === true ? bestJson(space, asked, answer) : bestText(space, asked, answer, io.results);
      await io.out(text);
      return DONE;
    },
    { scores: asked.scores },
  );
}

function bestText(
  space: CompiledSpace,
  { budget }: BudgetArguments,
  { objective, best: found }: BestAnswer,
  terminal: Terminal,
): string {
  const limits = budgetText(budget);
  const figures = [...new Set([objective.metric, ...Object.keys(budget), 'training', 'params'])];
  const shown = figures.filter((name) => name === 'score' || found[0] === undefined || name in found[0].costs);
  return [
    `${printable(space.name)}: ${objective.direction === 'min' ? 'least' : 'most'} ${objective.metric}`,
    ` of ${bigCount(space.size)} architectures${limits === '' ? '' : ` with ${limits}`}\n\n`,
    architectureTable(found, shown, terminal),
  ].join('');
}

function bestJson(
  space: CompiledSpace,
  { budget, run }: BudgetArguments,
  { objective, best: found }: BestAnswer,
): string {
  return `${JSON.stringify({
    ...spaceJson(space),
    budget: budgetJson(budget),
    objective,
    best: found.map((scored) => scoredJson(space, scored, run)),
  })}\n`;
}
