import { randomBytes } from 'node:crypto';
import { open, readlink, realpath, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { systemReason } from './systemReason.js';
import { unlinkQuietly } from './unlinkQuietly.js';

/** A file that cannot be written, in words: `cannot write out/front.csv: no such folder; make it first`. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

export interface OutputFile {
  readonly path: string;
  write(chunk: Uint8Array | string): Promise<void>;
  /** Makes the file appear under its name; until then there is only a temporary one. */
  commit(): Promise<void>;
  /** Removes the temporary file. After commit it does nothing. */
  discard(): Promise<void>;
}

/**
 * Opens a temporary file in the folder of `path`, so that a reader never meets half a file and a full disk or an
 * interruption leaves the old one as it was. A symbolic link stays: the file that it leads to is the one written.
 *
 * @throws OutputError where a file cannot be made there.
 */
export async function outputFile(path: string): Promise<OutputFile> {
  const target = await destination(path);
  // short whatever the file is called, since a name has at most 255 bytes; of no other process, on any machine
  const temporary = join(dirname(target), `.nascost-${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(temporary, 'wx').catch((error: unknown) => fail(path, error));
  let isOpen = true;
  // a second interrupt ends the process at once
  const cleanUp = () => unlinkQuietly(temporary);
  process.once('exit', cleanUp);
  const finish = async () => {
    isOpen = false;
    process.removeListener('exit', cleanUp);
    await handle.close();
  };
  return {
    path,
    write: (chunk) => writeAll(handle, chunk).catch((error: unknown) => fail(path, error)),
    async commit() {
      try {
        await finish();
        await rename(temporary, target);
      } catch (error) {
        unlinkQuietly(temporary);
        fail(path, error);
      }
    },
    async discard() {
      if (!isOpen) return;
      await finish().catch(() => undefined);
      await unlink(temporary).catch(() => undefined);
    },
  };
}

/** As many links as Linux follows. */
const MOST_LINKS = 40;

/**
 * The real path of the file that `path` names, which need not exist: links are followed, in the folders and at the end.
 *
 * @throws OutputError where something other than a file is there, or its folder is not
 */
export async function destination(path: string): Promise<string> {
  try {
    return await followed(path);
  } catch (error) {
    return fail(path, error);
  }
}

async function followed(path: string): Promise<string> {
  let at = path;
  for (let links = 0; ; links++) {
    const folder = await realpath(dirname(at));
    const real = join(folder, basename(at));
    const link = await readlink(real).catch(() => undefined);
    if (link === undefined) return checkedFile(path, real);
    if (links === MOST_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
    // not normalised: `..` after a link is not the folder before it
    at = isAbsolute(link) ? link : `${folder}${sep}${link}`;
  }
}

/** Renaming would put a file in the place of a pipe or a device, and would fail only when all is computed. */
async function checkedFile(path: string, real: string): Promise<string> {
  const found = await stat(real).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || found.isFile()) return real;
  if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  throw new OutputError(`cannot write ${path}: it is a pipe or a device; give the name of a file`);
}

/** FileHandle.write may write less than it was given. */
async function writeAll(handle: FileHandle, chunk: Uint8Array | string): Promise<void> {
  const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset);
    offset += bytesWritten;
  }
}

function fail(path: string, error: unknown): never {
  if (error instanceof OutputError) throw error;
  throw new OutputError(`cannot write ${path}: ${systemReason(error, 'write')}`, { cause: error });
}
