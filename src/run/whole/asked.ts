import { rank } from '../../diagram/rank.js';
import type { Choice } from '../../types.js';
import { boundDiagram, type Bound, type Bounded } from '../../wholeSpace/bounded.js';
import { runWork, type Work } from '../../wholeSpace/work.js';
import type { OptionRules } from '../checkOptions.js';
import type { CompiledSpace } from '../compiledSpace.js';
import type { CostedArchitecture } from '../costs.js';
import { RequestError } from '../errors.js';
import { RUN_RULES, wholeNumber } from '../optionRules.js';
import type { RunAssumptions } from '../pricing/readRun.js';
import { budgetBounds } from './budget.js';
import { Quantities } from './quantities.js';
import { readScores } from './scores.js';
import type { AskOptions } from './questions.js';

/** A question with its names resolved. */
export interface Asked {
  readonly space: CompiledSpace;
  readonly quantities: Quantities;
  readonly bounds: readonly Bound[];
  /** The part of the diagram that meets bounds of maxima, and what is left to be met. */
  bounded(): Bounded;
  readonly signal: AbortSignal | undefined;
  /** Does a work, unless it is interrupted. */
  work<T>(work: Work<T>): Promise<T>;
  readonly labels: number;
}

const MOST_LABELS = 10_000_000;

/** @throws RequestError where a budget or scores make no sense for the space */
export function ask(space: CompiledSpace, options: AskOptions): Asked {
  const { budget = {}, scores, run, signal, labels = MOST_LABELS } = options;
  const quantities = new Quantities(scores === undefined ? undefined : readScores(scores, space.decisions));
  const bounds = budgetBounds(budget, quantities, run);
  let bounded: Bounded | undefined;
  return {
    space,
    quantities,
    bounds,
    bounded: () => (bounded ??= boundDiagram(space.diagram, bounds)),
    signal,
    work: (work) => runWork(work, { signal }),
    labels,
  };
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** Not the settings of a run, and not the promise of one. */
const isRun = (value: unknown) => isObject(value) && typeof (value as Partial<RunAssumptions>).samples === 'bigint';

/** Budgets and scores are checked where they are read. */
export const ASK_RULES: OptionRules<AskOptions> = {
  budget: { expected: 'an object such as { training: { max: 1.8e9 } }', holds: isObject },
  scores: { expected: 'an object of decisions and their values’ scores', holds: isObject },
  run: { expected: 'what readRun gives, once it is there', holds: isRun },
  signal: RUN_RULES.signal,
  labels: wholeNumber(1),
};

/** @throws RequestError where layers are priced per architecture, so that no question about all of them is answered */
export function refuseWide(space: CompiledSpace, question: string, instead: string): void {
  if (space.wide.length === 0) return;
  throw new RequestError(
    `${question} is not answered for ${space.name}: ${space.wide.length} of its ${space.graph.layers.length} layers ` +
      `are priced per architecture (see nascost check); ${instead}`,
  );
}

/** An architecture that an answer has found. */
export function costedChoice(space: CompiledSpace, choice: Choice): CostedArchitecture {
  return space.costed(rank(space.diagram, choice) as bigint);
}
