import { expect, test } from 'vitest';
import { metricNames } from '../../src/cli/metricNames.js';
import { parseCount } from '../../src/cli/parseCount.js';
import { readLines } from '../../src/run/readLines.js';

test('counts may be written in the ways that people write them', () => {
  const texts = ['1000', '1e6', '1M', '2.5k', '1_000_000', '1.5e3', '3g', '0.001e3'];
  expect(texts.map((text) => parseCount('-n', text))).toEqual([1000, 1e6, 1e6, 2500, 1e6, 1500, 3e9, 1]);
});

test.each(['', 'ten', '-1', '1.5', '1e', '1kk', '0x10', '1 000', 'NaN', 'Infinity', '1,2'])(
  '%j is no count',
  (text) => {
    expect(() => parseCount('--count', text)).toThrow(/--count is .* expected a whole number/);
  },
);

test('counts out of range are refused with the limit', () => {
  expect(() => parseCount('--count', '0', 1)).toThrow('expected at least 1');
  expect(() => parseCount('--count', '1e300', 1)).toThrow('at most 2^53 - 1');
});

test('metrics may be listed, and misspelt ones get a suggestion', () => {
  expect(metricNames('--minimize', 'training,memory')).toEqual(['training', 'memory']);
  expect(metricNames('--minimize', ['peak', 'params'])).toEqual(['peak', 'params']);
  expect(metricNames('--minimize', undefined)).toEqual([]);
  expect(() => metricNames('--minimize', 'trainig')).toThrow('did you mean "training"?');
  expect(() => metricNames('--minimize', 'zzzzzz')).toThrow('the metrics are forward,');
});

test('lines are the same however the stream is cut, within a character too', async () => {
  const bytes = new TextEncoder().encode('{"a":"é"}\n\nzwei\r\n€');
  const expected = [
    ['{"a":"é"}', 1],
    ['', 2],
    ['zwei\r', 3],
    ['€', 4],
  ];
  for (let size = 1; size <= bytes.length; size++) {
    const lines: unknown[] = [];
    for await (const { text, line } of readLines(chunks(bytes, size))) lines.push([text, line]);
    expect(lines).toEqual(expected);
  }
});

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}
