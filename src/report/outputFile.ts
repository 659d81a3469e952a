import { unlinkSync } from 'node:fs';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file that cannot be written, in words: `cannot write out/front.csv: no such folder`. */
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
 * interruption leaves the old one as it was.
 *
 * @throws OutputError where a file cannot be made there.
 */
export async function outputFile(path: string): Promise<OutputFile> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const handle = await open(temporary, 'w').catch((error: unknown) => fail(path, error));
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
      await finish();
      await rename(temporary, path).catch(async (error: unknown) => {
        unlinkQuietly(temporary);
        fail(path, error);
      });
    },
    async discard() {
      if (!isOpen) return;
      await finish();
      await unlink(temporary).catch(() => undefined);
    },
  };
}

/** FileHandle.write may write less than it was given. */
async function writeAll(handle: FileHandle, chunk: Uint8Array | string): Promise<void> {
  const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset);
    offset += bytesWritten;
  }
}

function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // it was never made, or is gone already
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such folder',
  ENOTDIR: 'its folder is not a folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'disk quota exceeded',
  ENAMETOOLONG: 'its name is too long',
};

function fail(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
  throw new OutputError(`cannot write ${path}: ${reason}`, { cause: error });
}
