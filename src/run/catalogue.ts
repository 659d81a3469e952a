import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Space } from '../types.js';
import { openSpace } from './openSpace.js';
import { packageRoot } from './packageRoot.js';
import { spaceFile } from './shippedSpaces.js';
import { readSpaceFile } from '../space/readSpaceFile.js';

/** What a list of spaces tells of one. */
export interface CatalogueEntry {
  readonly name: string;
  /** Architectures. */
  readonly size: bigint;
  readonly decisions: number;
  readonly source: string;
  readonly hash: string;
}

/** By hash: what compiling a shipped space has found out. */
type Found = Readonly<Record<string, { readonly size: string; readonly decisions: number }>>;

/** Where it is kept: written with docs/spaces.md. */
export const CATALOGUE_FILE = join('spaces', 'catalogue', 'sizes.json');

/**
 * Describes a space. Of one that ships and has not been edited it is known without compiling it.
 *
 * @throws what `openSpace` throws
 */
export async function describeSpace(nameOrPath: string): Promise<CatalogueEntry> {
  const { space } = await readSpaceFile(spaceFile(nameOrPath));
  const found = space && catalogue()[space.hash];
  if (found) return entry(nameOrPath, space, BigInt(found.size), found.decisions);
  const { definition, size, decisions } = await openSpace(nameOrPath);
  return entry(nameOrPath, definition, size, decisions.length);
}

function entry(name: string, { source = '', hash }: Space, size: bigint, decisions: number): CatalogueEntry {
  return { name, size, decisions, source, hash };
}

let read: Found | undefined;

function catalogue(): Found {
  read ??= JSON.parse(readFileSync(join(packageRoot(), CATALOGUE_FILE), 'utf8')) as Found;
  return read;
}
