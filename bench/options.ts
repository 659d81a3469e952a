import { parseArgs } from 'node:util';
import { suggest } from '../src/space/suggest.js';
import { BenchError } from './benchError.js';
import { GROUPS, type Group } from './groups.js';

export interface BenchOptions {
  readonly help: boolean;
  readonly groups: readonly Group[];
  readonly rounds: number;
  /** Where the result is written; unless given, a file of bench/results/. */
  readonly json?: string | undefined;
  /** A result of an earlier run. */
  readonly compare?: string | undefined;
  /** A result that is shown, or compared, instead of that of a run now. */
  readonly from?: string | undefined;
  readonly markdown: boolean;
}

export const USAGE = `npm run bench -- [options]

  --only GROUP,…    only some of the groups: ${GROUPS.join(', ')}
  --rounds N        how often all is measured; the noise is what rounds differ by (default 3)
  --json FILE       where the result is written (default: bench/results/DATE.json)
  --compare FILE    shows the change since an earlier result
  --from FILE       shows (or compares) this result instead: nothing is measured
  --markdown        tables in Markdown
  --help
`;

const OPTIONS = {
  only: { type: 'string' },
  rounds: { type: 'string' },
  json: { type: 'string' },
  compare: { type: 'string' },
  from: { type: 'string' },
  markdown: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** @throws BenchError where they make no sense */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parsed(args);
  if (values.from !== undefined && (values.only ?? values.rounds ?? values.json) !== undefined)
    throw new BenchError('--from shows a result and measures nothing: leave out --only, --rounds and --json');
  return {
    help: values.help ?? false,
    groups: readGroups(values.only),
    rounds: readRounds(values.rounds),
    json: values.json,
    compare: values.compare,
    from: values.from,
    markdown: values.markdown ?? false,
  };
}

function parsed(args: readonly string[]) {
  const known = Object.keys(OPTIONS).map((name) => `--${name}`);
  const unknown = args.find((arg) => arg.startsWith('--') && !known.includes(arg.split('=')[0] ?? ''));
  if (unknown !== undefined) {
    const hint = suggest(unknown, known) ?? `they are ${known.join(', ')}`;
    throw new BenchError(`there is no option ${unknown}; ${hint}`);
  }
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new BenchError((error as Error).message.replace(/\. To specify.*/s, ''));
  }
}

function readGroups(only: string | undefined): readonly Group[] {
  if (only === undefined) return GROUPS;
  const asked = only.split(',').map((name) => name.trim());
  for (const name of asked) {
    if ((GROUPS as readonly string[]).includes(name)) continue;
    throw new BenchError(
      `there is no group ${JSON.stringify(name)}; ${suggest(name, GROUPS) ?? `they are ${GROUPS.join(', ')}`}`,
    );
  }
  return GROUPS.filter((group) => asked.includes(group));
}

const MOST_ROUNDS = 100;

function readRounds(text: string | undefined): number {
  const rounds = Number(text ?? 3);
  if (text?.trim() === '' || !Number.isInteger(rounds) || rounds < 1 || rounds > MOST_ROUNDS)
    throw new BenchError(`--rounds must be a whole number from 1 to ${MOST_ROUNDS}, not ${JSON.stringify(text)}`);
  return rounds;
}
