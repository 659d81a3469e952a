import { bestOfSpace } from './best.js';
import type { Bounded } from './bounded.js';
import { WholeSpaceError } from './wholeSpaceError.js';
import type { Work } from './work.js';

/** Whether any architecture meets some constraints; nothing where telling takes more labels than the limit. */
export function* anyWithin(bounded: Bounded, limit: number): Work<boolean | undefined> {
  const [first] = bounded.constraints;
  if (first === undefined) return bounded.diagram.size > 0n;
  try {
    const goal = { quantity: first.measure.quantity, direction: 'min' as const };
    return (yield* bestOfSpace(bounded, goal, { count: 1, limit })).length > 0;
  } catch (error) {
    if (!(error instanceof WholeSpaceError)) throw error;
    return undefined;
  }
}
