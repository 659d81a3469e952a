import { METRICS } from '../../src/cost/metrics.js';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import type { CompileOptions } from '../../src/diagram/compileDiagram.js';
import { costOf } from '../../src/diagram/costOf.js';
import { evaluateNaive, totalCost } from '../../src/diagram/evaluateNaive.js';
import type { LayerCost } from '../../src/diagram/evaluateNaive.js';
import { rank } from '../../src/diagram/rank.js';
import { trace } from '../../src/network/trace.js';
import { readSpace } from '../../src/space/readSpace.js';
import type { Architecture, Combine, CostVector, Exact, Graph, Metric } from '../../src/types.js';
import { choiceOf } from '../choiceOf.js';

const COMBINE: readonly Combine[] = METRICS.map((metric) => (metric === 'peak' ? 'max' : 'sum'));

/** A space, compiled, and the plain evaluation of its layers beside it. */
export interface CompiledGolden {
  readonly graph: Graph;
  readonly size: bigint;
  /** Layers that the diagram leaves out. */
  readonly wide: readonly number[];
  /** Costs by the diagram, and by the plain sum of the layers where layers are wide. */
  cost(architecture: Architecture): Record<Metric, Exact>;
  layers(architecture: Architecture): readonly LayerCost[];
  index(architecture: Architecture): bigint | undefined;
}

/**
 * @param options limits that keep a large diagram small: its layers are wide then, and their costs plain sums
 * @throws Error with the problems of a space that has any
 */
export function compileGolden(text: string, options: CompileOptions = {}): CompiledGolden {
  const read = readSpace(text, 'space.json');
  if (!read.space) throw new Error(JSON.stringify(read.problems, undefined, 1));
  const { graph, problems } = trace(read.space, { precision: 'float32', optimizer: 'adam' });
  if (!graph) throw new Error(JSON.stringify(problems, undefined, 1));
  const { diagram, wide, invalid } = compileDiagram(graph, options);
  if (invalid.length > 0) throw new Error(JSON.stringify(invalid, undefined, 1));
  const layers = (architecture: Architecture) =>
    evaluateNaive(graph, choiceOf(graph, architecture)).filter((layer) => layer.present);
  const plainCost = (architecture: Architecture) =>
    totalCost(
      layers(architecture).map((layer) => layer.cost),
      COMBINE,
    ) as CostVector;
  return {
    graph,
    size: diagram.size,
    wide,
    layers,
    index: (architecture) => rank(diagram, choiceOf(graph, architecture)),
    cost: (architecture) => {
      const choice = choiceOf(graph, architecture);
      const vector = wide.length === 0 ? costOf(diagram, choice) : plainCost(architecture);
      return Object.fromEntries(METRICS.map((metric, i) => [metric, vector[i]])) as Record<Metric, Exact>;
    },
  };
}
