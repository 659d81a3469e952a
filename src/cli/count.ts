import type { Argv } from 'yargs';
import { bigCount } from '../report/bigCount.js';
import { groupDigits } from '../report/groupDigits.js';
import { printable } from '../report/printable.js';
import { shareText } from '../report/shareText.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import type { Budget } from '../run/whole/budget.js';
import type { CountAnswer } from '../run/whole/questions.js';
import { askSpace } from './askSpace.js';
import { budgetArguments, declareBudgetOptions } from './budgetOptions.js';
import { budgetJson, budgetText } from './budgetText.js';
import { DONE, type Command, type RawArguments } from './command.js';
import type { Io } from './io.js';
import { parseCount } from './parseCount.js';
import { parseReal } from './parseReal.js';
import { spaceJson } from './spaceJson.js';
import { declareSpace } from './spaceOptions.js';

/** `nascost count SPACE`: how many architectures meet a budget. */
export const count: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareBudgetOptions(declareSpace(yargs))
    .option('approx', {
      type: 'string',
      requiresArg: true,
      describe: 'Stop at a bracket of this relative width: 0.001  [default: exact]',
    })
    .option('timeout', { type: 'string', requiresArg: true, describe: 'Seconds; then the bracket reached is printed' })
    .option('samples', {
      type: 'string',
      requiresArg: true,
      describe: 'Of a wide space that is too large to enumerate  [default: 10000]',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .example('$0 count mobilenet --max training=1.8G --min params=5M --approx 0.01', 'Two limits');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const asked = await budgetArguments(raw);
  const options = {
    ...asked,
    signal: io.signal,
    ...(raw['approx'] !== undefined && { approx: parseReal('--approx', raw['approx'], 0, 1) }),
    ...(raw['timeout'] !== undefined && { timeout: parseReal('--timeout', raw['timeout'], 0, 1e9) }),
    ...(raw['samples'] !== undefined && { samples: parseCount('--samples', String(raw['samples']), 1) }),
  };
  return askSpace(
    raw,
    io,
    async (space) => {
      const answer = await space.count(options);
      const text =
        raw['json'] === true ? countJson(space, asked.budget, answer) : countText(space, asked.budget, answer);
      await io.out(text);
      return DONE;
    },
    { scores: asked.scores },
  );
}

function countText(space: CompiledSpace, budget: Budget, { lower, upper, exact, share, by }: CountAnswer): string {
  const limits = budgetText(budget);
  const how = { diagram: 'certain', enumeration: 'by enumeration', sample: '95 % confidence, from a sample' }[by];
  const found = exact ? `${groupDigits(lower)} (exact)` : `${bigCount(lower)} to ${bigCount(upper)} (${how})`;
  return [
    `${printable(space.name)}: ${bigCount(space.size)} architectures`,
    limits === ''
      ? `all of them: ${groupDigits(space.size)}`
      : `${limits}: ${found}, ${exact ? '' : 'about '}${shareText(share)} of the space`,
    '',
  ].join('\n');
}

function countJson(
  space: CompiledSpace,
  budget: Budget,
  { lower, upper, size, share, exact, by }: CountAnswer,
): string {
  return `${JSON.stringify({
    ...spaceJson(space),
    budget: budgetJson(budget),
    ...(exact ? { count: lower.toString() } : { lower: lower.toString(), upper: upper.toString() }),
    size: size.toString(),
    share,
    exact,
    by,
  })}\n`;
}
