import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { measurePart, MeasureSum } from '../../../src/run/evaluators/measureSpread.js';
import { HISTOGRAM_ERROR } from '../../../src/run/histogram.js';

const columns = fc.array(
  fc.array(
    fc.oneof(
      fc.constant(NaN),
      fc.constantFrom(0, -0),
      fc.integer({ min: -1000, max: 1000 }),
      fc.double({ min: -1e9, max: 1e12, noNaN: true }),
    ),
    { maxLength: 20 },
  ),
  { minLength: 1, maxLength: 6 },
);

/** Figures below this are zero to a histogram. */
const LEAST = 1e-19;

test.each([true, false])('a spread is that of all figures together, whatever the parts (kept: %s)', (keep) => {
  fc.assert(
    fc.property(columns, fc.nat(), (parts, cut) => {
      const sum = new MeasureSum();
      const [first, second] = [new MeasureSum(), new MeasureSum()];
      parts.forEach((column, p) => {
        const part = measurePart(Float64Array.from(column), keep);
        sum.add(part);
        (p < cut % parts.length ? first : second).add(part);
      });
      const figures = parts
        .flat()
        .filter((figure) => !Number.isNaN(figure))
        .toSorted((a, b) => a - b);
      const spread = sum.spread();
      if (spread === undefined) return figures.length === 0;
      const at = (quantile: number) => figures[Math.floor(quantile * (figures.length - 1))] as number;
      expect([spread.min, spread.max]).toEqual([figures[0], figures.at(-1)].map((figure) => (figure as number) + 0));
      const exact = [at(0.25), at(0.5), at(0.75)];
      const found = [spread.lower, spread.median, spread.upper].map(Number);
      for (const [i, figure] of exact.entries()) {
        const error = keep ? 0 : LEAST + Math.abs(figure) * HISTOGRAM_ERROR;
        expect(Math.abs((found[i] as number) - figure)).toBeLessThanOrEqual(error);
      }
      const joined = new MeasureSum();
      for (const half of [first.part(), second.part()]) if (half !== undefined) joined.add(half);
      expect(joined.spread()).toEqual(spread);
      return true;
    }),
    { numRuns: 300 },
  );
});
