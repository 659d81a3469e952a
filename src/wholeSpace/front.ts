import { paretoFront } from '../pareto/paretoFront.js';
import type { Choice } from '../types.js';
import type { Bounded } from './bounded.js';
import { dimensions, type Goal } from './dimension.js';
import { dropDominated } from './dropDominated.js';
import { completionLabels, followLabel, type LabelOptions, type Labels } from './labels.js';
import { WholeSpaceError } from './wholeSpaceError.js';
import type { Work } from './work.js';

/** A point of a front, with one of its architectures. */
export interface FrontPoint {
  /** One per goal, in steps of 1 / scale of its quantity. */
  readonly amounts: readonly bigint[];
  readonly choice: Choice;
}

/**
 * The Pareto front of all architectures that meet some constraints: every point once, in ascending order of the first
 * goal's figure (best first). With an epsilon, a part of it, such that every architecture is within a factor of 1 +
 * epsilon of one of its points in each goal.
 *
 * @throws WholeSpaceError where there are more labels than the limit, or an epsilon is asked for amounts below zero
 */
export function* frontOfSpace(
  { diagram, constraints }: Bounded,
  goals: readonly Goal[],
  options: LabelOptions,
): Work<FrontPoint[]> {
  if (diagram.size === 0n) return [];
  // the last goal is never thinned
  const compared = dimensions(diagram, goals, constraints, options.epsilon > 0 ? goals.slice(0, -1) : []);
  if (options.epsilon > 0) checkPositive(goals, (goal) => compared.leastTotal(goal, 0, 0));
  const useful = dropDominated(diagram, [...compared.goals, ...compared.constraints]);
  const labels = yield* completionLabels(diagram, compared, { ...options, useful });
  const root = labels[0] as Labels;
  // the last differences may be in constraints alone
  const figures = root.figures.slice(0, goals.length);
  const rows = paretoFront(
    figures,
    figures.map(() => 'min'),
    { ties: 'first', count: root.count },
  );
  const first = figures[0] as Float64Array;
  return [...rows]
    .toSorted((a, b) => (first[a] as number) - (first[b] as number))
    .map((row) => {
      const choice = new Int32Array(diagram.order.length).fill(-1);
      followLabel(diagram, labels, 0, row, choice);
      return { choice, amounts: figures.map((column, goal) => compared.amount(goal, column[row] as number)) };
    });
}

function checkPositive(goals: readonly Goal[], leastTotal: (goal: number) => number): void {
  goals.forEach(({ quantity }, goal) => {
    if (leastTotal(goal) >= 0) return;
    throw new WholeSpaceError(
      `an epsilon is a factor, and ${quantity.name} has amounts below zero: leave out the epsilon or the objective`,
    );
  });
}
