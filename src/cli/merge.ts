import type { Argv } from 'yargs';
import { mergeParts } from '../run/bulk/mergeParts.js';
import type { Command, RawArguments } from './command.js';
import { checkFormat } from './fileFormat.js';
import type { Io } from './io.js';
import { printReport } from './reportCommand.js';

/** `nascost merge FILE…`: one run of all its parts. */
export const merge: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return yargs
    .positional('parts', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Checkpoints of all parts of a run, or their files of records, in any order',
    })
    .option('out', {
      alias: 'o',
      type: 'string',
      requiresArg: true,
      describe: 'Write the records of all parts to FILE, whose ending is theirs',
    })
    .option('space', { type: 'string', requiresArg: true, describe: 'The space, where its file has moved since' })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .example('$0 merge runs/*.checkpoint --out all.parquet', 'What --shard 1/64 to 64/64 have written');
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const out = raw['out'] === undefined ? undefined : String(raw['out']);
  if (out !== undefined) checkFormat(out);
  const space = raw['space'] === undefined ? undefined : String(raw['space']);
  if (out !== undefined) io.finishInterrupted();
  const merged = await mergeParts((raw['parts'] as unknown[]).map(String), { out, space, signal: io.signal });
  return printReport(merged, undefined, raw, io);
}
