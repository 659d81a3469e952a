import { compare } from '../cost/exact.js';
import type { Diagram } from '../types.js';
import type { Direction } from '../pareto/paretoFront.js';
import type { Constraint } from './bounded.js';
import { amountOf, measure } from './measure.js';
import { prefixBounds, type PrefixBounds } from './prefixBounds.js';
import type { Quantity } from './quantity.js';

/** A quantity, and whether less or more of it is better. */
export interface Goal {
  readonly quantity: Quantity;
  readonly direction: Direction;
}

/** One figure of a completion (a path from a node to the terminal), such that less of it is never worse. */
export interface Dimension {
  /** Per arc. */
  readonly costs: Float64Array;
  /** How a path's figure is made from its arcs': `max` and `min` are of a quantity that combines by max. */
  readonly combine: 'sum' | 'max' | 'min';
  /** The figure of the empty path. */
  readonly empty: number;
  /** Figures below this are as good as this, per node: what any path from the root leaves room for. */
  readonly floor: Float64Array | undefined;
  /** Figures above this are of no use, per node. */
  readonly ceiling: Float64Array | undefined;
}

/** What labels are compared by. */
export interface Dimensions {
  readonly goals: readonly Dimension[];
  /** For what goals do not already see to. */
  readonly constraints: readonly Dimension[];
  /** A goal's amount from its figure, in steps of 1 / scale. */
  amount(goal: number, figure: number): bigint;
  /** The least amount of a goal that any architecture has over a node with a completion of this figure, as a float. */
  leastTotal(goal: number, node: number, figure: number): number;
}

/**
 * Dimensions of goals under constraints. A bound that has a goal's quantity and direction needs no dimension of its
 * own: what is too dear is dropped, and less is better in any case. Any other is one more dimension, in which all that
 * is surely within the bound counts as the same.
 *
 * @param thinned goals in which labels may stand for others that are a little better: there a bound does need its own
 */
export function dimensions(
  diagram: Diagram,
  goals: readonly Goal[],
  constraints: readonly Constraint[],
  thinned: readonly Goal[] = [],
): Dimensions {
  const untouched = goals.filter((goal) => !thinned.includes(goal));
  const reached = goals.map((goal) => goalDimension(diagram, goal, constraints));
  const rest = constraints.flatMap((constraint) =>
    (['max', 'min'] as const)
      .filter((side) => !isGoal(constraint, side, untouched) && isTight(constraint, side))
      .map((side) => boundDimension(diagram, constraint, side)),
  );
  return {
    goals: reached.map(({ dimension }) => dimension),
    constraints: rest,
    amount: (goal, figure) => (reached[goal] as GoalDimension).amount(figure),
    leastTotal: (goal, node, figure) => (reached[goal] as GoalDimension).leastTotal(node, figure),
  };
}

interface GoalDimension {
  readonly dimension: Dimension;
  amount(figure: number): bigint;
  leastTotal(node: number, figure: number): number;
}

function goalDimension(
  diagram: Diagram,
  { quantity, direction }: Goal,
  constraints: readonly Constraint[],
): GoalDimension {
  if (quantity.combine === 'max') return maximumDimension(diagram, quantity, direction);
  const measured =
    constraints.find((constraint) => constraint.measure.quantity === quantity)?.measure ?? measure(diagram, quantity);
  const sign = direction === 'min' ? 1 : -1;
  const prefixes = prefixBounds(diagram, measured.excess);
  const own = constraints.find((constraint) => constraint.measure === measured);
  return {
    dimension: {
      costs: sign === 1 ? measured.excess : measured.excess.map((excess) => -excess),
      combine: 'sum',
      empty: 0,
      floor: undefined,
      ceiling: own && ceilingOf(own, prefixes, direction === 'min' ? 'max' : 'min'),
    },
    amount: (figure) => amountOf(measured, sign * figure),
    leastTotal(node, figure) {
      const least =
        Number(measured.least) + Number(measured.unit) * ((prefixes.cheapest[node] as number) + sign * figure);
      return least / Number(quantity.scale);
    },
  };
}

/** Of ranks, since amounts may be beyond 2^53. */
function maximumDimension(diagram: Diagram, quantity: Quantity, direction: Direction): GoalDimension {
  const { arcs, base } = quantity.amounts(diagram);
  const amounts = [...new Set([...Array.from(arcs as ArrayLike<number | bigint>, BigInt), BigInt(base)])].toSorted(
    compare,
  );
  const rank = new Map(amounts.map((amount, r) => [amount, r]));
  const sign = direction === 'min' ? 1 : -1;
  const figure = (amount: number | bigint): number => sign * (rank.get(BigInt(amount)) as number);
  return {
    dimension: {
      costs: Float64Array.from({ length: diagram.arcCount }, (_, arc) => figure(arcs[arc] as number | bigint)),
      combine: direction === 'min' ? 'max' : 'min',
      empty: figure(base),
      floor: undefined,
      ceiling: undefined,
    },
    amount: (ranked) => amounts[sign * ranked] as bigint,
    leastTotal: (_node, ranked) => Number(amounts[sign * ranked] as bigint),
  };
}

function isGoal(constraint: Constraint, side: 'max' | 'min', goals: readonly Goal[]): boolean {
  return goals.some(
    ({ quantity, direction }) =>
      quantity === constraint.measure.quantity && direction === (side === 'max' ? 'min' : 'max'),
  );
}

/** Some architecture is outside. */
function isTight({ measure: { dearest }, low, high }: Constraint, side: 'max' | 'min'): boolean {
  return side === 'max' ? high < (dearest[0] as number) : low > 0;
}

function boundDimension(diagram: Diagram, constraint: Constraint, side: 'max' | 'min'): Dimension {
  const { excess } = constraint.measure;
  const prefixes = prefixBounds(diagram, excess);
  const { cheapest, dearest } = prefixes;
  return {
    costs: side === 'max' ? excess : excess.map((spent) => -spent),
    combine: 'sum',
    empty: 0,
    floor:
      side === 'max'
        ? dearest.map((prefix) => constraint.high - prefix)
        : cheapest.map((prefix) => prefix - constraint.low),
    ceiling: ceilingOf(constraint, prefixes, side),
  };
}

/** The largest figure of a completion that some path from the root to its node makes whole. */
function ceilingOf(constraint: Constraint, { cheapest, dearest }: PrefixBounds, side: 'max' | 'min'): Float64Array {
  return side === 'max'
    ? cheapest.map((prefix) => constraint.high - prefix)
    : dearest.map((prefix) => prefix - constraint.low);
}
