import type { Combine, Exact } from '../types.js';

/**
 * Exact arithmetic on non-negative integers. A result is a number while it is a safe integer and a bigint above,
 * never a bigint that a number could hold, so equal values are identical (===).
 *
 * The common path works on numbers alone: operands are integers, so a product or sum that rounds anywhere on the way
 * also ends above 2^53 - 1, and only then is it done again in bigint.
 */

/** The product of all factors; 1 without any. */
export function product(...factors: Exact[]): Exact {
  let result = 1;
  for (const factor of factors) {
    if (typeof factor !== 'number') return bigProduct(factors);
    result *= factor;
  }
  return result <= Number.MAX_SAFE_INTEGER ? result : bigProduct(factors);
}

/** The sum of all terms; 0 without any. */
export function sum(...terms: Exact[]): Exact {
  let result = 0;
  for (const term of terms) {
    if (typeof term !== 'number') return bigSum(terms);
    result += term;
  }
  return result <= Number.MAX_SAFE_INTEGER ? result : bigSum(terms);
}

/** The greater of two. */
export function max(left: Exact, right: Exact): Exact {
  return left < right ? right : left;
}

/** How two figures of one metric make one: their sum, or the greater. */
export function combiner(how: Combine): (left: Exact, right: Exact) => Exact {
  // of two figures only: reduce, which may be given this, passes more
  return how === 'max' ? max : (left, right) => sum(left, right);
}

/** Negative, zero or positive, as `Array.prototype.sort` wants it. */
export function compare(left: Exact, right: Exact): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The product of the entries of a list: the points of a map, the positions of a kernel. */
export function volume(sizes: readonly number[]): Exact {
  let result = 1;
  for (const size of sizes) result *= size;
  return result <= Number.MAX_SAFE_INTEGER ? result : bigProduct(sizes);
}

/** A bigint in its normal form. */
export function normalise(value: bigint): Exact {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function bigProduct(factors: readonly Exact[]): Exact {
  let result = 1n;
  for (const factor of factors) result *= BigInt(factor);
  return normalise(result);
}

function bigSum(terms: readonly Exact[]): Exact {
  let result = 0n;
  for (const term of terms) result += BigInt(term);
  return normalise(result);
}
