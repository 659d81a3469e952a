import { COMBINE, METRICS } from '../../cost/metrics.js';
import { combiner } from '../../cost/exact.js';
import { trace, type TraceOptions } from '../../network/trace.js';
import { suggest } from '../../space/suggest.js';
import type { Choice, Exact, FigureOptions, Graph, Space } from '../../types.js';
import { architectureOf } from '../architectureOf.js';
import { namedCosts, type Costs } from '../costs.js';
import { layerRows, type LayerRow } from '../layerRows.js';
import { shownValue } from '../shownValue.js';
import type { EvaluatedNetwork } from './evaluator.js';
import type { LoadedEvaluator } from './loadEvaluator.js';

/** What evaluators are asked about: a space, in a form that travels to other threads. */
export interface EvaluatedSpace {
  readonly name: string;
  readonly hash: string;
  readonly options: FigureOptions;
  readonly definition: Space;
  readonly traceOptions: TraceOptions;
}

/** One architecture for one evaluator. */
export interface EvaluatorTask {
  readonly evaluator: number;
  readonly index: bigint;
  readonly choice: Choice;
}

/**
 * Does a task: the figures, one per metric of its evaluator. Rejects where the evaluator throws, or gives something
 * else.
 */
export type EvaluateTask = (task: EvaluatorTask, signal: AbortSignal) => Promise<number[]>;

/** Makes a thread ready for tasks. The space is traced now, so that no architecture's time goes to it. */
export function taskEvaluator(space: EvaluatedSpace, evaluators: readonly LoadedEvaluator[]): EvaluateTask {
  const { graph } = trace(space.definition, space.traceOptions);
  // it has been traced before, by whoever opened it
  if (graph === undefined) throw new Error('the space cannot be traced');
  return async ({ evaluator: e, index, choice }, signal) => {
    const { evaluator, measures } = evaluators[e] as LoadedEvaluator;
    const arch = architectureOf(graph.decisions, choice);
    const found: unknown = await evaluator.evaluate(arch, new LazyNetwork(space, graph, index, choice), { signal });
    return readFigures(
      found,
      measures.map(({ name }) => name),
    );
  };
}

/** Getters, so that what an evaluator does not read costs nothing. */
class LazyNetwork implements EvaluatedNetwork {
  readonly space: string;
  readonly hash: string;
  readonly options: FigureOptions;
  readonly index: bigint;
  readonly #graph: Graph;
  readonly #choice: Choice;
  #layers: LayerRow[] | undefined;
  #costs: Costs | undefined;

  constructor({ name, hash, options }: EvaluatedSpace, graph: Graph, index: bigint, choice: Choice) {
    this.space = name;
    this.hash = hash;
    this.options = options;
    this.index = index;
    this.#graph = graph;
    this.#choice = choice;
  }

  get layers(): readonly LayerRow[] {
    return (this.#layers ??= layerRows(this.#graph, this.#choice));
  }

  get costs(): Costs {
    return (this.#costs ??= totalOf(this.layers));
  }
}

function totalOf(layers: readonly LayerRow[]): Costs {
  return namedCosts(
    METRICS.map((metric, m) =>
      layers.map(({ costs }) => costs[metric]).reduce<Exact>(combiner(COMBINE[m] ?? 'sum'), 0),
    ),
  );
}

function readFigures(found: unknown, metrics: readonly string[]): number[] {
  if (typeof found !== 'object' || found === null)
    throw new Error(`it gave ${shownValue(found)}; expected an object of numbers: ${metrics.join(', ')}`);
  const figures = found as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(figures)) {
    if (metrics.includes(key)) continue;
    const hint = suggest(key, metrics) ?? `its metrics are ${metrics.join(', ')}`;
    throw new Error(`it gave ${JSON.stringify(key)}, which is none of its metrics; ${hint}`);
  }
  return metrics.map((metric) => {
    const figure = figures[metric];
    if (!(metric in figures))
      throw new Error(`it gave no ${metric}; expected an object of numbers: ${metrics.join(', ')}`);
    if (typeof figure === 'number' && Number.isFinite(figure)) return figure;
    throw new Error(`its ${metric} is ${shownValue(figure)}; expected a finite number`);
  });
}
