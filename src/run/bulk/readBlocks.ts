import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { OutputState, RangeBlock } from './runState.js';

/** A block as it was read. */
export interface ReadBlock {
  readonly block: RangeBlock;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The blocks of a file of records, in their order. The header before them is looked at as well, by its checksum:
 * another version of zlib may compress it otherwise. What is behind them, such as a footer, is not.
 *
 * @throws Error where the file is not as it was left, at the latest behind the last block
 */
export async function* readBlocks(file: FileHandle, { blocks, length, check }: OutputState): AsyncGenerator<ReadBlock> {
  const header = await readBytes(file, 0, blocks[0]?.offset ?? length);
  if (header === undefined) throw notAsLeft();
  let found = crc32(header);
  let end = header.length;
  for (const block of blocks) {
    const bytes = await readBytes(file, block.offset, block.length);
    if (bytes === undefined || block.offset !== end || crc32(bytes) !== block.check) throw notAsLeft();
    found = crc32(bytes, found);
    end += block.length;
    yield { block, bytes };
  }
  if (end !== length || found !== check) throw notAsLeft();
}

/** A file is not the one that a checkpoint speaks of. */
export function notAsLeft(): Error {
  return new Error('not the file of the checkpoint');
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
