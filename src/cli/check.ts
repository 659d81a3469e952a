import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Argv } from 'yargs';
import { bigCount } from '../report/bigCount.js';
import { printable, printableLines } from '../report/printable.js';
import { checkFigures, type CheckedFigures } from '../run/checkFigures.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import { RequestError, SpaceError } from '../run/errors.js';
import { openSpace } from '../run/openSpace.js';
import { formatProblem } from '../space/formatProblem.js';
import type { Problem } from '../types.js';
import { DONE, INTERRUPTED, WRONG_USE, type Command, type RawArguments } from './command.js';
import type { Io } from './io.js';
import { costOptions, declareCostOptions } from './spaceOptions.js';

/** `nascost check FILE…`: what is wrong with space files, and what the spaces are. */
export const check: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareCostOptions(yargs)
    .positional('files', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Space files, or names of shipped spaces',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document per file and line' })
    .example('$0 check my-space.json', 'Validate, count and describe a space');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  let exitCode = DONE;
  for (const name of [raw['files']].flat().map(String)) {
    // lets a signal have its turn
    await nextTurn();
    if (io.signal.aborted) return INTERRUPTED;
    const checked = await checkFile(name, raw);
    if (!('space' in checked) || checked.figures.wrong.length > 0) exitCode = WRONG_USE;
    if (raw['json'] === true) await io.out(`${JSON.stringify(checkedJson(checked))}\n`);
    else await print(checked, io);
  }
  return exitCode;
}

type Checked =
  | { readonly file: string; readonly space: CompiledSpace; readonly figures: CheckedFigures }
  | { readonly file: string; readonly problems: readonly Problem[]; readonly message: string };

async function checkFile(name: string, raw: RawArguments): Promise<Checked> {
  try {
    const space = await openSpace(name, costOptions(raw));
    if (space.wide.length > 0) await tryArchitectures(space);
    return { file: name, space, figures: checkFigures(space) };
  } catch (error) {
    if (error instanceof SpaceError) return { file: name, problems: error.problems, message: error.message };
    if (error instanceof RequestError) return { file: name, problems: [ofWholeFile(error)], message: error.message };
    throw error;
  }
}

/** What belongs to no place stands at the start of the file, as it does where a file cannot be read. */
function ofWholeFile({ message }: RequestError): Problem {
  return { place: { pointer: '', line: 1, column: 1 }, message, severity: 'error' };
}

/** Architectures of a wide space that are tried: whether one can be built is known only then. */
const TRIED = 200;

/** @throws RequestError where one of them cannot be built */
async function tryArchitectures(space: CompiledSpace): Promise<void> {
  for await (const { count } of space.sample({ count: TRIED, workers: 0 })) if (count === 0) return;
}

async function print(checked: Checked, io: Io): Promise<void> {
  if ('space' in checked) {
    for (const warning of checked.space.warnings) io.err(`${printable(formatProblem(warning, checked.file))}\n`);
    for (const wrong of checked.figures.wrong) io.err(`${printable(`${checked.file}: ${wrong}`)}\n`);
    await io.out(spaceText(checked.file, checked.space, checked.figures));
  } else {
    io.err(`${printableLines(checked.message)}\n`);
  }
}

function spaceText(file: string, space: CompiledSpace, figures: CheckedFigures): string {
  const { stats, wide, diagram } = space;
  const milliseconds = Math.ceil(stats.readMilliseconds + stats.traceMilliseconds + stats.milliseconds);
  const entries: [string, string][] = [
    ['name', printable(space.name)],
    ['architectures', space.size < 10n ** 15n ? bigCount(space.size) : `${space.size} (${bigCount(space.size)})`],
    ['decisions', String(space.decisions.length)],
    ['factors', String(stats.factors)],
    ['diagram', `${diagram.nodeCount} nodes, ${diagram.arcCount} arcs, built in ${milliseconds} ms`],
    [
      'wide',
      wide.length === 0
        ? 'no layer: the whole space can be asked'
        : `${wide.length} of ${space.graph.layers.length} layers are evaluated per architecture; ${TRIED} architectures tried`,
    ],
    ['hash', space.hash],
  ];
  if (figures.checked > 0)
    entries.push(['figures', `${figures.checked - figures.wrong.length} of ${figures.checked} agree`]);
  if (space.warnings.length > 0) entries.push(['warnings', String(space.warnings.length)]);
  return `${printable(file)}\n${entries.map(([title, text]) => `  ${title.padEnd(15)}${text}\n`).join('')}`;
}

function checkedJson(checked: Checked): object {
  if (!('space' in checked)) {
    const { file, problems } = checked;
    return { file, valid: false, problems: problems.map(problemJson) };
  }
  const { file, space, figures } = checked;
  return {
    file,
    valid: true,
    name: space.name,
    size: space.size.toString(),
    decisions: space.decisions.map(({ name, values }) => ({ name, values })),
    factors: space.stats.factors,
    diagram: {
      nodes: space.diagram.nodeCount,
      arcs: space.diagram.arcCount,
      milliseconds: space.stats.milliseconds,
    },
    wide: space.wide.map((use) => use.path),
    figures: { checked: figures.checked, wrong: figures.wrong },
    problems: space.warnings.map(problemJson),
    hash: space.hash,
  };
}

function problemJson({ place, message, hint, severity }: Problem): object {
  return { ...place, message, ...(hint !== undefined && { hint }), severity };
}
