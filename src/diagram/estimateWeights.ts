import type { Graph, NodeId } from '../types.js';
import type { Cones } from './cones.js';
import type { NodeEvaluator } from './nodeEvaluator.js';
import { mix32 } from './mix.js';

/**
 * Estimates log2 of how many values each node takes: no more than its inputs or its decisions allow, and no more than
 * it shows in a few random assignments, where those repeat themselves.
 */
export function estimateWeights(graph: Graph, cones: Cones, evaluator: NodeEvaluator): Float64Array {
  const shown = distinctInSamples(graph, evaluator);
  const weights = new Float64Array(graph.nodes.length);
  graph.nodes.forEach((node, id) => {
    if (node.kind === 'decision') weights[id] = log2Size(graph, node.decision);
    if (node.kind !== 'apply') return;
    const count = shown[id] as number;
    weights[id] = Math.min(
      sum([...new Set(node.inputs)].map((input) => weights[input] as number)),
      sum(cones.decisions(id).map((decision) => log2Size(graph, decision))),
      2 * count < SAMPLES ? Math.log2(count) : Infinity,
    );
  });
  return weights;
}

const SAMPLES = 32;

function distinctInSamples(graph: Graph, evaluator: NodeEvaluator): Int32Array {
  const seen = graph.nodes.map(() => new Set<number>());
  for (let sample = 0; sample < SAMPLES; sample++) {
    graph.nodes.forEach((node, id) => {
      if (node.kind === 'decision') {
        const ids = evaluator.valueIds[node.decision] as Int32Array;
        const pick = (mix32(mix32(sample + 1) ^ (node.decision + 1)) >>> 0) % ids.length;
        evaluator.register[id] = ids[pick] as number;
      } else if (node.kind === 'apply') {
        evaluator.evaluate(id);
      }
      (seen[id] as Set<NodeId>).add(evaluator.register[id] as number);
    });
  }
  return Int32Array.from(seen, (ids) => ids.size);
}

function log2Size(graph: Graph, decision: number): number {
  return Math.log2((graph.decisions[decision] as { values: readonly unknown[] }).values.length);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
