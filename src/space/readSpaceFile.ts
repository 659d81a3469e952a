import { readFile, stat } from 'node:fs/promises';
import type { Problem } from '../types.js';
import type { ReadSpace } from './readSpace.js';
import { readSpace } from './readSpace.js';

export const MOST_BYTES = 10 * 1024 * 1024;

export interface ReadSpaceFile extends ReadSpace {
  /** What the file holds, for showing lines of it; absent where it could not be read as text. */
  readonly text?: string;
}

/**
 * Reads a space file: UTF-8, with or without a byte-order mark, at most 10 MB. A file that cannot be read is a problem
 * of the result, not an exception.
 */
export async function readSpaceFile(path: string): Promise<ReadSpaceFile> {
  let bytes: Uint8Array;
  try {
    const { size, fault } = await examine(path);
    if (fault !== undefined) return refused(fault);
    if (size > MOST_BYTES) return refused(tooLarge(size));
    bytes = await readFile(path);
  } catch (error) {
    return refused(reasonOf(error));
  }
  // a device has no size to examine before
  if (bytes.length > MOST_BYTES) return refused(tooLarge(bytes.length));
  const text = decode(bytes);
  if (text === undefined) return refused(NOT_TEXT);
  return { ...readSpace(text, path), text };
}

const NOT_TEXT = 'the file is not UTF-8 text';

async function examine(path: string): Promise<{ size: number; fault?: string }> {
  const found = await stat(path);
  if (found.isDirectory()) return { size: 0, fault: 'this is a directory, not a file' };
  return { size: found.size };
}

function tooLarge(size: number): string {
  return `the file has ${(size / 1024 / 1024).toFixed(1)} MB, a space has at most ${MOST_BYTES / 1024 / 1024} MB`;
}

/** Undefined where the bytes are no UTF-8, or hold a NUL: then they are no JSON either, but a binary file. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file: a part of the path is a file, not a directory',
  EACCES: 'the file may not be read',
  EPERM: 'the file may not be read',
  EISDIR: 'this is a directory, not a file',
  ELOOP: 'the path leads through links in a circle',
  ENAMETOOLONG: 'the path is too long',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? `the file cannot be read: ${message}`;
}

function refused(message: string): ReadSpaceFile {
  const problem: Problem = { place: { pointer: '', line: 1, column: 1 }, message, severity: 'error' };
  return { problems: [problem] };
}
