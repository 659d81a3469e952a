import { Draws, KeyStream } from '../../diagram/keyStream.js';
import type { Choice } from '../../types.js';
import { boundDiagram } from '../../wholeSpace/bounded.js';
import { nearestArchitecture, type Distance } from '../../wholeSpace/nearest.js';
import { withValue } from '../../wholeSpace/selectPaths.js';
import { checkOptions, type OptionRules } from '../checkOptions.js';
import type { ArchitectureReference, CompiledSpace } from '../compiledSpace.js';
import type { CostedArchitecture } from '../costs.js';
import { SAMPLE_RULES } from '../optionRules.js';
import { ask, ASK_RULES, costedChoice, refuseWide, type Asked } from './asked.js';
import { infeasible, InfeasibleError } from './infeasible.js';
import type { MoveOptions } from './questions.js';

const MOVE_RULES: OptionRules<MoveOptions> = { ...ASK_RULES, seed: SAMPLE_RULES.seed };

/** What is drawn for values that nothing speaks for or against is below this. */
const NOISE = 100;
/**
 * A step in the order of a domain weighs more than all that is drawn, a change of one more decision more than all
 * steps.
 */
const STEP = 1e5;
const CHANGE = 1e10;

/**
 * The nearest architecture that meets the budget: the fewest decisions take another value, the new values are near the
 * old ones in the order of their domains, and decisions that become active take whatever keeps to the budget. The
 * architecture itself where it meets the budget.
 *
 * @throws RequestError where an option makes no sense or the space is wide; InfeasibleError where nothing meets the
 * budget
 */
export async function repair(
  space: CompiledSpace,
  architecture: ArchitectureReference,
  options: MoveOptions = {},
): Promise<CostedArchitecture> {
  const { asked, draws } = open('repair', space, options);
  const from = space.choice(architecture);
  const nearest = await asked.work(
    nearestArchitecture(asked.bounded(), awayFrom(from, noise(draws, space)), asked.labels),
  );
  if (nearest === undefined) throw await infeasible(asked);
  return costedChoice(space, nearest);
}

/**
 * A random neighbour within the budget: one decision takes another value, drawn uniformly from those that some
 * architecture within the budget has; all others keep theirs, except where the space or the budget does not let them,
 * and then as few change as possible.
 *
 * @throws InfeasibleError where there is no neighbour; RequestError where an option makes no sense or the space is wide
 */
export async function mutate(
  space: CompiledSpace,
  architecture: ArchitectureReference,
  options: MoveOptions = {},
): Promise<CostedArchitecture> {
  const { asked, draws } = open('mutate', space, options);
  const from = space.choice(architecture);
  const distance = awayFrom(from, noise(draws, space));
  for (const { decision, value } of shuffled(neighbours(space, from), draws)) {
    const changed = boundDiagram(withValue(space.diagram, decision, value), asked.bounds);
    const nearest = await asked.work(nearestArchitecture(changed, distance, asked.labels));
    if (nearest !== undefined) return costedChoice(space, nearest);
  }
  throw new InfeasibleError('no architecture within the budget differs from this one in an active decision', []);
}

/**
 * A child of two architectures within the budget: each decision takes the value of a parent drawn for it, except where
 * the space or the budget does not let it; then the other parent's, or another, and as few as possible.
 *
 * @throws RequestError where an option makes no sense or the space is wide; InfeasibleError where nothing meets the
 * budget
 */
export async function crossover(
  space: CompiledSpace,
  first: ArchitectureReference,
  second: ArchitectureReference,
  options: MoveOptions = {},
): Promise<CostedArchitecture> {
  const { asked, draws } = open('crossover', space, options);
  const parents = [space.choice(first), space.choice(second)] as const;
  const sides = space.decisions.map(() => draws.below(2));
  const random = noise(draws, space);
  const distance: Distance = (decision, value) => {
    const [chosen, other] = sides[decision] === 0 ? parents : ([parents[1], parents[0]] as const);
    if (value === chosen[decision]) return 0;
    if (value === other[decision]) return chosen[decision] === -1 ? 0 : CHANGE;
    return (chosen[decision] === -1 && other[decision] === -1 ? 0 : 2 * CHANGE) + random(decision, value);
  };
  const child = await asked.work(nearestArchitecture(asked.bounded(), distance, asked.labels));
  if (child === undefined) throw await infeasible(asked);
  return costedChoice(space, child);
}

function open(move: string, space: CompiledSpace, options: MoveOptions): { asked: Asked; draws: Draws } {
  checkOptions(move, options, MOVE_RULES);
  const asked = ask(space, options);
  refuseWide(space, move, 'draw with nascost sample, and keep what is near');
  const draws = new Draws(new KeyStream(options.seed ?? 0));
  draws.open(0);
  return { asked, draws };
}

/** A small number for each value of each decision, drawn once. */
function noise(draws: Draws, { decisions }: CompiledSpace): Distance {
  const drawn = decisions.map(({ values }) => values.map(() => draws.below(NOISE)));
  return (decision, value) => drawn[decision]?.[value] ?? 0;
}

/** Keeping a value costs nothing, a change costs more the further it is; what was inactive may take any value. */
function awayFrom(from: Choice, random: Distance): Distance {
  return (decision, value) => {
    const before = from[decision] as number;
    if (before === -1) return random(decision, value);
    return value === before ? 0 : CHANGE + STEP * Math.abs(value - before) + random(decision, value);
  };
}

interface Neighbour {
  readonly decision: number;
  readonly value: number;
}

function neighbours({ decisions }: CompiledSpace, from: Choice): Neighbour[] {
  return decisions.flatMap(({ values }, decision) =>
    from[decision] === -1
      ? []
      : [...values.keys()].filter((value) => value !== from[decision]).map((value) => ({ decision, value })),
  );
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], draws: Draws): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i--) {
    const j = draws.below(i + 1);
    [list[i], list[j]] = [list[j] as T, list[i] as T];
  }
  return list;
}
