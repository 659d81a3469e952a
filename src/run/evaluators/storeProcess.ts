import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { systemReason } from '../../report/systemReason.js';
import { makeFolder } from '../makeFolder.js';

/** What the process of a store is told. */
export type ToStore =
  | {
      readonly kind: 'work';
      readonly gets: readonly string[];
      readonly puts: readonly (readonly [string, Uint8Array])[];
    }
  | { readonly kind: 'close' };

/** What it tells: an answer to every piece of work, in their order. */
export type FromStore =
  | { readonly kind: 'found'; readonly values: readonly (Uint8Array | undefined)[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** The process of a store: it ends when it is told to, and with the process that it serves. */
export async function serveStore(folder: string): Promise<void> {
  const fail = (error: unknown) => {
    const ended = () => process.exit(1);
    const message: FromStore = { kind: 'failed', reason: reasonOf(error) };
    if (process.connected) process.send?.(message, ended);
    else ended();
  };
  // an interrupt of the terminal reaches all processes: this one goes on until the run has let go of it
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);
  let open: Promise<RootDatabase<Buffer, string>> | undefined;
  let work = Promise.resolve();
  const hear = async (message: ToStore) => {
    const database = await (open ??= openStore(folder));
    if (message.kind === 'close') {
      await database.flushed;
      await database.close();
      process.exit(0);
    }
    const values = message.gets.map((key) => database.get(key));
    process.send?.({ kind: 'found', values } satisfies FromStore);
    for (const [key, value] of message.puts) database.put(key, Buffer.from(value)).catch(fail);
  };
  process.on('message', (message: ToStore) => {
    work = work.then(() => hear(message)).catch(fail);
  });
  process.on('disconnect', () => {
    work = work.then(() => hear({ kind: 'close' })).catch(fail);
  });
}

/**
 * Opens the store in a folder, which is made where it is not there.
 *
 * @throws Error where the native part of lmdb is missing, or the folder cannot be used
 */
export async function openStore(folder: string): Promise<RootDatabase<Buffer, string>> {
  const place = await ownFolder(folder);
  await makeFolder(place);
  const { open } = await import('lmdb').catch((error: unknown) => {
    throw new Error(
      'the native part of lmdb is not installed for this platform (npm install without --omit=optional)',
      {
        cause: error,
      },
    );
  });
  return open<Buffer, string>({ path: place, encoding: 'binary', noSubdir: false });
}

/** File systems of several machines, by statfs: NFS, SMB, CIFS, Lustre, GPFS, BeeGFS, Ceph. */
const SHARED_FILE_SYSTEMS = [0x6969, 0xfe534d42, 0xff534d42, 0x0bd00bd0, 0x47504653, 0x19830326, 0x00c36400];

/** LMDB's locks are those of one machine: where several may meet, each has a folder of its own. */
async function ownFolder(folder: string): Promise<string> {
  await makeFolder(folder);
  const { type } = await statfs(folder);
  return SHARED_FILE_SYSTEMS.includes(type) ? join(folder, hostname()) : folder;
}

/** Where `systemReason` would speak of a file. */
const FOLDER_REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file, not a folder',
  ENOENT: 'no folder can be made there',
};

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'syscall' in error)
    return FOLDER_REASONS[String((error as NodeJS.ErrnoException).code)] ?? systemReason(error, 'write');
  const text = error instanceof Error ? error.message : String(error);
  if (text.startsWith('MDB_')) return `it is damaged; remove it to have it begun anew (${text})`;
  // what lmdb says of a write that failed, also where it is what it has read that makes no sense
  if (/Commit failed|Input\/output error/.test(text))
    return 'it is damaged, or its disk is full; remove it to have it begun anew';
  if (/No space left/.test(text)) return 'no space left on the device';
  return text;
}
