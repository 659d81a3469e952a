import type { Argv } from 'yargs';
import { alignedTable } from '../report/alignedTable.js';
import { bigCount } from '../report/bigCount.js';
import { openSpace } from '../run/openSpace.js';
import { shippedSpaces } from '../run/shippedSpaces.js';
import { DONE, type Command, type RawArguments } from './command.js';
import { headingStyle } from './headingStyle.js';
import type { Io } from './io.js';

/** `nascost list`: the spaces that ship. */
export const list: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return yargs.option('json', {
    type: 'boolean',
    default: false,
    describe: 'Print one JSON document per space and line',
  });
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const rows: string[][] = [];
  for (const name of shippedSpaces()) {
    const { size, definition, decisions, hash } = await openSpace(name);
    const source = definition.source ?? '';
    const line = { name, size: size.toString(), decisions: decisions.length, source, hash };
    if (raw['json'] === true) await io.out(`${JSON.stringify(line)}\n`);
    else rows.push([name, bigCount(size), String(decisions.length), source]);
  }
  const columns = [
    { title: 'space' },
    { title: 'architectures', align: 'right' as const },
    { title: 'decisions', align: 'right' as const },
    { title: 'source' },
  ];
  if (raw['json'] !== true) await io.out(alignedTable(columns, rows, headingStyle(io.results)));
  return DONE;
}
