import { expect, test } from 'vitest';
import { mergeRounds } from '../../bench/mergeRounds.js';
import type { RoundRow } from '../../bench/row.js';

test('rows keep the figures of all rounds, and the best of what they are compared with', () => {
  const of = (figure: number, naive: number, limit?: number): RoundRow => ({
    what: 'a',
    unit: 's',
    figure,
    naive,
    limit,
  });
  const rounds = [
    { kernels: [of(3, 30, 2)], files: [of(1, 9)] },
    { kernels: [of(2, 40, 1)], files: [of(4, 8)] },
  ];
  expect(mergeRounds(rounds)).toEqual([
    { group: 'kernels', what: 'a', unit: 's', rounds: [3, 2], naive: 30, limit: 1 },
    { group: 'files', what: 'a', unit: 's', rounds: [1, 4], naive: 8, limit: undefined },
  ]);
});

test('the best of rates is the highest', () => {
  const of = (naive: number): RoundRow => ({ what: 'a', unit: 'million/s', figure: 5, naive });
  expect(mergeRounds([{ kernels: [of(1)] }, { kernels: [of(3)] }, { kernels: [of(2)] }])[0]?.naive).toBe(3);
});
