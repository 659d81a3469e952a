import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparedLimits } from '../../src/run/comparedLimits.js';
import { sampleJob } from '../../src/run/sampleJob.js';

const MOST = 100_000_000;
const OPTIONS = { by: 'architecture', replace: true, seed: 0, metrics: [], objectives: [], ties: 'first' } as const;

const spreadOf = (count: number) => sampleJob({ ...OPTIONS, count }, count).spread;

test('what is compared sums up its figures in the same way, and is as much as is wanted where that allows it', () => {
  const counts = fc.oneof(fc.integer({ min: 1, max: MOST }), fc.integer({ min: 999_990, max: 1_000_010 }));
  fc.assert(
    fc.property(counts, counts, (count, wanted) => {
      const { least, most } = comparedLimits(count, wanted, MOST);
      expect([least, most].map(spreadOf)).toEqual([spreadOf(count), spreadOf(count)]);
      if (spreadOf(wanted) === spreadOf(count)) expect(least).toBe(wanted);
      expect(least).toBeLessThanOrEqual(most);
    }),
  );
});
