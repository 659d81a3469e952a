import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suggest } from '../../space/suggest.js';
import { RequestError } from '../errors.js';
import { packageRoot } from '../packageRoot.js';
import { shownPath } from '../shownPath.js';

/** Names of the devices that ship with the package, in alphabetical order. */
export function shippedDevices(): string[] {
  const names = readdirSync(join(packageRoot(), 'devices')).filter((name) => name.endsWith('.json'));
  return names.map((name) => name.slice(0, -'.json'.length)).toSorted();
}

/**
 * The file that a user means by a path or by the name of a shipped device, in upper or lower case.
 *
 * @throws RequestError where there is neither, with the nearest names.
 */
export function deviceFile(nameOrPath: string): string {
  if (existsSync(nameOrPath) && !statSync(nameOrPath).isDirectory()) return nameOrPath;
  const names = shippedDevices();
  const shipped = names.find((name) => name.toLowerCase() === nameOrPath.toLowerCase());
  if (shipped !== undefined) return join(packageRoot(), 'devices', `${shipped}.json`);
  if (existsSync(nameOrPath)) throw new RequestError(`${nameOrPath} is a folder, not a device file`);
  const hint = nearest(nameOrPath, names) ?? `the shipped devices are ${names.join(', ')}`;
  throw new RequestError(`no file and no shipped device is called ${shownPath(nameOrPath)}; ${hint}`);
}

/** A part of a name is enough to be meant: `a100`, `4090`. */
function nearest(nameOrPath: string, names: readonly string[]): string | undefined {
  const bare = nameOrPath.replace(/^.*[\\/]/, '').replace(/\.json$/i, '');
  const holding = names.filter((name) => bare !== '' && name.toLowerCase().includes(bare.toLowerCase()));
  if (holding.length === 1) return `did you mean ${JSON.stringify(holding[0])}?`;
  return suggest(bare, names);
}
