import { SpaceError } from '../errors.js';
import type { KnownNetworks } from './knownNetwork.js';
import { readKnownFile } from './readKnownFile.js';

/**
 * Reads the known networks of a space; none where there is no such file.
 *
 * @throws SpaceError with all that is wrong with the file
 */
export async function knownNetworks(file: string | undefined): Promise<KnownNetworks> {
  const found = file === undefined ? undefined : await readKnownFile(file);
  if (found === undefined) return { notes: [], networks: [] };
  if (found.known === undefined) throw new SpaceError(found.file, found.problems, found.text);
  return found.known;
}
