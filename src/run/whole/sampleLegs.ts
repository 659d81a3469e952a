import { ratio } from '../../wholeSpace/moments.js';
import { anyWithin } from '../../wholeSpace/anyWithin.js';
import { boundDiagram, type Bound } from '../../wholeSpace/bounded.js';
import { amountOf, measure } from '../../wholeSpace/measure.js';
import type { OptionRules } from '../checkOptions.js';
import type { CompiledSpace } from '../compiledSpace.js';
import { wholeNumber } from '../optionRules.js';
import { RequestError } from '../errors.js';
import type { Leg, LegPlan } from '../legs.js';
import { sampleSize } from '../sampleSize.js';
import { runWork } from '../../wholeSpace/work.js';
import { ask, ASK_RULES, type Asked } from './asked.js';
import { estimateShare, prepareDraw, type Draw } from './draw.js';
import { larger, smaller } from './ends.js';
import { infeasible } from './infeasible.js';
import type { BudgetShare, DrawOptions } from './questions.js';

export interface SampleLegs {
  readonly legs: readonly LegPlan[];
  /** Of all architectures, how many meet the budget: nothing where there is no budget. */
  readonly share: BudgetShare | undefined;
}

interface HowToDraw {
  readonly count: number;
  readonly by: 'architecture' | 'decision';
  readonly replace: boolean;
}

const STRATA = 16;

export const DRAW_RULES: OptionRules<DrawOptions> = {
  budget: ASK_RULES.budget,
  scores: ASK_RULES.scores,
  run: ASK_RULES.run,
  signal: ASK_RULES.signal,
  uniformOver: { expected: 'a metric', holds: (value) => typeof value === 'string' },
  strata: wholeNumber(1, 1000),
};

/**
 * Where samples come from: the whole space, what meets a budget, or parts of that by a metric.
 *
 * @throws RequestError where an option makes no sense; InfeasibleError where nothing meets the budget
 */
export async function sampleLegs(space: CompiledSpace, options: DrawOptions, how: HowToDraw): Promise<SampleLegs> {
  if (options.strata !== undefined && options.uniformOver === undefined)
    throw new RequestError('strata is about uniformOver: give both');
  const asked = ask(space, options);
  if (options.uniformOver !== undefined) return stratify(asked, options.uniformOver, options.strata ?? STRATA, how);
  if (asked.bounds.length === 0) {
    const count = sampleSize(space.size, how);
    const leg: Leg = { runnable: space.runnable, checks: [], candidates: space.size, acceptance: 1, count };
    return { legs: [{ count, open: async () => leg }], share: undefined };
  }
  const draw = await asked.work(prepareDraw(space.runnable, asked.bounds));
  if (space.size > 0n && !(await isFeasible(asked, asked.bounds, draw))) throw await infeasible(asked);
  const leg = toLeg(draw, how.count);
  return { legs: [{ count: how.count, open: async () => leg }], share: shareOf(space, draw) };
}

function toLeg({ runnable, checks, acceptance }: Draw, count: number): Leg {
  return { runnable, checks, acceptance, candidates: runnable.shardSpace.drawn.size, count };
}

function shareOf({ size, wide }: CompiledSpace, draw: Draw): BudgetShare | undefined {
  if (wide.length > 0) return undefined;
  if (size === 0n) return { estimate: 0, lower: 0, upper: 0 };
  const { lower, upper } = draw.within;
  return { estimate: estimateShare(size, draw.within, draw), lower: ratio(lower, size), upper: ratio(upper, size) };
}

/** Labels that are worth it for telling a rare budget from one that nothing meets. */
const LABELS = 5_000_000;

/** Some architecture is within the bounds that a draw was prepared for; also where that cannot be told. */
async function isFeasible(
  { space, work }: Asked,
  bounds: readonly Bound[],
  { runnable, acceptance, within }: Draw,
): Promise<boolean> {
  if (runnable.shardSpace.drawn.size === 0n) return false;
  if (acceptance > 0 || within.lower > 0n) return true;
  return (await work(anyWithin(boundDiagram(space.diagram, bounds), LABELS))) ?? true;
}

/**
 * One leg for each part of a metric's range that some architecture lies in; what does not divide goes to the first
 * ones. Their diagrams are large, so they are made one after the other.
 */
async function stratify(asked: Asked, name: string, most: number, how: HowToDraw): Promise<SampleLegs> {
  const { space, bounds } = asked;
  const quantity = asked.quantities.named(name);
  if (quantity.combine === 'max' || space.wide.length > 0) {
    throw new RequestError(`samples are not spread over ${name} here: it must add up over the decision diagram`);
  }
  if (space.size === 0n) return { legs: [], share: undefined };
  const { diagram } = boundDiagram(space.diagram, bounds);
  if (diagram.size === 0n) throw await infeasible(asked);
  const measured = measure(diagram, quantity);
  const own = bounds.find((bound) => bound.quantity === quantity);
  const least = larger(measured.least, own?.min);
  const dearest = smaller(amountOf(measured, measured.dearest[0] as number), own?.max);
  const width = dearest - least + 1n;
  const parts = width < BigInt(most) ? Number(width) : most;
  const strata: (readonly Bound[])[] = [];
  for (let part = 0; part < parts; part++) {
    const edge = (i: number): bigint => least + (BigInt(i) * width) / BigInt(parts);
    const window: Bound = { quantity, min: edge(part), max: edge(part + 1) - 1n };
    const narrowed = [...bounds.filter((bound) => bound !== own), window];
    const draw = await asked.work(prepareDraw(space.runnable, narrowed, 'tell'));
    if (await isFeasible(asked, narrowed, draw)) strata.push(narrowed);
  }
  if (strata.length === 0) throw await infeasible(asked);
  const legs = strata.map((narrowed, i): LegPlan => {
    const count = Math.floor(how.count / strata.length) + (i < how.count % strata.length ? 1 : 0);
    // an interrupt is not for this: the run ends behind it, with what it has
    return { count, open: async () => toLeg(await runWork(prepareDraw(space.runnable, narrowed)), count) };
  });
  return { legs, share: undefined };
}
