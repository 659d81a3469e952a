import type { Diagram } from '../../types.js';
import { boundDiagram, type Bound } from '../../wholeSpace/bounded.js';
import type { Bracket } from '../../wholeSpace/countWithin.js';
import { cumulative, type Cumulative } from '../../wholeSpace/cumulative.js';
import { meanOf, momentsOf, varianceOf } from '../../wholeSpace/moments.js';
import type { Quantity } from '../../wholeSpace/quantity.js';
import { withValue } from '../../wholeSpace/selectPaths.js';
import { refineWithin } from '../../wholeSpace/withinDiagram.js';
import { suggest } from '../../space/suggest.js';
import { checkOptions, type OptionRules } from '../checkOptions.js';
import type { CompiledSpace } from '../compiledSpace.js';
import { wholeNumber } from '../optionRules.js';
import { RequestError } from '../errors.js';
import { shownValue } from '../shownValue.js';
import { ask, ASK_RULES, type Asked } from './asked.js';
import { larger, smaller } from './ends.js';
import { infeasible, InfeasibleError } from './infeasible.js';
import { describe, type Counted, type Distribution } from './distribution.js';
import { wideCounts } from './wideCounts.js';
import type { HistogramAnswer, HistogramOptions, HistogramPart } from './questions.js';

const HISTOGRAM_RULES: OptionRules<HistogramOptions> = {
  ...ASK_RULES,
  metric: { expected: 'a metric', holds: (value) => typeof value === 'string' },
  bins: wholeNumber(1, 10_000),
  by: { expected: 'the name of a decision', holds: (value) => typeof value === 'string' },
  samples: wholeNumber(1),
};

/**
 * How a quantity is distributed over a whole space, or over what meets a budget.
 *
 * @throws RequestError where an option makes no sense; InfeasibleError; WholeSpaceError; Stopped where it is
 * interrupted
 */
export async function histogramOf(space: CompiledSpace, options: HistogramOptions = {}): Promise<HistogramAnswer> {
  checkOptions('histogram', options, HISTOGRAM_RULES);
  const { metric = 'training', bins = 20, by } = options;
  const asked = ask(space, options);
  const quantity = asked.quantities.named(metric);
  const decision = by === undefined ? -1 : decisionNamed(space, by);
  if (space.size === 0n) throw new RequestError('the space holds no architecture');
  if (space.wide.length > 0) return wideHistogram(asked, { metric, bins, by, decision, quantity }, options);
  const allowed = await allowedDiagrams(asked, quantity);
  const whole = await distributionOf(asked, allowed, quantity, bins);
  if (whole === undefined) throw await infeasible(asked);
  const parts: HistogramPart[] = [];
  for (const value of decision < 0 ? [] : [...(space.decisions[decision]?.values.keys() ?? []), INACTIVE]) {
    const outer = withValue(allowed.outer, decision, value);
    const inner = allowed.inner === allowed.outer ? outer : withValue(allowed.inner, decision, value);
    const distribution = await distributionOf(asked, { ...allowed, outer, inner }, quantity, bins, whole);
    if (distribution) parts.push({ value: space.decisions[decision]?.values[value] ?? null, distribution });
  }
  return { metric, by, source: 'diagram', whole, parts };
}

const INACTIVE = -1;

interface WideQuestion extends Pick<HistogramAnswer, 'metric' | 'by'> {
  readonly bins: number;
  readonly decision: number;
  readonly quantity: Quantity;
}

/** By enumeration or from a sample: whatever is counted there is counted exactly. */
async function wideHistogram(
  asked: Asked,
  { metric, by, bins, decision, quantity }: WideQuestion,
  options: HistogramOptions,
): Promise<HistogramAnswer> {
  const { source, whole, parts } = await wideCounts(asked, quantity, decision, options);
  if (whole === undefined && source === 'enumeration') {
    throw new InfeasibleError('no architecture of the space meets the budget', []);
  }
  if (whole === undefined) throw new RequestError('none of the architectures that were drawn meets the budget');
  const isAll = (distribution: Distribution): Distribution =>
    source === 'enumeration' ? distribution : { ...distribution, exact: false };
  const described = isAll(describe(whole, quantity, bins));
  const { values = [] } = asked.space.decisions[decision] ?? {};
  return {
    metric,
    by,
    source,
    whole: described,
    parts: parts.map(([value, counted]) => ({
      value: values[value] ?? null,
      distribution: isAll(describe(counted, quantity, bins, described)),
    })),
  };
}

function decisionNamed(space: CompiledSpace, name: string): number {
  const decision = space.decisions.findIndex((known) => known.name === name);
  if (decision >= 0) return decision;
  const names = space.decisions.map((known) => known.name);
  throw new RequestError(
    `${shownValue(name)} is not a decision of the space; ${suggest(name, names) ?? 'see nascost check --json'}`,
  );
}

/** Diagrams of what possibly and of what certainly meets a budget; one and the same where that is known. */
interface Allowed {
  readonly outer: Diagram;
  readonly inner: Diagram;
  /** A bound of the quantity itself, where it is the only one left: then it cuts the distribution. */
  readonly window: Bound | undefined;
}

/** States per node of a budget's diagram: more of them while they do not tell, and the diagram stays modest. */
const STATES = [64, 512, 4096, 32_768];
const MODEST_ARCS = 100_000;

async function allowedDiagrams(asked: Asked, quantity: Quantity): Promise<Allowed> {
  const own = asked.bounds.find((bound) => bound.quantity === quantity && quantity.combine === 'sum');
  const others = boundDiagram(
    asked.space.diagram,
    asked.bounds.filter((bound) => bound !== own),
  );
  if (others.constraints.length === 0) return { outer: others.diagram, inner: others.diagram, window: own };
  const refined = refineWithin(asked.bounded(), STATES, MODEST_ARCS, ({ exact }) => exact);
  const { diagram: outer, inner } = await asked.work(refined);
  return { outer, inner: inner(), window: undefined };
}

/** Nothing where no architecture is left. */
async function distributionOf(
  asked: Asked,
  { outer, inner, window }: Allowed,
  quantity: Quantity,
  bins: number,
  like?: Distribution,
): Promise<Distribution | undefined> {
  if (outer.size === 0n) return undefined;
  const possible = await asked.work(cumulative(outer, quantity));
  const isKnown = inner === outer;
  const certain = isKnown ? possible : inner.size > 0n ? await asked.work(cumulative(inner, quantity)) : undefined;
  const counted = counts(possible, certain, window);
  if (counted.between(counted.least, counted.most).upper === 0n) return undefined;
  const described = describe(counted, quantity, bins, like);
  if (!isKnown || window !== undefined || quantity.combine === 'max') return described;
  const all = momentsOf(outer, quantity.amounts(outer));
  const scale = Number(quantity.scale);
  return { ...described, mean: meanOf(all) / scale, deviation: Math.sqrt(varianceOf(all)) / scale };
}

/** What possibly is in a set is an upper bound, what certainly is a lower one. */
function counts(possible: Cumulative, certain: Cumulative | undefined, window: Bound | undefined): Counted {
  return {
    least: larger(possible.least, window?.min),
    most: smaller(possible.most, window?.max),
    between(from, to) {
      const outer = difference(possible, from, to);
      if (certain === undefined) return { lower: 0n, upper: outer.upper };
      return { lower: certain === possible ? outer.lower : difference(certain, from, to).lower, upper: outer.upper };
    },
  };
}

function difference(of: Cumulative, from: bigint, to: bigint): Bracket {
  if (from > to) return { lower: 0n, upper: 0n };
  const below = of.upTo(from - 1n);
  const up = of.upTo(to);
  const lower = up.lower - below.upper;
  return { lower: lower > 0n ? lower : 0n, upper: up.upper - below.lower };
}
