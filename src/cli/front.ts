import type { Argv } from 'yargs';
import { bigCount } from '../report/bigCount.js';
import { printable } from '../report/printable.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { FrontAnswer } from '../run/whole/questions.js';
import { architectureTable } from './architectureTable.js';
import { askSpace } from './askSpace.js';
import { budgetArguments, declareBudgetOptions, declareLabels, type BudgetArguments } from './budgetOptions.js';
import { budgetJson, budgetText } from './budgetText.js';
import { DONE, type Command, type RawArguments } from './command.js';
import type { Io, Terminal } from './io.js';
import { listJson } from './listJson.js';
import { wholeObjectives } from './objectives.js';
import { parseReal } from './parseReal.js';
import { scoredJson } from './scoredJson.js';
import { spaceJson } from './spaceJson.js';
import { declareSpace } from './spaceOptions.js';

/** `nascost front SPACE`: the Pareto front of all architectures. */
export const front: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareLabels(declareBudgetOptions(declareSpace(yargs)))
    .option('minimize', {
      type: 'string',
      requiresArg: true,
      describe: 'Metrics or score, separated by commas  [default: training, beside params]',
    })
    .option('maximize', {
      type: 'string',
      requiresArg: true,
      describe: 'Metrics or score, separated by commas  [default: params, beside training]',
    })
    .option('epsilon', {
      type: 'string',
      requiresArg: true,
      describe: 'A smaller front: every architecture is within this factor of a point, 0.01  [default: exact]',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .example('$0 front mobilenet', 'Every network that is optimal in training FLOPs and parameters')
    .example('$0 front mobilenet --minimize training,activations --maximize params --epsilon 0.01', 'Three objectives');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const asked = await budgetArguments(raw);
  const objectives = wholeObjectives(raw);
  const options = {
    ...asked,
    signal: io.signal,
    ...(objectives.length > 0 && { objectives }),
    ...(raw['epsilon'] !== undefined && { epsilon: parseReal('--epsilon', raw['epsilon'], 0, 1) }),
  };
  return askSpace(
    raw,
    io,
    async (space) => {
      const answer = await space.front(options);
      if (raw['json'] === true) for (const text of frontJson(space, asked, answer)) await io.out(text);
      else await io.out(frontText(space, asked, answer, io.results));
      return DONE;
    },
    { scores: asked.scores },
  );
}

function frontText(
  space: CompiledSpace,
  { budget }: BudgetArguments,
  { objectives, epsilon, front: points }: FrontAnswer,
  terminal: Terminal,
): string {
  const goals = objectives.map(({ metric, direction }) => `${direction === 'min' ? 'least' : 'most'} ${metric}`);
  const limits = budgetText(budget);
  const kind = epsilon > 0 ? `within a factor of 1 + ${epsilon}` : 'exact';
  return [
    `${printable(space.name)}: Pareto front of ${bigCount(space.size)} architectures${limits === '' ? '' : ` with ${limits}`}\n`,
    `${goals.join(', ')}: ${bigCount(BigInt(points.length))} points, ${kind}\n\n`,
    architectureTable(
      points,
      objectives.map(({ metric }) => metric),
      terminal,
    ),
  ].join('');
}

function frontJson(
  space: CompiledSpace,
  { budget, run }: BudgetArguments,
  { objectives, epsilon, front: points }: FrontAnswer,
): Generator<string> {
  const before = { ...spaceJson(space), budget: budgetJson(budget), objectives, epsilon };
  return listJson(before, 'front', recordsOf(space, points, run));
}

function* recordsOf(
  space: CompiledSpace,
  points: FrontAnswer['front'],
  run: BudgetArguments['run'],
): Generator<string> {
  for (const scored of points) yield JSON.stringify(scoredJson(space, scored, run));
}
