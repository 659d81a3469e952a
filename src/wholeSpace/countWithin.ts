import type { Diagram } from '../types.js';
import type { Constraint } from './bounded.js';
import { meetInMiddle, type ExcessWindow, type Tally } from './meetInMiddle.js';
import { ExactTotal, ModularTotal, RoundedTotal, TooManyPaths } from './pathTotal.js';
import { fromResidues, primesFor } from './residues.js';
import { cutRoots, type Root } from './roots.js';
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
  return { lower: tally.certain.below, upper: upper !== undefined && upper < diagram.size ? upper : diagram.size };
}

/**
 * The number of paths that meet one constraint. Counts that pass 2^53 on the way are had modulo several primes, and put
 * together by the Chinese remainder theorem.
 */
export function* countOne(diagram: Diagram, constraint: Constraint): Work<bigint> {
  const total = new ExactTotal();
  try {
    yield* countRoots(diagram, constraint, EXACT, { certain: total, possible: total });
    return total.value;
  } catch (error) {
    if (!(error instanceof TooManyPaths)) throw error;
  }
  const moduli = primesFor(diagram.size);
  const residues: number[] = [];
  for (const modulus of moduli) {
    const residue = new ModularTotal(modulus);
    yield* countRoots(diagram, constraint, { ...EXACT, modulus }, { certain: residue, possible: residue });
    residues.push(residue.value);
  }
  return fromResidues(residues, moduli);
}

/**
 * The paths over one root that meet a constraint: a part of `countOne` that any thread can do.
 *
 * @throws TooManyPaths where counts pass 2^53
 */
export function* countRoot(diagram: Diagram, window: ExcessWindow, root: Root): Work<bigint> {
  const total = new ExactTotal();
  yield* meetInMiddle(diagram, window, root, EXACT, { certain: total, possible: total });
  return total.value;
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
