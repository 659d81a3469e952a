import { frontOfSpace } from '../../wholeSpace/front.js';
import type { Goal } from '../../wholeSpace/dimension.js';
import { checkOptions, type OptionRules } from '../checkOptions.js';
import type { CompiledSpace } from '../compiledSpace.js';
import { RequestError } from '../errors.js';
import { oneOf } from '../optionRules.js';
import { ask, ASK_RULES, costedChoice, refuseWide, type Asked } from './asked.js';
import { infeasible } from './infeasible.js';
import { figureOf, type Quantities } from './quantities.js';
import type { FrontAnswer, FrontOptions, ScoredArchitecture, WholeObjective } from './questions.js';

export const DEFAULT_OBJECTIVES: readonly WholeObjective[] = [
  { metric: 'training', direction: 'min' },
  { metric: 'params', direction: 'max' },
];

const FRONT_RULES: OptionRules<FrontOptions> = {
  ...ASK_RULES,
  objectives: {
    expected: 'a list of { metric, direction }',
    holds: (value) => Array.isArray(value) && value.length > 0,
  },
  epsilon: {
    expected: 'a number from 0 to 1',
    holds: (value) => typeof value === 'number' && value >= 0 && value <= 1,
  },
};

/**
 * The exact Pareto front of a whole space, or of what meets a budget.
 *
 * @throws RequestError where an option makes no sense or the space is wide; InfeasibleError; WholeSpaceError where
 * there are too many labels; Stopped where it is interrupted
 */
export async function paretoFrontOf(space: CompiledSpace, options: FrontOptions = {}): Promise<FrontAnswer> {
  checkOptions('front', options, FRONT_RULES);
  const { objectives = DEFAULT_OBJECTIVES, epsilon = 0 } = options;
  for (const objective of objectives) checkObjective(objective);
  checkDistinct(objectives);
  const asked = ask(space, options);
  refuseWide(space, 'the front of the whole space', 'nascost sample gives the front of a sample');
  const goals = objectives.map((objective) => toGoal(objective, asked.quantities));
  const points = await asked.work(frontOfSpace(asked.bounded(), goals, { epsilon, limit: asked.labels }));
  if (points.length === 0 && space.size > 0n) throw await infeasible(asked);
  return { objectives, epsilon, front: points.map(({ choice }) => scored(asked, choice)) };
}

const GOAL_RULES: OptionRules<WholeObjective> = {
  metric: { expected: 'a metric', holds: (value) => typeof value === 'string' },
  direction: oneOf('min', 'max'),
};

function checkObjective(objective: unknown): void {
  checkOptions('an objective', objective, GOAL_RULES, ['metric', 'direction']);
}

export function toGoal(objective: WholeObjective, quantities: Quantities): Goal {
  checkObjective(objective);
  return { quantity: quantities.named(objective.metric), direction: objective.direction };
}

/** An architecture with all its figures. */
export function scored({ space, quantities }: Asked, choice: Int32Array): ScoredArchitecture {
  const costed = costedChoice(space, choice);
  const scores = quantities.scores;
  if (scores === undefined) return costed;
  return { ...costed, score: figureOf(scores.quantity, scores.of(choice)) };
}

function checkDistinct(objectives: readonly WholeObjective[]): void {
  const twice = objectives.find(({ metric }, i) => objectives.findIndex((other) => other.metric === metric) !== i);
  if (twice !== undefined) throw new RequestError(`${twice.metric} is an objective twice`);
}
