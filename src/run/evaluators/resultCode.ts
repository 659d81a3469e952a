import { crc32 } from 'node:zlib';

/**
 * Figures as bytes:
 *
 *     | checksum u32 | figure f64 | figure f64 | …      (little-endian)
 *
 * The checksum is of the key and the figures: what a damaged store gives is not taken for a result.
 */
export function encodeResult(key: string, figures: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(CHECKSUM_BYTES + 8 * figures.length));
  figures.forEach((figure, i) => view.setFloat64(CHECKSUM_BYTES + 8 * i, figure, true));
  const bytes = new Uint8Array(view.buffer);
  view.setUint32(0, checksum(key, bytes), true);
  return bytes;
}

/** Undefined where the bytes are not so many figures of this key. */
export function decodeResult(key: string, bytes: Uint8Array | undefined, count: number): number[] | undefined {
  if (bytes?.length !== CHECKSUM_BYTES + 8 * count) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== checksum(key, bytes)) return undefined;
  return Array.from({ length: count }, (_, i) => view.getFloat64(CHECKSUM_BYTES + 8 * i, true));
}

const CHECKSUM_BYTES = 4;

function checksum(key: string, bytes: Uint8Array): number {
  return crc32(bytes.subarray(CHECKSUM_BYTES), crc32(key));
}
