import type { Diagram } from '../types.js';
import type { Constraint } from './bounded.js';
import { meetInMiddle, type Tally } from './meetInMiddle.js';
import { ExactTotal, ModularTotal, RoundedTotal, TooManyPaths } from './pathTotal.js';
import { cutRoots } from './roots.js';
import { EXACT } from './sumList.js';
import type { Work } from './work.js';

/** How many architectures: between `lower` and `upper`, which are equal where the count is exact. */
export interface Bracket {
  readonly lower: bigint;
  readonly upper: bigint;
}

/** A bracket of the paths that meet one constraint, from lists of at most `cap` sums. */
export function* bracketOne(diagram: Diagram, constraint: Constraint, cap: number): Work<Bracket> {
  const tally = { certain: new RoundedTotal(), possible: new RoundedTotal() };
  yield* countRoots(diagram, constraint, { cap, modulus: 0 }, tally);
  const upper = tally.possible.above;
  return { lower: tally.certain.below, upper: upper < diagram.size ? upper : diagram.size };
}

/**
 * The number of paths that meet one constraint. Counts that pass 2^53 on the way are had modulo several primes, and put together by the
 * Chinese remainder theorem.
 */
export function* countOne(diagram: Diagram, constraint: Constraint): Work<bigint> {
  const total = new ExactTotal();
  try {
    yield* countRoots(diagram, constraint, EXACT, { certain: total, possible: total });
    return total.value;
  } catch (error) {
    if (!(error instanceof TooManyPaths)) throw error;
  }
  let [count, product] = [0n, 1n];
  for (const prime of primesBelow(2 ** 26)) {
    if (product > diagram.size) break;
    const residue = new ModularTotal(prime);
    yield* countRoots(diagram, constraint, { ...EXACT, modulus: prime }, { certain: residue, possible: residue });
    // count + product × t ≡ residue (mod prime)
    const t = modulo((BigInt(residue.value) - count) * inverse(product % BigInt(prime), BigInt(prime)), BigInt(prime));
    count += product * t;
    product *= BigInt(prime);
  }
  return count;
}

function* countRoots(
  diagram: Diagram,
  constraint: Constraint,
  rules: { readonly cap: number; readonly modulus: number },
  tally: Tally,
): Work<undefined> {
  for (const root of cutRoots(diagram, constraint.measure.excess)) {
    yield* meetInMiddle(diagram, constraint, root, rules, tally);
  }
  return undefined;
}

function* primesBelow(limit: number): Generator<number> {
  for (let candidate = limit - 1; candidate > 1; candidate -= 2) if (isPrime(candidate)) yield candidate;
}

function isPrime(odd: number): boolean {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) if (odd % divisor === 0) return false;
  return true;
}

function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/** By Fermat's little theorem. */
function inverse(value: bigint, prime: bigint): bigint {
  let [result, base, exponent] = [1n, value, prime - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % prime;
    base = (base * base) % prime;
  }
  return result;
}
