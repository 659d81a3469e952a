import { expect, test } from 'vitest';
import { decodeResult, encodeResult } from '../../../src/run/evaluators/resultCode.js';

const FIGURES = [1.5, -0, 1e-310];

test('results are read as they were written', () => {
  expect(decodeResult('key', encodeResult('key', FIGURES), 3)).toEqual(FIGURES);
  expect(decodeResult('key', encodeResult('key', []), 0)).toEqual([]);
});

test('nothing else is taken for a result', () => {
  const bytes = encodeResult('key', FIGURES);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const damaged = bytes.slice();
    damaged[bit >> 3] = Number(damaged[bit >> 3]) ^ (1 << (bit & 7));
    expect(decodeResult('key', damaged, 3)).toBeUndefined();
  }
  expect(decodeResult('kez', bytes, 3)).toBeUndefined();
  for (const count of [0, 2, 4]) expect(decodeResult('key', bytes, count)).toBeUndefined();
  expect(decodeResult('key', bytes.subarray(0, 20), 2)).toBeUndefined();
  expect(decodeResult('key', new Uint8Array(28), 3)).toBeUndefined();
  expect(decodeResult('key', undefined, 3)).toBeUndefined();
});
