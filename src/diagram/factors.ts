import type { Graph, NodeId } from '../types.js';
import type { CostSink } from './costSinks.js';

/** Results of one level that are computed together, from the decision's value and part of the state before it. */
export interface Cluster {
  /** Nodes of the state that the cluster reads. */
  readonly key: Int32Array;
  /** It reads the whole state: a table keyed by it would never be hit twice. */
  readonly full: boolean;
  /** Nodes to evaluate, in order. */
  readonly nodes: Int32Array;
  readonly costs: Int32Array;
  /** How many times each of `costs` counts. */
  readonly times: Int32Array;
  readonly constraints: Int32Array;
  /** Nodes of the state after the level. */
  readonly frontier: Int32Array;
}

export interface LevelOutputs {
  readonly costs: readonly CostSink[];
  readonly constraints: readonly NodeId[];
  readonly frontier: readonly NodeId[];
}

/**
 * Groups the results of a level by what they read: results whose inputs are nested share the table of the larger
 * set. Those that read the whole state stay apart, so that the others are still looked up instead of computed.
 */
export function clusterOutputs(
  graph: Graph,
  before: Int32Array,
  levelNodes: readonly NodeId[],
  outputs: LevelOutputs,
): { clusters: Cluster[]; factors: number } {
  const supports = levelSupports(graph, before, levelNodes);
  const all = [...outputs.costs.map((cost) => cost.node), ...outputs.constraints, ...outputs.frontier];
  const groups = nestedGroups(new Set(all), supports, before.length);
  const clusters = groups.map((group) => makeCluster(graph, before, levelNodes, outputs, group));
  // constraints first: an arc that they exclude needs nothing else
  clusters.sort((a, b) => Number(b.constraints.length > 0) - Number(a.constraints.length > 0));
  const factors = nestedGroups(new Set(outputs.costs.map((cost) => cost.node)), supports, Infinity).length;
  return { clusters, factors };
}

type Bits = Uint32Array;

/** What the decision itself reads of the state. */
const NOTHING: Bits = new Uint32Array(0);

interface OutputGroup {
  readonly support: Bits;
  readonly full: boolean;
  readonly nodes: Set<NodeId>;
}

/** Per node of the level, which entries of the state it reads, through other nodes of the level. */
function levelSupports(graph: Graph, before: Int32Array, levelNodes: readonly NodeId[]): Map<NodeId, Bits> {
  const slots = new Map<NodeId, number>();
  before.forEach((node, slot) => slots.set(node, slot));
  const supports = new Map<NodeId, Bits>();
  for (const id of levelNodes) {
    const bits = new Uint32Array(Math.ceil(before.length / 32));
    const node = graph.nodes[id];
    for (const input of node?.kind === 'apply' ? node.inputs : []) {
      const slot = slots.get(input);
      if (slot !== undefined) bits[slot >>> 5] = (bits[slot >>> 5] as number) | (1 << (slot & 31));
      const inner = supports.get(input);
      inner?.forEach((word, w) => (bits[w] = (bits[w] as number) | word));
    }
    supports.set(id, bits);
  }
  return supports;
}

function nestedGroups(nodes: ReadonlySet<NodeId>, supports: ReadonlyMap<NodeId, Bits>, slots: number): OutputGroup[] {
  const bySize = [...nodes].map((node) => ({ node, support: supports.get(node) ?? NOTHING }));
  bySize.sort((a, b) => countBits(b.support) - countBits(a.support) || a.node - b.node);
  const groups: OutputGroup[] = [];
  const homes = new Map<string, OutputGroup>();
  for (const { node, support } of bySize) {
    // many nodes read the same
    const key = support.join();
    const home = homes.get(key) ?? homeOf(support, groups, slots);
    homes.set(key, home);
    home.nodes.add(node);
  }
  return groups;
}

/** The first group that reads all of it, or a new one. */
function homeOf(support: Bits, groups: OutputGroup[], slots: number): OutputGroup {
  const full = countBits(support) === slots;
  const found = groups.find((group) => (full || !group.full) && isSubset(support, group.support));
  if (found) return found;
  const group = { support, full, nodes: new Set<NodeId>() };
  groups.push(group);
  return group;
}

function makeCluster(
  graph: Graph,
  before: Int32Array,
  levelNodes: readonly NodeId[],
  outputs: LevelOutputs,
  group: OutputGroup,
): Cluster {
  const wanted = new Set(group.nodes);
  for (let i = levelNodes.length - 1; i >= 0; i--) {
    const id = levelNodes[i] as NodeId;
    const node = graph.nodes[id];
    if (wanted.has(id) && node?.kind === 'apply') for (const input of node.inputs) wanted.add(input);
  }
  const costs = outputs.costs.filter((cost) => group.nodes.has(cost.node));
  return {
    key: before.filter((_, slot) => (((group.support[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1),
    full: group.full,
    nodes: Int32Array.from(levelNodes.filter((node) => wanted.has(node))),
    costs: Int32Array.from(costs, (cost) => cost.node),
    times: Int32Array.from(costs, (cost) => cost.times),
    constraints: Int32Array.from(outputs.constraints.filter((node) => group.nodes.has(node))),
    frontier: Int32Array.from(outputs.frontier.filter((node) => group.nodes.has(node))),
  };
}

function isSubset(small: Bits, large: Bits): boolean {
  return small.every((word, w) => (word & ~(large[w] ?? 0)) === 0);
}

function countBits(bits: Bits): number {
  let count = 0;
  for (let word of bits) for (; word !== 0; word &= word - 1) count++;
  return count;
}
