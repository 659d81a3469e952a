import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SortedStaircase } from '../../src/pareto/sortedStaircase.js';
import { Staircase } from '../../src/pareto/staircase.js';

describe.each([Staircase, SortedStaircase])('%o', (Kind) => {
  it('covers what some added point is no greater than, after any additions and a clearing', () => {
    // 40,000 keys make four levels of words
    const point = fc.record({ key: fc.nat(39999), height: fc.integer({ min: -20, max: 20 }) });
    const rounds = fc.array(fc.array(point, { maxLength: 60, size: 'max' }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(rounds, fc.constantFrom(1, 32, 33, 1024, 40000), (additions, size) => {
        const staircase = new Kind(size);
        for (const round of additions) {
          const added: { key: number; height: number }[] = [];
          for (const { key: any, height } of round) {
            const key = any % size;
            const covered = added.some((other) => other.key <= key && other.height <= height);
            expect(staircase.covers(key, height)).toBe(covered);
            expect(staircase.add(key, height)).toBe(!covered);
            added.push({ key, height });
          }
          staircase.clear();
          expect(staircase.covers(size - 1, Infinity)).toBe(false);
        }
      }),
    );
  });
});
