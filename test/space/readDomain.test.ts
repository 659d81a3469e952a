import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpace } from '../../src/space/readSpace.js';
import { spaceText } from './spaces.js';

function range(first: number, last: number, step?: number): readonly unknown[] {
  const decisions = { d: { range: step === undefined ? [first, last] : [first, last, step] } };
  const value = readSpace(spaceText({ decisions, network: { dropout: 'd' } }), 'x').space?.decisions.get('d');
  return value?.kind === 'domain' ? value.values : [];
}

describe('a range', () => {
  it('counts by 1 unless told otherwise, both ends included where the step meets them', () => {
    expect(range(1, 4)).toEqual([1, 2, 3, 4]);
    expect(range(128, 224, 32)).toEqual([128, 160, 192, 224]);
    expect(range(1, 10, 4)).toEqual([1, 5, 9]);
    expect(range(3, 3)).toEqual([3]);
    expect(range(-1, 1, 0.5)).toEqual([-1, -0.5, 0, 0.5, 1]);
  });

  it('gives exactly the decimals that a person would write', () => {
    const values = range(2, 3, 0.001);
    expect(values).toHaveLength(1001);
    expect(values[717]).toBe(2.717);
    expect(range(0.1, 0.7, 0.1)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    expect(range(1e-7, 3e-7, 1e-7)).toEqual([1e-7, 2e-7, 3e-7]);
  });

  it('holds the decimals between its ends', () => {
    const places = fc.integer({ min: 0, max: 6 });
    const whole = fc.integer({ min: -2000, max: 2000 });
    fc.assert(
      fc.property(
        places,
        whole,
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 50 }),
        (digits, low, span, by) => {
          const decimal = (n: number) => Number(`${n}e-${digits}`);
          const expected: number[] = [];
          for (let n = low; n <= low + span; n += by) expected.push(decimal(n) + 0);
          expect(range(decimal(low), decimal(low + span), decimal(by))).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('holds a million values and no more', () => {
    expect(range(1, 1_000_000)).toHaveLength(1_000_000);
    expect(range(0, 1_000_000)).toEqual([]);
  });
});
