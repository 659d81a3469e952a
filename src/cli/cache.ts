import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { printable } from '../report/printable.js';
import { siQuantity } from '../report/siQuantity.js';
import { cacheFiles, clearCache } from '../run/evaluators/cacheFiles.js';
import { cacheFolder } from '../run/evaluators/cacheFolder.js';
import { DONE, UsageError, type Command, type RawArguments } from './command.js';
import type { Io } from './io.js';

/** `nascost cache`: where results of evaluators are kept. */
export const cache: Command = { declare, execute };

function declare(yargs: Argv): Argv {
  return yargs
    .option('cache', {
      type: 'string',
      requiresArg: true,
      describe: 'The folder, where it is not the one in your folder of caches',
    })
    .option('clear', { type: 'boolean', default: false, describe: 'Remove all results' })
    .option('json', { type: 'boolean', default: false, describe: 'Print JSON' });
}

async function execute(raw: RawArguments, io: Io): Promise<number> {
  const { cache: given = cacheFolder() } = raw;
  if (typeof given !== 'string' || given === '') throw new UsageError('--cache needs a folder, once');
  const folder = resolve(given);
  if (raw['clear'] === true) await clearCache(folder);
  const bytes = (await cacheFiles(folder)).reduce((sum, file) => sum + file.bytes, 0);
  if (raw['json'] === true) await io.out(`${JSON.stringify({ folder, bytes })}\n`);
  else await io.out(`${printable(folder)}: ${bytes === 0 ? 'empty' : `${siQuantity(bytes, 'B')}`}\n`);
  return DONE;
}
