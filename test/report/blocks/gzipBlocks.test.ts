import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { RecordSchema } from '../../../src/report/blocks/blockFormat.js';
import { gzipBlocks } from '../../../src/report/blocks/gzipBlocks.js';
import { textBlocks } from '../../../src/report/blocks/textBlocks.js';
import { encodeParts, fileOf } from './records.js';

const schema: RecordSchema = {
  space: 'tiny',
  hash: '0a1b',
  options: { precision: 'float32', optimizer: 'adam', inputGradient: 'needed' },
  decisions: [],
  metrics: ['params'],
  measures: [],
  origin: {},
};
const records = {
  schema,
  rows: Array.from({ length: 9 }, (_, r) => ({
    index: BigInt(r),
    choice: [],
    figures: [BigInt(r)],
    measured: [],
    error: undefined,
  })),
};

test.each(['csv', 'jsonl'] as const)('%s.gz holds the bytes of the plain file', (name) => {
  const inner = textBlocks(name, schema);
  const format = gzipBlocks(inner);
  const cuts = [2, 5];
  const plain = fileOf(inner, encodeParts(inner, records, cuts));
  const zipped = fileOf(format, encodeParts(format, records, cuts));
  expect(Buffer.from(plain).equals(gunzipSync(zipped))).toBe(true);
});

test('members tell neither a time nor a system', () => {
  const format = gzipBlocks(textBlocks('csv', schema));
  for (const { bytes } of [...encodeParts(format, records, [2]), { bytes: format.header }]) {
    // magic, deflate, no flags, time 0, no extra flags, unknown system (RFC 1952, section 2.3)
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  }
});

test('a file of no records is a gzip file all the same', () => {
  const format = gzipBlocks(textBlocks('jsonl', schema));
  expect(gunzipSync(fileOf(format, [])).length).toBe(0);
});
