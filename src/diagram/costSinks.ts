import type { Graph, NodeId } from '../types.js';

/** A cost node and how many layers have it as theirs. */
export interface CostSink {
  readonly node: NodeId;
  readonly times: number;
}

/** The distinct cost nodes of a graph's layers, except the wide ones. */
export function costSinks(graph: Graph, wide: ReadonlySet<NodeId>): CostSink[] {
  const times = new Map<NodeId, number>();
  for (const layer of graph.layers) {
    if (!wide.has(layer.cost)) times.set(layer.cost, (times.get(layer.cost) ?? 0) + 1);
  }
  return [...times].map(([node, count]) => ({ node, times: count }));
}
