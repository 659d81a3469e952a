import { tableFromIPC, type Dictionary } from 'apache-arrow';
import { Footer } from 'apache-arrow/ipc/metadata/file';
import { expect, test } from 'vitest';
import { arrowBlocks } from '../../../src/report/blocks/arrowBlocks.js';
import type { RecordSchema } from '../../../src/report/blocks/blockFormat.js';
import { encodeParts, fileOf, type Records } from './records.js';

const schema: RecordSchema = {
  space: 'tiny',
  hash: '0a1b',
  options: { precision: 'float32', optimizer: 'adam', inputGradient: 'needed' },
  decisions: [
    { name: 'depth', values: [4, 2] },
    { name: 'ratio', values: [0.5, 1] },
    { name: 'skip', values: [false, true] },
    { name: 'ops', values: [['conv', 'pool'], ['conv']] },
    { name: 'wide', values: Array.from({ length: 129 }, (_, i) => i) },
    { name: 'wider', values: Array.from({ length: 40_000 }, (_, i) => i) },
  ],
  metrics: ['training', 'params'],
  large: ['training'],
  measures: ['latency'],
  origin: { seed: '7', version: '1.2.3' },
};
const records: Records = {
  schema,
  rows: Array.from({ length: 5 }, (_, r) => ({
    index: BigInt(r),
    choice: [r % 2, r % 2, r % 2, r % 2, r - 1, r],
    figures: [2n ** 80n, BigInt(r)],
    measured: [r],
    error: undefined,
  })),
};
const format = arrowBlocks(schema);
const file = fileOf(format, encodeParts(format, records, [1, 3]));

test('columns have types by their values, decisions an index as narrow as it can be', () => {
  const { fields } = tableFromIPC(file).schema;
  expect(fields.map(({ name, type, nullable }) => [name, typeText(type), nullable])).toEqual([
    ['index', 'Utf8', false],
    ['depth', 'Int8 of Int64', true],
    ['ratio', 'Int8 of Float64', true],
    ['skip', 'Int8 of Bool', true],
    ['ops', 'Int8 of Utf8', true],
    ['wide', 'Int16 of Int64', true],
    ['wider', 'Int32 of Int64', true],
    ['training', 'Utf8', false],
    ['params', 'Int64', false],
    ['latency', 'Float64', true],
    ['error', 'Utf8', true],
  ]);
});

test('the schema says where the records come from', () => {
  expect(Object.fromEntries(tableFromIPC(file).schema.metadata)).toEqual({
    space: 'tiny',
    hash: '0a1b',
    options: '{"precision":"float32","optimizer":"adam","inputGradient":"needed"}',
    seed: '7',
    version: '1.2.3',
  });
});

test('a file is a stream between its magic and its footer', () => {
  const length = new DataView(file.buffer).getInt32(file.length - 10, true);
  const table = tableFromIPC(file.subarray(8, file.length - 10 - length));
  expect(table.numRows).toBe(5);
  expect(table.batches.map(({ numRows }) => numRows)).toEqual([1, 2, 2]);
});

test('the footer leads to every dictionary and batch, at multiples of eight bytes', () => {
  const length = new DataView(file.buffer).getInt32(file.length - 10, true);
  const footer = Footer.decode(file.subarray(file.length - 10 - length, file.length - 10));
  const blocks = [...footer.dictionaryBatches(), ...footer.recordBatches()];
  expect([footer.numDictionaries, footer.numRecordBatches]).toEqual([6, 3]);
  const view = new DataView(file.buffer);
  for (const { offset, metaDataLength, bodyLength } of blocks) {
    expect([offset % 8, metaDataLength % 8, bodyLength % 8]).toEqual([0, 0, 0]);
    expect([view.getInt32(offset), view.getInt32(offset + 4, true)]).toEqual([-1, metaDataLength - 8]);
  }
  const ends = blocks.map(({ offset, metaDataLength, bodyLength }) => offset + metaDataLength + bodyLength);
  expect(ends.slice(0, -1)).toEqual(blocks.slice(1).map(({ offset }) => offset));
});

function typeText(type: unknown): string {
  const { indices, dictionary } = type as Dictionary;
  return indices === undefined ? String(type) : `${indices} of ${dictionary}`;
}
