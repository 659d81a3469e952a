import { METRICS } from '../../src/cost/metrics.js';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { costOf } from '../../src/diagram/costOf.js';
import { evaluateNaive, totalCost } from '../../src/diagram/evaluateNaive.js';
import type { LayerCost } from '../../src/diagram/evaluateNaive.js';
import { rank } from '../../src/diagram/rank.js';
import { trace } from '../../src/network/trace.js';
import { readSpace } from '../../src/space/readSpace.js';
import type { Architecture, Choice, Combine, CostVector, Exact, Graph, Metric } from '../../src/types.js';

const COMBINE: readonly Combine[] = METRICS.map((metric) => (metric === 'peak' ? 'max' : 'sum'));

/** A space, compiled, and the plain evaluation of its layers beside it. */
export interface CompiledGolden {
  readonly graph: Graph;
  readonly size: bigint;
  /** Costs by the diagram, and by the plain sum of the layers where layers are wide. */
  cost(architecture: Architecture): Record<Metric, Exact>;
  layers(architecture: Architecture): readonly LayerCost[];
  index(architecture: Architecture): bigint | undefined;
}

/** @throws Error with the problems of a space that has any */
export function compileGolden(text: string): CompiledGolden {
  const read = readSpace(text, 'space.json');
  if (!read.space) throw new Error(JSON.stringify(read.problems, undefined, 1));
  const { graph, problems } = trace(read.space, { precision: 'float32', optimizer: 'adam' });
  if (!graph) throw new Error(JSON.stringify(problems, undefined, 1));
  const { diagram, wide, invalid } = compileDiagram(graph);
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
    layers,
    index: (architecture) => rank(diagram, choiceOf(graph, architecture)),
    cost: (architecture) => {
      const choice = choiceOf(graph, architecture);
      const vector = wide.length === 0 ? costOf(diagram, choice) : plainCost(architecture);
      return Object.fromEntries(METRICS.map((metric, i) => [metric, vector[i]])) as Record<Metric, Exact>;
    },
  };
}

function choiceOf(graph: Graph, architecture: Architecture): Choice {
  const names = new Set(graph.decisions.map((decision) => decision.name));
  const strange = Object.keys(architecture).find((name) => !names.has(name));
  if (strange !== undefined) throw new Error(`there is no decision ${strange}`);
  return Int32Array.from(graph.decisions, ({ name, values }) => {
    const value = architecture[name];
    if (value === undefined) return -1;
    const index = values.findIndex((candidate) => JSON.stringify(candidate) === JSON.stringify(value));
    if (index === -1) throw new Error(`${name} cannot be ${JSON.stringify(value)}`);
    return index;
  });
}
