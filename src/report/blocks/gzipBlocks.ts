import { gunzipSync, gzipSync } from 'node:zlib';
import type { Block, BlockFormat } from './blockFormat.js';

/**
 * The blocks of another format, each a gzip member of its own: a gzip file may have any number of them (RFC 1952, section
 * 2.2), and readers give their contents as one.
 */
export function gzipBlocks(inner: BlockFormat): BlockFormat {
  return {
    header: inner.header.length === 0 ? inner.header : compressed(inner.header),
    encode: (rows) => zip(inner.encode(rows)),
    async join(blocks) {
      const unzipped = blocks.map((block) => ({ ...block, bytes: new Uint8Array(gunzipSync(block.bytes)) }));
      return zip(await inner.join(unzipped));
    },
    footer: () => new Uint8Array(0),
  };
}

function zip(block: Block): Block {
  return { ...block, bytes: compressed(block.bytes) };
}

function compressed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(bytes));
}
