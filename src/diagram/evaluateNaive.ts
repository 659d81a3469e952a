import type {
  Choice,
  Combine,
  CostVector,
  Exact,
  Graph,
  GraphNode,
  Invalid,
  Layer,
  LayerUse,
  NodeId,
} from '../types.js';
import { combiner } from '../cost/exact.js';
import { isInvalid } from '../network/invalid.js';

/** What one layer is and costs in one architecture. */
export interface LayerCost {
  readonly use: LayerUse;
  readonly present: boolean;
  /** Its output reaches an output of the network; false where it is not present. */
  readonly alive: boolean;
  /** Absent where it is not present. */
  readonly layer?: Layer | Invalid;
  readonly cost: CostVector | Invalid;
}

/**
 * Evaluates one architecture the plain way: every node of the graph once, nothing kept. One entry per layer use, in
 * the order of execution.
 */
export function evaluateNaive(graph: Graph, choice: Choice): LayerCost[] {
  const values = nodeValues(graph, choice);
  return graph.layers.map((use): LayerCost => {
    const cost = values[use.cost] as CostVector | Invalid;
    const present = values[use.present] === true;
    if (!present) return { use, present, alive: false, cost };
    return { use, present, alive: values[use.alive] === true, layer: values[use.layer] as Layer | Invalid, cost };
  });
}

/** The value of every node under a choice; an inactive decision stands at its first value. */
export function nodeValues(graph: Graph, choice: Choice): unknown[] {
  const values: unknown[] = [];
  for (const node of graph.nodes) values.push(evaluateNode(graph, choice, node, (input) => values[input]));
  return values;
}

/**
 * The nodes that some nodes depend on, themselves included, in order.
 *
 * @param known nodes that are left out, and with them all that only they depend on
 */
export function coneNodes(graph: Graph, ids: readonly NodeId[], known: ReadonlySet<NodeId> = new Set()): NodeId[] {
  const inside = new Set<NodeId>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (inside.has(id) || known.has(id)) continue;
    inside.add(id);
    const node = graph.nodes[id];
    if (node?.kind === 'apply') open.push(...node.inputs);
  }
  return [...inside].toSorted((a, b) => a - b);
}

/** The values of the nodes of a cone under a choice. */
export function coneValues(graph: Graph, choice: Choice, cone: readonly NodeId[]): ReadonlyMap<NodeId, unknown> {
  const values = new Map<NodeId, unknown>();
  for (const id of cone)
    values.set(
      id,
      evaluateNode(graph, choice, graph.nodes[id] as GraphNode, (input) => values.get(input)),
    );
  return values;
}

/** The network's cost from its layers', or the first Invalid among them. */
export function totalCost(costs: readonly (CostVector | Invalid)[], combine: readonly Combine[]): CostVector | Invalid {
  const invalid = costs.find((cost) => isInvalid(cost));
  if (invalid !== undefined) return invalid;
  return combine.map((how, metric) => {
    const entries = costs.map((cost) => (cost as CostVector)[metric] as Exact);
    return entries.reduce(combiner(how), 0);
  });
}

/** The value of one node, from those that it reads; an inactive decision stands at its first value. */
export function evaluateNode(graph: Graph, choice: Choice, node: GraphNode, read: (input: NodeId) => unknown): unknown {
  if (node.kind === 'constant') return node.value;
  if (node.kind === 'apply') return node.apply(node.inputs.map(read));
  return graph.decisions[node.decision]?.values[Math.max(0, choice[node.decision] as number)];
}
