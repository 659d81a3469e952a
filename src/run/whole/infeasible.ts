import { pathOf } from '../../diagram/rank.js';
import type { Choice, Diagram, Exact } from '../../types.js';
import { bestOfSpace } from '../../wholeSpace/best.js';
import { boundDiagram, type Bound } from '../../wholeSpace/bounded.js';
import { measure } from '../../wholeSpace/measure.js';
import type { Quantity } from '../../wholeSpace/quantity.js';
import { WholeSpaceError } from '../../wholeSpace/wholeSpaceError.js';
import type { CostedArchitecture } from '../costs.js';
import { costedChoice, type Asked } from './asked.js';
import { prepareDraw } from './draw.js';
import { openSource } from '../openSource.js';
import { figureOf } from './quantities.js';

/** An architecture that misses one bound by as little as any that meets the others does. */
export interface NearMiss {
  readonly name: string;
  /** The side of its window that it is on. */
  readonly side: 'below' | 'above';
  readonly limit: Exact;
  readonly figure: Exact;
  /** No architecture comes nearer; otherwise it is the nearest of many that were drawn. */
  readonly proven: boolean;
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

/**
 * The error for a budget that nothing meets, with the architectures that come nearest to it.
 *
 * @param labels how many may be kept to find them; with more, they are drawn
 */
export async function infeasible(asked: Asked, labels = HINT_LABELS): Promise<InfeasibleError> {
  const nearest: NearMiss[] = [];
  for (const bound of asked.bounds) {
    if (bound.min !== undefined) nearest.push(...(await nearMiss(asked, bound, 'below', bound.min, labels)));
    if (bound.max !== undefined) nearest.push(...(await nearMiss(asked, bound, 'above', bound.max, labels)));
  }
  return new InfeasibleError('no architecture of the space meets the budget', nearest);
}

/**
 * The most that is below a window, or the least that is above it, among the architectures that meet all other bounds.
 */
async function nearMiss(
  asked: Asked,
  bound: Bound,
  side: NearMiss['side'],
  limit: bigint,
  labels: number,
): Promise<NearMiss[]> {
  const { quantity } = bound;
  const beyond =
    side === 'below' ? { quantity, min: undefined, max: limit - 1n } : { quantity, min: limit + 1n, max: undefined };
  const bounds = asked.bounds.map((other) => (other === bound ? beyond : other));
  try {
    const bounded = boundDiagram(asked.space.diagram, bounds);
    const goal = { quantity, direction: side === 'below' ? ('max' as const) : ('min' as const) };
    const found = await asked.work(bestOfSpace(bounded, goal, { count: 1, limit: labels }));
    return found.map(({ choice, amount }) => ({
      name: quantity.name,
      side,
      limit: figureOf(quantity, limit),
      figure: figureOf(quantity, amount),
      proven: true,
      costed: costedChoice(asked.space, choice),
    }));
  } catch (error) {
    if (error instanceof WholeSpaceError) return drawnMiss(asked, bounds, beyond, side, limit);
    throw error;
  }
}

/** The part of the whole range beside a window that is drawn from, at least so many units, and how many candidates. */
const BESIDE = 2n ** 14n;
const FEW_UNITS = 16n;
const DRAWN = 65_536;

/** Where the nearest would take too many labels: the nearest of those that are drawn close to the window. */
async function drawnMiss(
  asked: Asked,
  bounds: readonly Bound[],
  beyond: Bound,
  side: NearMiss['side'],
  limit: bigint,
): Promise<NearMiss[]> {
  const { space } = asked;
  const { quantity } = beyond;
  const measured = measure(space.diagram, quantity);
  const part = (measured.unit * BigInt(measured.dearest[0] as number)) / BESIDE;
  const reach = part > FEW_UNITS * measured.unit ? part : FEW_UNITS * measured.unit;
  const near = side === 'below' ? { ...beyond, min: limit - reach } : { ...beyond, max: limit + reach };
  const { runnable, checks } = await asked.work(
    prepareDraw(
      space.runnable,
      bounds.map((bound) => (bound === beyond ? near : bound)),
    ),
  );
  const { drawn } = runnable.shardSpace;
  if (drawn.size === 0n) return [];
  const selection = { kind: 'sample', seed: 0, by: 'architecture', replace: true } as const;
  const source = openSource(runnable.shardSpace, { selection, metrics: [], checks });
  const rows = source.rows(0, DRAWN);
  const choice = new Int32Array(space.decisions.length);
  let nearest: { amount: bigint; index: bigint } | undefined;
  for (let row = 0; row < rows.count; row++) {
    const index = source.choose(rows.numberAt(row), choice);
    const amount = amountOfChoice(space.diagram, quantity, choice);
    if (nearest === undefined || (side === 'below' ? amount > nearest.amount : amount < nearest.amount)) {
      nearest = { amount, index };
    }
  }
  if (nearest === undefined) return [];
  const figures = { limit: figureOf(quantity, limit), figure: figureOf(quantity, nearest.amount) };
  return [{ name: quantity.name, side, ...figures, proven: false, costed: space.costed(nearest.index) }];
}

/** Along its path. */
function amountOfChoice(diagram: Diagram, quantity: Quantity, choice: Choice): bigint {
  const { arcs, base } = quantity.amounts(diagram);
  const path = pathOf(diagram, choice);
  if (!Array.isArray(path)) throw new Error('a drawn architecture is not in the space');
  return path.reduce((sum, arc) => sum + BigInt(arcs[arc] as number | bigint), BigInt(base));
}
