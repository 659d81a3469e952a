import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addToHistogram,
  emptyHistogram,
  HISTOGRAM_ERROR,
  histogramRank,
  mergeHistogram,
  trimmed,
} from '../../src/run/histogram.js';
import { selectRank } from '../../src/run/selectRank.js';
import { spreadPart, SpreadSum } from '../../src/run/spread.js';

const figures = fc.array(fc.oneof(fc.nat(20), fc.nat(1e9), fc.maxSafeNat()), { minLength: 1, maxLength: 300 });

test('selectRank gives what sorting gives', () => {
  fc.assert(
    fc.property(figures, fc.nat(), (values, draw) => {
      const rank = draw % values.length;
      expect(selectRank(Float64Array.from(values), rank)).toBe(values.toSorted((a, b) => a - b)[rank]);
    }),
  );
});

test('a rank read from a histogram is off by 0.1 % at most', () => {
  expect(HISTOGRAM_ERROR).toBeLessThan(0.001);
  fc.assert(
    fc.property(figures, fc.nat(), (values, draw) => {
      const histogram = emptyHistogram();
      addToHistogram(histogram, Float64Array.from(values), values.length);
      const rank = draw % values.length;
      const exact = values.toSorted((a, b) => a - b)[rank] as number;
      expect(Math.abs(histogramRank(histogram, rank) - exact)).toBeLessThanOrEqual(HISTOGRAM_ERROR * exact);
      expect(histogramRank(trimmed(histogram), rank)).toBe(histogramRank(histogram, rank));
    }),
  );
});

test('histograms merge in any order, and grow where a figure needs it', () => {
  fc.assert(
    fc.property(figures, figures, (left, right) => {
      const merged = [
        [left, right],
        [right, left],
        [[...left, ...right, 2 ** 80], []],
      ].map((lists, i) => {
        const sum = emptyHistogram();
        for (const list of i === 2 ? lists : [...lists, [2 ** 80]]) {
          const part = emptyHistogram();
          addToHistogram(part, Float64Array.from(list), list.length);
          // as parts travel
          const travelling = trimmed(part);
          expect(travelling.counts.length === 0 || (travelling.counts[0] !== 0 && travelling.counts.at(-1) !== 0)).toBe(
            true,
          );
          mergeHistogram(sum, travelling);
        }
        return { total: sum.total, counts: Buffer.from(sum.counts.buffer).toString('latin1') };
      });
      expect(merged[1]?.counts === merged[0]?.counts && merged[2]?.counts === merged[0]?.counts).toBe(true);
      expect(new Set(merged.map(({ total }) => total))).toEqual(new Set([left.length + right.length + 1]));
    }),
    { numRuns: 20 },
  );
});

test('a spread is exact where figures are kept, whatever the parts', () => {
  fc.assert(
    fc.property(figures, fc.nat(), (values, draw) => {
      const cut = draw % (values.length + 1);
      const sum = new SpreadSum();
      for (const part of [values.slice(cut), values.slice(0, cut)]) sum.add(spreadPart(Float64Array.from(part), true));
      const sorted = values.toSorted((a, b) => a - b);
      const at = (quantile: number) => sorted[Math.floor(quantile * (sorted.length - 1))];
      expect(sum.spread()).toEqual({
        min: at(0),
        lower: at(0.25),
        median: at(0.5),
        upper: at(0.75),
        max: at(1),
        exact: true,
      });
    }),
  );
});

test('a counted spread has exact ends', () => {
  const sum = new SpreadSum();
  sum.add(spreadPart(Float64Array.of(1_000_003, 7, 123_456_789), false));
  sum.add(spreadPart(Float64Array.of(999), false));
  const spread = sum.spread();
  expect(spread).toMatchObject({ min: 7, max: 123_456_789, exact: false });
  expect(Math.abs(Number(spread?.median) - 999)).toBeLessThanOrEqual(1);
});

test('figures of 2^53 and above stay exact', () => {
  const sum = new SpreadSum();
  sum.add(spreadPart([2n ** 53n, 5n, 2n ** 90n + 1n], true));
  expect(sum.spread()).toMatchObject({ min: 5, lower: 5, median: 2n ** 53n, max: 2n ** 90n + 1n });
});

test('a spread of nothing is nothing', () => {
  const sum = new SpreadSum();
  sum.add(spreadPart(new Float64Array(0), true));
  expect(sum.spread()).toBeUndefined();
});
