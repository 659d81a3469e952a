import type { Argv } from 'yargs';
import { DONE, INTERRUPTED, SOME_FAILED, UsageError, WRONG_USE, type Command, type RawArguments } from './command.js';
import { packageVersion } from '../run/packageVersion.js';
import { suggest } from '../space/suggest.js';
import { ClosedOutput, type Io } from './io.js';

interface CommandEntry {
  readonly usage: string;
  readonly description: string;
  /** What is to be given beside options, where that is not a space. */
  readonly needs?: string;
  readonly load: () => Promise<Command>;
}

/** Commands are loaded when they are asked for, so that --help and --version need none of them. */
const COMMANDS: readonly CommandEntry[] = [
  {
    usage: 'sample <space>',
    description: 'Cost a sample of architectures and show its Pareto front',
    load: async () => (await import('./sample.js')).sample,
  },
  {
    usage: 'enumerate <space>',
    description: 'Cost architectures in the order of their numbers, all or a stretch of them',
    load: async () => (await import('./enumerate.js')).enumerate,
  },
  {
    usage: 'merge <parts..>',
    description: 'Make one run of all its parts (sample --shard, enumerate --shard)',
    needs: 'all parts of a run: their checkpoints, or their files of records',
    load: async () => (await import('./merge.js')).merge,
  },
  {
    usage: 'count <space>',
    description: 'Count the architectures that meet a budget',
    load: async () => (await import('./count.js')).count,
  },
  {
    usage: 'front <space>',
    description: 'The Pareto front of all architectures',
    load: async () => (await import('./front.js')).front,
  },
  {
    usage: 'best <space>',
    description: 'The best architectures by a metric or a score',
    load: async () => (await import('./best.js')).best,
  },
  {
    usage: 'histogram <space>',
    description: 'How a metric is distributed over all architectures',
    load: async () => (await import('./histogram.js')).histogram,
  },
  {
    usage: 'sensitivity <space>',
    description: 'What every decision does to the costs',
    load: async () => (await import('./sensitivity.js')).sensitivity,
  },
  {
    usage: 'mutate <space>',
    description: 'Random neighbours of an architecture, within a budget',
    load: async () => (await import('./moves.js')).mutate,
  },
  {
    usage: 'crossover <space>',
    description: 'Random children of two architectures, within a budget',
    load: async () => (await import('./moves.js')).crossover,
  },
  {
    usage: 'repair <space>',
    description: 'The nearest architecture that meets a budget',
    load: async () => (await import('./moves.js')).repair,
  },
  {
    usage: 'cost <space>',
    description: 'Cost given architectures',
    load: async () => (await import('./cost.js')).cost,
  },
  {
    usage: 'pareto <files..>',
    description: 'Filter rows of CSV or JSON Lines for their Pareto front',
    needs: 'files of rows: CSV or JSON Lines, or - for standard input',
    load: async () => (await import('./pareto.js')).pareto,
  },
  {
    usage: 'layers <space>',
    description: 'Show the layers of one architecture',
    load: async () => (await import('./layers.js')).layers,
  },
  {
    usage: 'check <files..>',
    description: 'Validate space files and describe the spaces',
    needs: 'spaces: files, or names of "nascost list"',
    load: async () => (await import('./check.js')).check,
  },
  {
    usage: 'bench <space>',
    description: 'Measure how fast this machine is with a space',
    load: async () => (await import('./bench.js')).bench,
  },
  {
    usage: 'list [spaces..]',
    description: 'List the spaces that ship with nascost',
    load: async () => (await import('./list.js')).list,
  },
  {
    usage: 'cache',
    description: 'Where results of evaluators are kept, and how much',
    load: async () => (await import('./cache.js')).cache,
  },
  {
    usage: 'devices',
    description: 'List the devices that training runs can be priced on',
    load: async () => (await import('./devices.js')).devices,
  },
];

/**
 * Parses the command line and runs its command.
 *
 * @returns the exit code
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    await io.out(`${packageVersion()}\n`);
    return DONE;
  }
  try {
    return await parseAndRun(argv, io);
  } catch (error) {
    return report(error, io);
  }
}

async function parseAndRun(argv: readonly string[], io: Io): Promise<number> {
  const { default: yargs } = await import('yargs');
  let exitCode: number = DONE;
  const parser = declareProgram(yargs([]), io);
  for (const entry of COMMANDS) {
    const { usage, description, load } = entry;
    parser.command(
      usage,
      description,
      // the types of yargs know no builder that takes time; yargs itself does
      (async (own: Argv) => (await load()).declare(tellMissing(own, entry))) as unknown as (own: Argv) => Argv,
      async (raw) => {
        checkOnce(raw);
        exitCode = await (await load()).execute(showDashes(raw), io);
      },
    );
  }
  if (argv[0] === COMPLETE) {
    // yargs prints the words, then finds fault with the option that asked for them
    await parser.parseAsync([...argv]).catch(() => undefined);
    return DONE;
  }
  let output = '';
  await parser.parseAsync(argv.map(hideDash), {}, (_error: unknown, _argv: unknown, text: string) => {
    output = text;
  });
  if (output !== '') await io.out(`${output}\n`);
  return exitCode;
}

/** What the printed completion script calls. */
const COMPLETE = '--get-yargs-completions';

/** yargs drops a dash that stands among several files: it takes it for an option without a name. */
const HIDDEN_DASH = ' -';

function hideDash(argument: string): string {
  return argument === '-' ? HIDDEN_DASH : argument;
}

function showDashes(raw: RawArguments): RawArguments {
  const show = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(show) : value === HIDDEN_DASH ? '-' : value;
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, show(value)]));
}

/** Options whose values add up, and arguments of which there may be many. */
const REPEATABLE = new Set(['minimize', 'maximize', 'min', 'max', 'metric', 'evaluator', 'files', 'spaces', 'parts']);

/** @throws UsageError where an option with one value is given several */
function checkOnce(raw: RawArguments): void {
  for (const [name, value] of Object.entries(raw)) {
    // every option is there under its other names, too
    if (!Array.isArray(value) || !/^[a-z][a-z-]+$/.test(name) || REPEATABLE.has(name)) continue;
    const isSwitch = value.every((one) => one === false);
    throw new UsageError(
      `--${isSwitch ? 'no-' : ''}${name} is given ${value.length} times: ${isSwitch ? 'once is enough' : 'it has one value'}`,
    );
  }
}

function declareProgram(bare: Argv, io: Io): Argv {
  return bare
    .scriptName('nascost')
    .usage('$0 <command>\n\nExact training costs of every network of an architecture-search space.')
    .locale('en')
    .version(packageVersion())
    .help()
    .completion('completion', 'Print a completion script for bash or zsh', completions)
    .strict()
    .demandCommand(1, 'give a command')
    .wrap(Math.min(100, io.results.width ?? 100))
    .showHelpOnFail(false)
    .exitProcess(false)
    .parserConfiguration({
      'duplicate-arguments-array': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .fail((message, error) => {
      throw error ?? new UsageError(wrongChoices(message) ?? withSuggestion(message, bare));
    });
}

/** Where nothing is given, what is wanted is told; yargs counts arguments. */
function tellMissing(own: Argv, { usage, needs = SPACE_NEEDED }: CommandEntry): Argv {
  return own.fail((message) => {
    if (message?.startsWith('Not enough non-option arguments'))
      throw new UsageError(`${usage.replace(/ .*/, '')} needs ${needs}`);
  });
}

const SPACE_NEEDED = 'a space: a file, or a name of "nascost list"';

/** What yargs says of values outside an option's choices, as every other wrong value is told: a line for each. */
function wrongChoices(message: string): string | undefined {
  const faults = [...message.matchAll(/^ {2}Argument: (.+?), Given: (.+), Choices: (.+)$/gm)];
  if (faults.length === 0) return undefined;
  return faults.map(([, option = '', given = '', choices = '']) => wrongChoice(option, given, choices)).join('\n');
}

function wrongChoice(option: string, given: string, choices: string): string {
  const words = (JSON.parse(`[${choices}]`) as unknown[]).map(String);
  const value = given.startsWith('"') ? (JSON.parse(`[${given}]`) as string[])[0] : undefined;
  const quoted = words.map((word) => JSON.stringify(word));
  const expected = `expected ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  const hint = value === undefined ? undefined : suggest(value, words);
  return [`--${kebabCase(option)} is ${given}`, expected, hint].filter((part) => part !== undefined).join('; ');
}

function withSuggestion(message: string, program: Argv): string {
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/.exec(message)?.[1]?.split(', ');
  if (unknown === undefined) return message;
  const options = (program as unknown as { getOptions(): { key: object } }).getOptions().key;
  const known = [...COMMANDS.map(({ usage }) => usage.replace(/ .*/, '')), 'completion', ...Object.keys(options)];
  // yargs names an option twice where it also has a camel-case form
  const names = unknown.filter((name) => kebabCase(name) === name || !unknown.includes(kebabCase(name)));
  return names
    .map((name) => [`unknown command, option or argument ${JSON.stringify(name)}`, suggest(name, known)])
    .map((sentence) => sentence.filter((part) => part !== undefined).join('; '))
    .join('\n');
}

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

type Completion = (
  current: string,
  argv: { readonly _?: readonly unknown[]; readonly join?: unknown },
  defaults: (done: (error: Error | null, found: string[] | undefined) => void) => void,
  done: (found: string[]) => void,
) => void;

const SPACE_COMMANDS = [
  'check',
  ...COMMANDS.filter(({ usage }) => usage.endsWith('<space>')).map(({ usage }) => usage.replace(/ .*/, '')),
];

/** What yargs knows, and the shipped spaces where a space is expected; files are completed by the shell. */
const completions: Completion = (current, argv, defaults, done) => {
  defaults(async (_error, found = []) => {
    const command = String(argv._?.[1] ?? argv._?.[0]);
    const isOption = current.startsWith('-');
    const takesSpace = !isOption && SPACE_COMMANDS.includes(command);
    const isJoin = argv.join !== undefined && [argv.join].flat().at(-1) === current && !isOption;
    const { shippedSpaces } = await import('../run/shippedSpaces.js');
    const spaces = shippedSpaces().filter((name) => name.startsWith(current));
    // the argument of an option is nothing else
    if (isJoin) done(spaces);
    else done(takesSpace ? [...found, ...spaces] : found);
  });
};

/** Everything expected in one line each; anything else is a fault of the program and keeps its stack. */
async function report(error: unknown, io: Io): Promise<number> {
  if (error instanceof ClosedOutput) return DONE;
  // by name: loading what throws it would take time at every start
  if (error instanceof Error && error.name === 'Stopped') return INTERRUPTED;
  const { errorText, isExpected } = await import('./errorText.js');
  io.err(`${errorText(error)}\n`);
  return isExpected(error) ? WRONG_USE : SOME_FAILED;
}
