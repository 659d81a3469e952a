import type { Exact } from '../../types.js';
import { bestOfSpace } from '../../wholeSpace/best.js';
import { boundDiagram, type Bound } from '../../wholeSpace/bounded.js';
import { WholeSpaceError } from '../../wholeSpace/wholeSpaceError.js';
import type { CostedArchitecture } from '../costs.js';
import { costedChoice, type Asked } from './asked.js';
import { figureOf } from './quantities.js';

/** An architecture that misses one bound by as little as any that meets the others does. */
export interface NearMiss {
  readonly name: string;
  /** The side of its window that it is on. */
  readonly side: 'below' | 'above';
  readonly limit: Exact;
  readonly figure: Exact;
  readonly costed: CostedArchitecture;
}

/** No architecture of the space meets the budget. */
export class InfeasibleError extends Error {
  override readonly name = 'InfeasibleError';
  readonly nearest: readonly NearMiss[];

  constructor(message: string, nearest: readonly NearMiss[]) {
    super(message);
    this.nearest = nearest;
  }
}

/** Labels that are worth it for a hint. */
const HINT_LABELS = 1_000_000;

/** The error for a budget that nothing meets, with the architectures that come nearest to it. */
export async function infeasible(asked: Asked): Promise<InfeasibleError> {
  const nearest: NearMiss[] = [];
  for (const bound of asked.bounds) {
    if (bound.min !== undefined) nearest.push(...(await nearMiss(asked, bound, 'below', bound.min)));
    if (bound.max !== undefined) nearest.push(...(await nearMiss(asked, bound, 'above', bound.max)));
  }
  return new InfeasibleError('no architecture of the space meets the budget', nearest);
}

/** The most that is below a window, or the least that is above it, among the architectures that meet all other bounds. */
async function nearMiss(asked: Asked, bound: Bound, side: NearMiss['side'], limit: bigint): Promise<NearMiss[]> {
  const { quantity } = bound;
  const beyond =
    side === 'below' ? { quantity, min: undefined, max: limit - 1n } : { quantity, min: limit + 1n, max: undefined };
  const bounds = asked.bounds.map((other) => (other === bound ? beyond : other));
  try {
    const bounded = boundDiagram(asked.space.diagram, bounds);
    const goal = { quantity, direction: side === 'below' ? ('max' as const) : ('min' as const) };
    const found = await asked.work(bestOfSpace(bounded, goal, { count: 1, limit: HINT_LABELS }));
    return found.map(({ choice, amount }) => ({
      name: quantity.name,
      side,
      limit: figureOf(quantity, limit),
      figure: figureOf(quantity, amount),
      costed: costedChoice(asked.space, choice),
    }));
  } catch (error) {
    if (error instanceof WholeSpaceError) return [];
    throw error;
  }
}
