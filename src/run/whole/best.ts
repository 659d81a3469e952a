import { bestOfSpace } from '../../wholeSpace/best.js';
import { checkOptions, type OptionRules } from '../checkOptions.js';
import type { CompiledSpace } from '../compiledSpace.js';
import { wholeNumber } from '../optionRules.js';
import { ask, ASK_RULES, refuseWide } from './asked.js';
import { scored, toGoal } from './front.js';
import { infeasible } from './infeasible.js';
import type { BestAnswer, BestOptions } from './questions.js';

const BEST_RULES: OptionRules<BestOptions> = {
  ...ASK_RULES,
  objective: { expected: '{ metric, direction }', holds: (value) => typeof value === 'object' && value !== null },
  top: wholeNumber(1, 100_000),
};

/**
 * The provably best architectures of a whole space, or of what meets a budget, in order.
 *
 * @throws RequestError where an option makes no sense or the space is wide; InfeasibleError; WholeSpaceError where
 * there are too many labels; Stopped where it is interrupted
 */
export async function bestArchitectures(space: CompiledSpace, options: BestOptions = {}): Promise<BestAnswer> {
  checkOptions('best', options, BEST_RULES);
  const { objective = { metric: 'score', direction: 'max' }, top = 1 } = options;
  const asked = ask(space, options);
  refuseWide(space, 'the best of the whole space', 'nascost sample --out gives samples to choose from');
  const goal = toGoal(objective, asked.quantities);
  const found = await asked.work(bestOfSpace(asked.bounded(), goal, { count: top, limit: asked.labels }));
  if (found.length === 0 && space.size > 0n) throw await infeasible(asked);
  return { objective, best: found.map(({ choice }) => scored(asked, choice)) };
}
