import { cpus } from 'node:os';
import type { Argv } from 'yargs';
import { alignedTable } from '../report/alignedTable.js';
import { printable } from '../report/printable.js';
import { siNumber } from '../report/siNumber.js';
import { measureSpace, type MeasuredRate } from '../run/measureSpace.js';
import { askSpace } from './askSpace.js';
import { DONE, INTERRUPTED, type Command, type RawArguments } from './command.js';
import { headingStyle } from './headingStyle.js';
import type { Io } from './io.js';
import { parseReal } from './parseReal.js';
import { declareSpace } from './spaceOptions.js';

/** `nascost bench SPACE`: how fast this machine is with a space. */
export const bench: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return declareSpace(yargs)
    .option('seconds', {
      type: 'string',
      default: '0.3',
      requiresArg: true,
      describe: 'That each of three runs should take at least',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .example('$0 bench mobilenet', 'Rates of sampling, enumerating and writing');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const seconds = parseReal('--seconds', raw['seconds'], 0.001, 600);
  return askSpace(raw, io, async (space) => {
    io.finishInterrupted();
    const rates: MeasuredRate[] = [];
    for await (const rate of measureSpace(space, { seconds, signal: io.signal })) rates.push(rate);
    if (io.signal.aborted) return INTERRUPTED;
    const { nodes, arcs, readMilliseconds, traceMilliseconds, milliseconds } = space.stats;
    const machine = `Node ${process.versions.node}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores`;
    if (raw['json'] === true) {
      const open = { readMilliseconds, traceMilliseconds, compileMilliseconds: milliseconds, nodes, arcs };
      const document = { space: space.name, hash: space.hash, machine, open, rates };
      await io.out(`${JSON.stringify(document)}\n`);
      return DONE;
    }
    const opened = `opened in ${(readMilliseconds + traceMilliseconds + milliseconds).toFixed(0)} ms: ${nodes} nodes, ${arcs} arcs`;
    const table = alignedTable(COLUMNS, rates.map(cells), headingStyle(io.results));
    await io.out(`${printable(space.name)}, ${printable(machine)}\n${opened}\n\n${table}`);
    return DONE;
  });
}

const COLUMNS = [
  { title: 'what' },
  { title: 'per second', align: 'right' as const },
  { title: 'noise', align: 'right' as const },
  { title: 'bytes each', align: 'right' as const },
];

/** The best of the runs, and how far the others are from it. */
function cells({ what, runs, bytes }: MeasuredRate): string[] {
  const [best, least] = [Math.max(...runs), Math.min(...runs)];
  const noise = `${((100 * (best - least)) / best).toFixed(0)} %`;
  return [what, siNumber(Math.round(best)), noise, bytes === undefined ? '' : String(Math.round(bytes))];
}
