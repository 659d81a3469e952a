import type { Argv } from 'yargs';
import { architectureText } from '../report/architectureText.js';
import { siNumber } from '../report/siNumber.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { CostedArchitecture } from '../run/costs.js';
import type { MoveOptions } from '../run/whole/questions.js';
import { ARCH_OPTION, checkOneGiven, indexArgument } from './architectureArguments.js';
import { askSpace } from './askSpace.js';
import { budgetArguments, declareBudgetOptions, declareLabels } from './budgetOptions.js';
import { DONE, UsageError, type Command, type RawArguments } from './command.js';
import type { Io } from './io.js';
import { parseCount } from './parseCount.js';
import { parseSeed } from './parseSeed.js';
import { recordJson } from './recordJson.js';
import { declareSpace } from './spaceOptions.js';

type Move = (
  space: CompiledSpace,
  index: bigint,
  raw: RawArguments,
  options: MoveOptions,
) => Promise<CostedArchitecture>;

/** `nascost mutate SPACE`: random neighbours of an architecture. */
export const mutate: Command = command(
  declareCount,
  'Neighbours: one decision differs, and whatever it or the budget forces',
  (space, index, _raw, options) => space.mutate(index, options),
);

/** `nascost crossover SPACE`: random children of two architectures. */
export const crossover: Command = command(
  (yargs) =>
    declareCount(yargs)
      .option('with-index', { type: 'string', requiresArg: true, describe: 'Number of the other parent' })
      .option('with-arch', {
        ...ARCH_OPTION,
        describe: 'The other parent: {"<decision>": value, …}, or the name of a known network',
      }),
  'Children: every decision is one of the parents’',
  async (space, index, raw, options) => {
    checkOneGiven('crossover', raw, ['with-index', 'with-arch']);
    return space.crossover(index, await indexArgument(space, raw['with-index'], raw['with-arch']), options);
  },
);

/** `nascost repair SPACE`: the nearest architecture that meets a budget. */
export const repair: Command = command(
  (yargs) => yargs,
  'The nearest architecture that meets the budget',
  (space, index, _raw, options) => space.repair(index, options),
);

function declareCount(yargs: Argv): Argv {
  return yargs.option('count', {
    alias: 'n',
    type: 'string',
    default: '1',
    requiresArg: true,
    describe: 'How many: the seed, the next one, and so on',
  });
}

function command(declareOwn: (yargs: Argv) => Argv, meaning: string, move: Move): Command {
  return {
    declare: (yargs) =>
      declareOwn(declareLabels(declareBudgetOptions(declareSpace(yargs))))
        .option('index', { type: 'string', requiresArg: true, describe: 'Number of the architecture, from 0' })
        .option('arch', ARCH_OPTION)
        .option('seed', { type: 'string', default: '0', requiresArg: true, describe: 'A whole number' })
        .option('json', { type: 'boolean', default: false, describe: 'Print a record per line' })
        .epilogue(meaning),
    execute: (raw, io) => execute(raw, io, move),
  };
}

async function execute(raw: RawArguments, io: Io, move: Move): Promise<number> {
  checkOneGiven('the move', raw, ['index', 'arch']);
  const asked = await budgetArguments(raw);
  const seed = parseSeed(String(raw['seed']));
  const count = raw['count'] === undefined ? 1 : parseCount('--count', String(raw['count']), 1);
  if (!Number.isSafeInteger(seed + count)) throw new UsageError('--seed and --count go beyond 2^53 - 1');
  return askSpace(
    raw,
    io,
    async (space) => {
      const index = await indexArgument(space, raw['index'], raw['arch']);
      for (let i = 0; i < count; i++) {
        const moved = await move(space, index, raw, { ...asked, seed: seed + i, signal: io.signal });
        await io.out(raw['json'] === true ? `${JSON.stringify(recordJson(space, moved, asked.run))}\n` : line(moved));
      }
      return DONE;
    },
    { scores: asked.scores },
  );
}

function line({ index, architecture, costs }: CostedArchitecture): string {
  return `${index}  training ${siNumber(costs.training)}  params ${siNumber(costs.params)}  ${architectureText(architecture)}\n`;
}
