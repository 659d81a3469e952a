import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Argv } from 'yargs';
import { alignedTable, type TableColumn } from '../report/alignedTable.js';
import { bigCount } from '../report/bigCount.js';
import { describeSpace } from '../run/catalogue.js';
import { openSpace } from '../run/openSpace.js';
import { shippedSpaces } from '../run/shippedSpaces.js';
import { DONE, INTERRUPTED, type Command, type RawArguments } from './command.js';
import { headingStyle } from './headingStyle.js';
import type { Io } from './io.js';
import { KNOWN_COLUMNS, knownRecords, knownRows } from './knownTable.js';

/** `nascost list`: the spaces that ship, or the networks in them that people know by name. */
export const list: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return yargs
    .positional('spaces', {
      type: 'string',
      array: true,
      describe: 'Space files, or names of shipped spaces; all that ship where none is given',
    })
    .option('known', {
      type: 'boolean',
      default: false,
      describe: 'The networks that are known by name, with their figures and the published ones',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document per row' })
    .example('$0 list --known regnet-x', 'The RegNetX models, as published and as computed');
}

/** A table of spaces, with what each has to say in it. */
interface Listing {
  readonly columns: readonly TableColumn[];
  readonly rows: (space: string) => Promise<readonly string[][]>;
  readonly records: (space: string) => Promise<readonly object[]>;
}

const SPACES: Listing = {
  columns: [
    { title: 'space' },
    { title: 'architectures', align: 'right' },
    { title: 'decisions', align: 'right' },
    { title: 'source' },
  ],
  async rows(space) {
    const { name, size, decisions, source } = await describeSpace(space);
    return [[name, bigCount(size), String(decisions), source]];
  },
  async records(space) {
    const { size, ...rest } = await describeSpace(space);
    return [{ ...rest, size: size.toString() }];
  },
};

const KNOWN: Listing = {
  columns: KNOWN_COLUMNS,
  rows: async (space) => knownRows(await openSpace(space), space),
  records: async (space) => knownRecords(await openSpace(space)),
};

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const listing = raw['known'] === true ? KNOWN : SPACES;
  const asked = ((raw['spaces'] as string[] | undefined) ?? []).map(String);
  const rows: string[][] = [];
  for (const space of asked.length > 0 ? asked : shippedSpaces()) {
    // lets a signal have its turn
    await nextTurn();
    if (io.signal.aborted) return INTERRUPTED;
    if (raw['json'] !== true) rows.push(...(await listing.rows(space)));
    else for (const record of await listing.records(space)) await io.out(`${JSON.stringify(record)}\n`);
  }
  if (raw['json'] !== true) await io.out(alignedTable(listing.columns, rows, headingStyle(io.results)));
  return DONE;
}
