import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/run/packageRoot.js';

/**
 * The JSON files of a folder of the package, the shortest first: what inputs are made from, and what they shrink to.
 */
export function shippedFiles(folder: string): string[] {
  const path = join(packageRoot(), folder);
  return readdirSync(path)
    .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
    .map((name) => readFileSync(join(path, name), 'utf8'))
    .toSorted((a, b) => a.length - b.length);
}
