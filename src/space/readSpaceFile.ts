import type { Problem } from '../types.js';
import type { ReadSpace } from './readSpace.js';
import { readSpace } from './readSpace.js';
import { readTextFile } from './readTextFile.js';

export interface ReadSpaceFile extends ReadSpace {
  /** What the file holds, for showing lines of it; absent where it could not be read as text. */
  readonly text?: string;
}

/**
 * Reads a space file: UTF-8, with or without a byte-order mark, at most 10 MB. A file that cannot be read is a problem
 * of the result, not an exception.
 */
export async function readSpaceFile(path: string): Promise<ReadSpaceFile> {
  const { text, fault } = await readTextFile(path);
  if (text === undefined) return { problems: [faultOfFile(fault)] };
  return { ...readSpace(text, path), text };
}

/** A problem of a file as a whole. */
export function faultOfFile(message: string): Problem {
  return { place: { pointer: '', line: 1, column: 1 }, message, severity: 'error' };
}
