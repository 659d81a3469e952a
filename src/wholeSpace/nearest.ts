import type { Choice } from '../types.js';
import { bestOfSpace } from './best.js';
import type { Bounded } from './bounded.js';
import { decisionQuantity } from './quantity.js';
import type { Work } from './work.js';

/**
 * How unwelcome value `value` of decision `decision` (by their indices) is: an integer from 0. Inactive decisions cost
 * nothing.
 */
export type Distance = (decision: number, value: number) => number;

/**
 * The architecture that meets some constraints at the least distance, of equal ones the first by index; nothing where
 * none meets them. Every move of a search is such an architecture: what is asked for stands in the distance, what must
 * be kept to in the constraints.
 *
 * @throws WholeSpaceError where there are more labels than the limit
 */
export function* nearestArchitecture(bounded: Bounded, distance: Distance, limit: number): Work<Choice | undefined> {
  const quantity = decisionQuantity('distance', 1n, distance);
  const [nearest] = yield* bestOfSpace(bounded, { quantity, direction: 'min' }, { count: 1, limit });
  return nearest?.choice;
}
