import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { summary } from '../../bench/summary.js';
import { row } from './result.js';

test('the figure is the least duration or the highest rate, and the noise is how much longer the longest round took', () => {
  expect(summary(row('a', [2, 3, 2.5]))).toMatchObject({ figure: 2, noise: 0.5 });
  expect(summary(row('a', [4, 2, 3], { unit: 'million/s' }))).toMatchObject({ figure: 4, noise: 1 });
  expect(summary(row('a', [90, 100], { unit: 'MB' })).figure).toBe(90);
});

test('one round says nothing of the noise', () => {
  expect(summary(row('a', [2])).noise).toBeUndefined();
});

test('a rate and the duration it stands for have the same noise and the same ratios', () => {
  const duration = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(duration, { minLength: 2, maxLength: 5 }), duration, duration, (rounds, naive, limit) => {
      const ofDurations = summary(row('a', rounds, { naive, limit }));
      const inverse = (value: number) => 1 / value;
      const rates = { unit: 'million/s', naive: inverse(naive), limit: inverse(limit) } as const;
      const ofRates = summary(row('a', rounds.map(inverse), rates));
      expect(ofRates.noise).toBeCloseTo(ofDurations.noise ?? NaN, 6);
      expect((ofRates.naive ?? NaN) / (ofDurations.naive ?? NaN)).toBeCloseTo(1, 6);
      expect((ofRates.limit ?? NaN) / (ofDurations.limit ?? NaN)).toBeCloseTo(1, 6);
    }),
  );
});

test('twice the limit’s time and a tenth of the naive way’s are told as 2 and 10', () => {
  expect(summary(row('a', [2], { naive: 20, limit: 1 }))).toMatchObject({ naive: 10, limit: 2 });
  expect(summary(row('a', [2], { naive: 0.2, limit: 4, unit: 'million/s' }))).toMatchObject({ naive: 10, limit: 2 });
});
