import type { Graph, Problem, Space } from '../types.js';

/** The warning of a space whose constraints admit nothing, at the first of them. */
export function emptySpace(space: Space, { constraints }: Graph, size: bigint): Problem[] {
  if (size > 0n) return [];
  return [
    {
      place: constraints[0]?.place ?? space.input.place,
      message: 'the space holds no architecture',
      hint: 'no choice of its decisions meets every constraint of where',
      severity: 'warning',
    },
  ];
}
