import { readFile, stat } from 'node:fs/promises';

export const MOST_BYTES = 10 * 1024 * 1024;

/** The text of a file, or why there is none. */
export type TextFile =
  { readonly text: string; readonly fault?: undefined } | { readonly text?: undefined; readonly fault: string };

/** Reads a file of UTF-8 text, at most 10 MB. */
export async function readTextFile(path: string): Promise<TextFile> {
  let bytes: Uint8Array;
  try {
    const { size, fault } = await examine(path);
    if (fault !== undefined) return { fault };
    if (size > MOST_BYTES) return { fault: tooLarge(size) };
    bytes = await readFile(path);
  } catch (error) {
    return { fault: reasonOf(error) };
  }
  // a device has no size to examine before
  if (bytes.length > MOST_BYTES) return { fault: tooLarge(bytes.length) };
  const text = decode(bytes);
  return text === undefined ? { fault: NOT_TEXT } : { text };
}

const NOT_TEXT = 'the file is not UTF-8 text';

async function examine(path: string): Promise<{ size: number; fault?: string }> {
  const found = await stat(path);
  if (found.isDirectory()) return { size: 0, fault: 'this is a directory, not a file' };
  return { size: found.size };
}

function tooLarge(size: number): string {
  return `the file has ${(size / 1024 / 1024).toFixed(1)} MB; it may have at most ${MOST_BYTES / 1024 / 1024} MB`;
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
