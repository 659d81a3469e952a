import type { Graph, NodeId } from '../types.js';
import type { CulpritKind } from './compileError.js';
import { costSinks } from './costSinks.js';
import { frontierNodes, neededNodes, nodeLevels } from './levels.js';

/**
 * The cost nodes to leave out next, where a build passed its limits with the state before level `frontier` as its
 * largest: those whose cones hold most of that state, or all that hold any of it. Empty when no cost is left that needs
 * any of it.
 */
export function chooseWide(
  graph: Graph,
  order: readonly number[],
  frontier: number,
  wide: ReadonlySet<NodeId>,
  weights: Float64Array,
  all: boolean,
): NodeId[] {
  const share = frontierShares(graph, order, frontier, wide, weights);
  const blames = costSinks(graph, wide).map((cost) => ({ node: cost.node, weight: share(cost.node) }));
  const heaviest = blames.reduce((most, blame) => Math.max(most, blame.weight), 0);
  if (heaviest === 0) return [];
  const threshold = all ? Number.MIN_VALUE : HEAVY * heaviest;
  return blames.filter((blame) => blame.weight >= threshold).map((blame) => blame.node);
}

/** What most of the state before a level is kept for, when all costs are left out already. */
export function chooseCulprit(
  graph: Graph,
  order: readonly number[],
  frontier: number,
  wide: ReadonlySet<NodeId>,
  weights: Float64Array,
): { kind: CulpritKind; name: string } {
  const share = frontierShares(graph, order, frontier, wide, weights);
  const name = (decision: number): string => graph.decisions[decision]?.name ?? '';
  const culprits = [
    ...graph.constraints.map(({ node, text }) => ({ kind: 'constraint' as const, name: text, weight: share(node) })),
    ...graph.active.map((node, decision) => ({ kind: 'activity' as const, name: name(decision), weight: share(node) })),
  ];
  const worst = culprits.reduce((a, b) => (b.weight > a.weight ? b : a), {
    kind: 'domain' as CulpritKind,
    name: '',
    weight: 0,
  });
  const largest = order
    .slice(0, frontier + 1)
    .reduce((a, b) => (domainSize(graph, b) > domainSize(graph, a) ? b : a), order[0] as number);
  return worst.weight > 0 ? worst : { kind: 'domain', name: name(largest) };
}

/** Costs with at least this share of the heaviest one's weight (in log2) are left out together. */
const HEAVY = 0.8;

/** For any node, the weight of those nodes of the state before a level that it depends on. */
function frontierShares(
  graph: Graph,
  order: readonly number[],
  frontier: number,
  wide: ReadonlySet<NodeId>,
  weights: Float64Array,
): (node: NodeId) => number {
  const levels = nodeLevels(graph, order);
  const needed = neededNodes(graph, costSinks(graph, wide));
  const state = frontierNodes(graph, order, needed, levels)[frontier] as Int32Array;
  const slots = new Map([...state].map((node, slot) => [node, slot]));
  // node → bits of the entries of the state that it reads
  const reads: bigint[] = [];
  graph.nodes.forEach((node, id) => {
    const slot = slots.get(id);
    if (slot !== undefined) reads.push(1n << BigInt(slot));
    else if (node.kind !== 'apply' || (levels[id] as number) < frontier) reads.push(0n);
    else reads.push(node.inputs.reduce((all, input) => all | (reads[input] as bigint), 0n));
  });
  return (node) => {
    const bits = reads[node] as bigint;
    return state.reduce((sum, id, slot) => ((bits >> BigInt(slot)) & 1n ? sum + (weights[id] as number) : sum), 0);
  };
}

function domainSize(graph: Graph, decision: number): number {
  return graph.decisions[decision]?.values.length ?? 0;
}
