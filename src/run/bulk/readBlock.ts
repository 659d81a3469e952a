import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { RangeBlock } from './runState.js';

/** The bytes of a block; undefined where they are not those that were written. */
export async function readBlock(
  file: FileHandle,
  { offset, length, check }: RangeBlock,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = await readBytes(file, offset, length);
  return bytes !== undefined && crc32(bytes) === check ? bytes : undefined;
}

/** Bytes from `offset` on; undefined where the file ends before. */
export async function readBytes(
  file: FileHandle,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new Uint8Array(length);
  for (let read = 0; read < length;) {
    const { bytesRead } = await file.read(bytes, read, length - read, offset + read);
    if (bytesRead === 0) return undefined;
    read += bytesRead;
  }
  return bytes;
}
