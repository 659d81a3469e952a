import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../../report/outputFile.js';
import { systemReason } from '../../report/systemReason.js';

export interface CacheFile {
  readonly path: string;
  readonly bytes: number;
}

/** What a store consists of: see storeProcess. */
const STORE_FILES = ['data.mdb', 'lock.mdb'];

/**
 * The files of a cache, those of several machines included; none where there is no cache. They are not opened: they may
 * be damaged.
 */
export async function cacheFiles(folder: string): Promise<CacheFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = [folder, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))];
  const paths = folders.flatMap((place) => STORE_FILES.map((name) => join(place, name)));
  const found = await Promise.all(
    paths.map(async (path) => {
      const { size: bytes } = (await stat(path).catch(() => undefined)) ?? {};
      return bytes === undefined ? [] : [{ path, bytes }];
    }),
  );
  return found.flat();
}

/**
 * Removes the files of a cache, and nothing else that is in its folder. Runs that use it go on with what they have
 * open.
 *
 * @throws OutputError where one cannot be removed
 */
export async function clearCache(folder: string): Promise<void> {
  for (const { path } of await cacheFiles(folder)) {
    await rm(path, { force: true }).catch((error: unknown) => {
      throw new OutputError(`cannot remove ${path}: ${systemReason(error, 'write')}`, { cause: error });
    });
  }
}
