import type { Graph, NodeId } from '../types.js';
import type { CostSink } from './costSinks.js';
import { clusterOutputs, type Cluster } from './factors.js';
import { Interchange, type Interchangeable } from './interchangeable.js';

/** What is done at one level of the diagram: one decision, the state before it, the state after it. */
export interface Level {
  readonly decision: number;
  readonly active: NodeId;
  /** Nodes that hold the decision's value. */
  readonly leaves: Int32Array;
  /** Nodes whose values make the state before the decision. */
  readonly before: Int32Array;
  /** Nodes whose values make the state after it. */
  readonly after: Int32Array;
  /** Parts of the state after it that may change places. */
  readonly interchangeable: readonly Interchangeable[];
  readonly clusters: readonly Cluster[];
}

export interface LevelPlan {
  readonly levels: readonly Level[];
  /** Sinks that depend on no decision. */
  readonly fixedCosts: readonly CostSink[];
  readonly fixedConstraints: readonly NodeId[];
  /** How many tables of costs there are, nested ones merged. */
  readonly factors: number;
}

/**
 * Cuts a graph into levels, one per decision in the given order (the frontier method). A node's level is that of the
 * last decision in its cone; the state after level k holds the nodes of levels up to k that something later reads.
 *
 * @param symmetric looks for parts of the states that may change places, which takes a while
 */
export function planLevels(
  graph: Graph,
  order: readonly number[],
  costs: readonly CostSink[],
  symmetric = false,
): LevelPlan {
  const needed = neededNodes(graph, costs);
  const levelOf = nodeLevels(graph, order);
  const frontiers = frontierNodes(graph, order, needed, levelOf);
  const constraints = [...new Set(graph.constraints.map((constraint) => constraint.node))];
  const nodesOf = order.map((): NodeId[] => []);
  const leavesOf = order.map((): NodeId[] => []);
  graph.nodes.forEach((node, id) => {
    const level = levelOf[id] as number;
    if (needed[id] === 0 || level < 0) return;
    ((node.kind === 'decision' ? leavesOf : nodesOf)[level] as NodeId[]).push(id);
  });
  const interchange = symmetric ? new Interchange(graph, needed, levelOf, costs) : undefined;
  let factors = 0;
  const levels = order.map((decision, k): Level => {
    const before = frontiers[k] as Int32Array;
    const after = frontiers[k + 1] as Int32Array;
    const outputs = {
      costs: costs.filter((cost) => levelOf[cost.node] === k),
      constraints: constraints.filter((node) => levelOf[node] === k),
      frontier: [...after].filter((node) => levelOf[node] === k && graph.nodes[node]?.kind !== 'decision'),
    };
    const clustered = clusterOutputs(graph, before, nodesOf[k] as NodeId[], outputs);
    factors += clustered.factors;
    const leaves = Int32Array.from(leavesOf[k] as NodeId[]);
    const interchangeable = interchange?.before(k + 1, after) ?? [];
    const active = graph.active[decision] as NodeId;
    return { decision, active, leaves, before, after, interchangeable, clusters: clustered.clusters };
  });
  return {
    levels,
    fixedCosts: costs.filter((cost) => (levelOf[cost.node] as number) < 0),
    fixedConstraints: constraints.filter((node) => (levelOf[node] as number) < 0),
    factors,
  };
}

/** Marks the nodes in the cones of the sinks. */
export function neededNodes(graph: Graph, costs: readonly CostSink[]): Uint8Array {
  const needed = new Uint8Array(graph.nodes.length);
  for (const cost of costs) needed[cost.node] = 1;
  for (const constraint of graph.constraints) needed[constraint.node] = 1;
  for (const node of graph.active) needed[node] = 1;
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const node = graph.nodes[id];
    if (needed[id] === 1 && node?.kind === 'apply') for (const input of node.inputs) needed[input] = 1;
  }
  return needed;
}

/** Level of every node under an order; -1 where it depends on no decision. */
export function nodeLevels(graph: Graph, order: readonly number[]): Int32Array {
  const position = new Int32Array(graph.decisions.length);
  order.forEach((decision, k) => (position[decision] = k));
  const levels = new Int32Array(graph.nodes.length).fill(-1);
  graph.nodes.forEach((node, id) => {
    if (node.kind === 'decision') levels[id] = position[node.decision] as number;
    if (node.kind !== 'apply') return;
    for (const input of node.inputs) levels[id] = Math.max(levels[id] as number, levels[input] as number);
  });
  return levels;
}

/** Entry k: the nodes of the state before level k; the last entry is that of the terminal, empty. */
export function frontierNodes(
  graph: Graph,
  order: readonly number[],
  needed: Uint8Array,
  levelOf: Int32Array,
): Int32Array[] {
  const lastRead = new Int32Array(graph.nodes.length).fill(-1);
  order.forEach((decision, k) => {
    const active = graph.active[decision] as NodeId;
    lastRead[active] = Math.max(lastRead[active] as number, k);
  });
  graph.nodes.forEach((node, id) => {
    if (needed[id] === 0 || node.kind !== 'apply') return;
    for (const input of node.inputs) lastRead[input] = Math.max(lastRead[input] as number, levelOf[id] as number);
  });
  const frontiers: NodeId[][] = Array.from({ length: order.length + 1 }, () => []);
  for (let id = 0; id < graph.nodes.length; id++) {
    const level = levelOf[id] as number;
    if (needed[id] === 0 || level < 0) continue;
    for (let k = level; k < (lastRead[id] as number); k++) (frontiers[k + 1] as NodeId[]).push(id);
  }
  return frontiers.map((nodes) => Int32Array.from(nodes));
}
