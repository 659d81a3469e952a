import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, max, normalise, product, sum, volume } from '../../src/cost/exact.js';
import type { Exact } from '../../src/types.js';

const LIMIT = BigInt(Number.MAX_SAFE_INTEGER);

/** Integers of every size around the border between number and bigint, in their normal form. */
const exact: fc.Arbitrary<Exact> = fc
  .oneof(fc.bigInt(0n, 9n), fc.bigInt(0n, 1n << 27n), fc.bigInt(LIMIT - 9n, LIMIT + 9n), fc.bigInt(0n, 1n << 90n))
  .map(normalise);

const several = fc.array(exact, { maxLength: 5 });

/** A bigint in the form that results are to have. */
function normal(value: bigint): Exact {
  return value <= LIMIT ? Number(value) : value;
}

describe('exact arithmetic', () => {
  test('product is the bigint product, a number while it is safe', () => {
    fc.assert(
      fc.property(several, (factors) => {
        expect(product(...factors)).toBe(normal(factors.reduce((total: bigint, factor) => total * BigInt(factor), 1n)));
      }),
    );
  });

  test('sum is the bigint sum, a number while it is safe', () => {
    fc.assert(
      fc.property(several, (terms) => {
        expect(sum(...terms)).toBe(normal(terms.reduce((total: bigint, term) => total + BigInt(term), 0n)));
      }),
    );
  });

  test('volume is the bigint product of a list', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 31), { maxLength: 4 }), (sizes) => {
        expect(volume(sizes)).toBe(normal(sizes.reduce((total, size) => total * BigInt(size), 1n)));
      }),
    );
  });

  test('max and compare order numbers and bigints by value', () => {
    fc.assert(
      fc.property(exact, exact, (left, right) => {
        const difference = BigInt(left) - BigInt(right);
        expect(Math.sign(compare(left, right))).toBe(difference === 0n ? 0 : difference < 0n ? -1 : 1);
        expect(max(left, right)).toBe(difference < 0n ? right : left);
      }),
    );
  });

  test('the border is exact: 2^53 - 1 is a number, 2^53 a bigint', () => {
    expect(sum(Number.MAX_SAFE_INTEGER, 0)).toBe(9007199254740991);
    expect(sum(Number.MAX_SAFE_INTEGER, 1)).toBe(9007199254740992n);
    expect(product(2 ** 27, 2 ** 26)).toBe(2n ** 53n);
    expect(product(3, 3002399751580330, 1n)).toBe(9007199254740990);
  });

  test('a factor of 0 makes 0 of any overflow', () => {
    expect(product(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 0)).toBe(0);
    expect(product(...Array.from({ length: 40 }, () => Number.MAX_SAFE_INTEGER), 0)).toBe(0);
    expect(product(2n ** 60n, 0)).toBe(0);
  });
});
