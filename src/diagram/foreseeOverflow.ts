import type { Graph, NodeId } from '../types.js';
import type { Limits, Overflow } from './expand.js';
import { nodeLevels } from './levels.js';
import type { LevelPlan } from './levels.js';

/**
 * Tells without building anything that a diagram will pass its limits: up to the first constraint, a state that holds
 * k decisions which are always active has at least the product of their domains as its values.
 */
export function foreseeOverflow(
  graph: Graph,
  order: readonly number[],
  plan: LevelPlan,
  alwaysActive: (decision: number) => boolean,
  limits: Limits,
): Overflow | undefined {
  const levels = nodeLevels(graph, order);
  const firstConstraint = graph.constraints.reduce(
    (first, { node }) => Math.min(first, levels[node] as number),
    Infinity,
  );
  let arcs = 0;
  let nodes = 0;
  for (const [k, level] of plan.levels.entries()) {
    if (k > firstConstraint) return undefined;
    const states = leastStates(graph, level.before, alwaysActive);
    nodes += states;
    arcs += states * (alwaysActive(level.decision) ? domainSize(graph, level.decision) : 1);
    if (nodes > limits.maxNodes) return { level: k, frontier: k, limit: `${limits.maxNodes} nodes` };
    if (arcs > limits.maxArcs) return { level: k, frontier: k, limit: `${limits.maxArcs} arcs` };
  }
  return undefined;
}

function leastStates(graph: Graph, state: Int32Array, alwaysActive: (decision: number) => boolean): number {
  let product = 1;
  const counted = new Set<number>();
  for (const id of state) {
    const node = graph.nodes[id as NodeId];
    if (node?.kind !== 'decision' || counted.has(node.decision) || !alwaysActive(node.decision)) continue;
    counted.add(node.decision);
    product *= domainSize(graph, node.decision);
  }
  return product;
}

function domainSize(graph: Graph, decision: number): number {
  return graph.decisions[decision]?.values.length ?? 0;
}
