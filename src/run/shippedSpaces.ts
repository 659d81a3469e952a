import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suggest } from '../space/suggest.js';
import { RequestError } from './errors.js';
import { packageRoot } from './packageRoot.js';
import { shownPath } from './shownPath.js';

/** Names of the spaces that ship with the package, in alphabetical order. */
export function shippedSpaces(): string[] {
  const names = readdirSync(join(packageRoot(), 'spaces')).filter((name) => name.endsWith('.json'));
  return names
    .filter((name) => !name.endsWith('.schema.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted();
}

/**
 * The file that a user means by a path or by the name of a shipped space: a file of that name comes first, a folder
 * last.
 *
 * @throws RequestError where there is neither, with the nearest names.
 */
export function spaceFile(nameOrPath: string): string {
  const isThere = existsSync(nameOrPath);
  if (isThere && !statSync(nameOrPath).isDirectory()) return nameOrPath;
  const names = shippedSpaces();
  // a folder of results is easily called as the space is
  if (names.includes(nameOrPath)) return join(packageRoot(), 'spaces', `${nameOrPath}.json`);
  if (isThere) throw new RequestError(`${nameOrPath} is a folder, not a space file`);
  const bare = nameOrPath.replace(/^.*[\\/]/, '').replace(/\.json$/, '');
  const hint = suggest(bare, names) ?? `the shipped spaces are ${names.join(', ')}`;
  throw new RequestError(`no file and no shipped space is called ${shownPath(nameOrPath)}; ${hint}`);
}

/** Where the known networks of a space stand: in the folder `known` beside its file, under the same name. */
export function knownFileOf(file: string): string {
  return join(dirname(file), 'known', basename(file));
}
