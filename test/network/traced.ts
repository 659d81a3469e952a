import { METRICS } from '../../src/cost/metrics.js';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { costOf } from '../../src/diagram/costOf.js';
import type { LayerCost } from '../../src/diagram/evaluateNaive.js';
import { evaluateNaive, nodeValues, totalCost } from '../../src/diagram/evaluateNaive.js';
import { isInvalid } from '../../src/network/invalid.js';
import { trace } from '../../src/network/trace.js';
import type { TraceOptions } from '../../src/network/trace.js';
import { readSpace } from '../../src/space/readSpace.js';
import type { Architecture, Exact, Graph, Metric, Problem } from '../../src/types.js';
import { choiceOf } from '../choiceOf.js';

export interface TracedSpace {
  readonly graph: Graph;
  /** Layers of an architecture, present ones only. */
  layers(architecture: Architecture): readonly LayerCost[];
  /** The network's cost, or what is wrong with it. */
  cost(architecture: Architecture): Record<Metric, Exact> | string;
  /** Names of the active decisions. */
  active(architecture: Architecture): string[];
  /** The cost by the compiled diagram; undefined where the space has combinations that cannot be built. */
  compiledCost(architecture: Architecture): Record<Metric, Exact> | undefined;
  /** Whether every constraint holds. */
  admits(architecture: Architecture): boolean;
}

const OPTIONS: TraceOptions = { precision: 'float32', optimizer: 'momentum' };

/** The problems of a space, of reading it or of tracing it. */
export function problemsOf(space: object): readonly Problem[] {
  const read = readSpace(JSON.stringify(space), 'space.json');
  return read.space ? trace(read.space, OPTIONS).problems : read.problems;
}

/** Traces a space given as plain data; a space with problems is a failed test. */
export function traced(space: object, options: Partial<TraceOptions> = {}): TracedSpace {
  const read = readSpace(JSON.stringify(space), 'space.json');
  if (!read.space) throw new Error(JSON.stringify(read.problems));
  const { graph, problems } = trace(read.space, { ...OPTIONS, ...options });
  if (!graph) throw new Error(JSON.stringify(problems));
  return {
    graph,
    layers: (architecture) => evaluateNaive(graph, choiceOf(graph, architecture)).filter((layer) => layer.present),
    cost: (architecture) => {
      const costs = evaluateNaive(graph, choiceOf(graph, architecture)).map((layer) => layer.cost);
      const total = totalCost(
        costs,
        METRICS.map((metric) => (metric === 'peak' ? 'max' : 'sum')),
      );
      if (isInvalid(total)) return total.message;
      return Object.fromEntries(METRICS.map((metric, i) => [metric, total[i]])) as Record<Metric, Exact>;
    },
    compiledCost: (architecture) => {
      const { diagram, invalid } = compileDiagram(graph);
      if (invalid.length > 0) return undefined;
      const vector = costOf(diagram, choiceOf(graph, architecture));
      return Object.fromEntries(METRICS.map((metric, i) => [metric, vector[i]])) as Record<Metric, Exact>;
    },
    active: (architecture) => {
      const values = nodeValues(graph, choiceOf(graph, architecture));
      return graph.decisions
        .filter((_, i) => values[graph.active[i] as number] === true)
        .map((decision) => decision.name);
    },
    admits: (architecture) => {
      const values = nodeValues(graph, choiceOf(graph, architecture));
      return graph.constraints.every((constraint) => values[constraint.node] === true);
    },
  };
}
