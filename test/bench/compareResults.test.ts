import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareResults } from '../../bench/compareResults.js';
import type { BenchRow } from '../../bench/row.js';
import { row } from './result.js';

function verdict(before: BenchRow, now: BenchRow): string | undefined {
  return compareResults([before], [now]).rows[0]?.verdict;
}

test('a change beyond the noise of both is faster or slower, whichever way the unit counts', () => {
  expect(verdict(row('a', [10, 10.1]), row('a', [8, 8.1]))).toBe('faster');
  expect(verdict(row('a', [8, 8.1]), row('a', [10, 10.1]))).toBe('slower');
  const rate = { unit: 'million/s' } as const;
  expect(verdict(row('a', [10, 9.9], rate), row('a', [8, 7.9], rate))).toBe('slower');
  expect(verdict(row('a', [8, 7.9], rate), row('a', [10, 9.9], rate))).toBe('faster');
  const memory = { unit: 'MB' } as const;
  expect(verdict(row('a', [8, 8.1], memory), row('a', [10, 10.1], memory))).toBe('larger');
  expect(verdict(row('a', [10, 10.1], memory), row('a', [8, 8.1], memory))).toBe('smaller');
});

test('a change that the noise of either explains is within it', () => {
  expect(verdict(row('a', [10, 13]), row('a', [8, 8.1]))).toBe('within noise');
  expect(verdict(row('a', [10, 10.1]), row('a', [8, 11]))).toBe('within noise');
  expect(verdict(row('a', [10]), row('a', [10.1]))).toBe('within noise');
});

test('a run is within the noise of itself, and what is faster one way is slower the other', () => {
  const rounds = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(rounds, rounds, fc.constantFrom('s', 'million/s'), (one, other, unit) => {
      const [a, b] = [row('a', one, { unit }), row('a', other, { unit })];
      expect(verdict(a, a)).toBe('within noise');
      const turned = { faster: 'slower', slower: 'faster' }[verdict(a, b) ?? ''] ?? 'within noise';
      expect(verdict(b, a)).toBe(turned);
    }),
  );
});

test('the change is that of the figure', () => {
  const [compared] = compareResults([row('a', [10, 11])], [row('a', [9, 8])]).rows;
  expect(compared).toMatchObject({ before: 10, now: 8, noiseNow: 0.125 });
  expect(compared?.change).toBeCloseTo(-0.2);
});

test('rows of one side only are named, and a row of another unit is another row', () => {
  const before = [row('a', [1]), row('b', [1]), row('c', [1])];
  const now = [row('a', [1]), row('c', [1], { unit: 'ms' }), row('d', [1])];
  const { rows, onlyBefore, onlyNow } = compareResults(before, now);
  expect(rows.map((compared) => compared.row.what)).toEqual(['a']);
  expect(onlyBefore.map(({ what }) => what)).toEqual(['b', 'c']);
  expect(onlyNow.map(({ what }) => what)).toEqual(['c', 'd']);
});
