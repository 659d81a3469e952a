import type { Choice, DomainValue, Graph, Invalid, InvalidCombination, NodeId } from '../types.js';
import type { Cones } from './cones.js';
import { coneNodes, coneValue } from './evaluateNaive.js';
import type { Expanded } from './expand.js';
import { nodeLevels } from './levels.js';
import { mix32 } from './mix.js';
import { isInvalid } from '../network/invalid.js';

/** Something that must not be an Invalid where it is observed. */
interface Sink {
  readonly where: string;
  readonly node: NodeId;
}

/**
 * One smallest combination for each layer, constraint and activity that cannot be told or built somewhere in the
 * space, up to a stated number of them, in the order of the levels that determine them.
 *
 * `alive` marks the nodes of the expanded diagram from which the terminal can be reached.
 */
export function findInvalid(
  graph: Graph,
  order: readonly number[],
  wide: ReadonlySet<NodeId>,
  cones: Cones,
  expanded: Expanded,
  alive: Uint8Array,
): InvalidCombination[] {
  if (expanded.nodeCount === 0 || alive[0] === 0) return [];
  const levels = nodeLevels(graph, order);
  const sinks = sinksOf(graph, wide);
  const found: InvalidCombination[] = [];
  const nothing: Choice = new Int32Array(graph.decisions.length).fill(-1);
  const fixed = sinks.filter((sink) => levels[sink.node] === -1);
  found.push(...explain(graph, cones, fixed, expanded.baseInvalid ? [nothing] : []));
  const parents = parentArcs(expanded);
  for (let k = 0; k < order.length && found.length < MOST_REPORTS; k++) {
    const choices = failingArcs(expanded, alive, k).map((arc) => pathChoice(graph, order, expanded, parents, arc));
    const determined = sinks.filter((sink) => sinkLevel(graph, levels, order, sink) === k);
    found.push(...explain(graph, cones, determined, choices));
  }
  return found.slice(0, MOST_REPORTS);
}

const MOST_REPORTS = 20;
/** Failing arcs of a level that are looked at. */
const MOST_ARCS = 256;
/** Failing combinations of a sink that are made smaller, to report the smallest. */
const MOST_TRIES = 4;
/** Combinations of dropped decisions that are all tried; more are tried at random. */
const ALL_COMBINATIONS = 4096;
const RANDOM_COMBINATIONS = 256;

function sinksOf(graph: Graph, wide: ReadonlySet<NodeId>): Sink[] {
  const sinks = new Map<NodeId, Sink>();
  const add = (where: string, node: NodeId): void => {
    if (!sinks.has(node)) sinks.set(node, { where, node });
  };
  for (const { node, text } of graph.constraints) add(text, node);
  for (const { path, cost } of graph.layers) if (!wide.has(cost)) add(path, cost);
  graph.active.forEach((node, decision) => add(graph.decisions[decision]?.name ?? '', node));
  return [...sinks.values()];
}

/** The level whose arcs show that a sink fails: its own, and for an activity that of its decision. */
function sinkLevel(graph: Graph, levels: Int32Array, order: readonly number[], sink: Sink): number {
  const decision = graph.active.indexOf(sink.node);
  return decision >= 0 && !isLayerOrConstraint(graph, sink.node)
    ? order.indexOf(decision)
    : (levels[sink.node] as number);
}

function isLayerOrConstraint(graph: Graph, node: NodeId): boolean {
  return (
    graph.layers.some((layer) => layer.cost === node) ||
    graph.constraints.some((constraint) => constraint.node === node)
  );
}

/** Expanded node → an arc that leads to it; -1 at the root. */
function parentArcs(expanded: Expanded): Int32Array {
  const parents = new Int32Array(expanded.nodeCount).fill(-1);
  for (let arc = expanded.arcChild.length - 1; arc >= 0; arc--) parents[expanded.arcChild[arc] as number] = arc;
  return parents;
}

/** Failing arcs of a level that lie on a path to the terminal, evenly spread where there are many. */
function failingArcs(expanded: Expanded, alive: Uint8Array, level: number): number[] {
  const { levelStart, arcStart, arcChild, arcInvalid } = expanded;
  const first = arcStart[levelStart[level] as number] as number;
  const end = arcStart[levelStart[level + 1] as number] as number;
  const arcs: number[] = [];
  for (let arc = first; arc < end; arc++)
    if (arcInvalid[arc] === 1 && alive[arcChild[arc] as number] === 1) arcs.push(arc);
  if (arcs.length <= MOST_ARCS) return arcs;
  return Array.from({ length: MOST_ARCS }, (_, i) => arcs[Math.floor((i * arcs.length) / MOST_ARCS)] as number);
}

/** The decisions on one path from the root over an arc; later ones are left inactive. */
function pathChoice(
  graph: Graph,
  order: readonly number[],
  expanded: Expanded,
  parents: Int32Array,
  last: number,
): Choice {
  const choice = new Int32Array(graph.decisions.length).fill(-1);
  for (let arc = last; arc >= 0;) {
    const node = sourceOf(expanded.arcStart, arc);
    choice[order[levelOf(expanded.levelStart, node)] as number] = expanded.arcValue[arc] as number;
    arc = parents[node] as number;
  }
  return choice;
}

/** The node that an arc leaves: the last one that starts at or before it and has arcs. */
function sourceOf(arcStart: Int32Array, arc: number): number {
  let low = 0;
  let high = arcStart.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((arcStart[middle] as number) <= arc) low = middle;
    else high = middle;
  }
  return low;
}

function levelOf(levelStart: readonly number[], node: number): number {
  let level = 0;
  while (level + 1 < levelStart.length && (levelStart[level + 1] as number) <= node) level++;
  return level;
}

function explain(graph: Graph, cones: Cones, sinks: readonly Sink[], choices: readonly Choice[]): InvalidCombination[] {
  const found: InvalidCombination[] = [];
  for (const sink of choices.length > 0 ? sinks : []) {
    const failure = new Failure(graph, cones, sink);
    const failing: Choice[] = [];
    for (const choice of choices) {
      if (failing.length < MOST_TRIES && failure.reason(choice) !== undefined) failing.push(choice);
    }
    const smallest = failing
      .map((choice) => failure.minimise(choice))
      .toSorted((a, b) => a.decisions.length - b.decisions.length)[0];
    if (smallest !== undefined) found.push(failure.report(smallest));
  }
  return found;
}

interface Minimal {
  readonly choice: Choice;
  readonly decisions: readonly number[];
}

class Failure {
  private readonly graph: Graph;
  private readonly sink: Sink;
  private readonly cone: readonly NodeId[];
  private readonly decisions: readonly number[];

  constructor(graph: Graph, cones: Cones, sink: Sink) {
    this.graph = graph;
    this.sink = sink;
    this.cone = coneNodes(graph, [sink.node]);
    this.decisions = cones.decisions(sink.node);
  }

  reason(choice: Choice): Invalid | undefined {
    const value = coneValue(this.graph, choice, this.cone);
    return isInvalid(value) ? value : undefined;
  }

  /** Drops the active decisions without which it fails all the same, whatever their values. */
  minimise(choice: Choice): Minimal {
    let kept = this.decisions.filter((decision) => (choice[decision] as number) >= 0);
    const dropped: number[] = [];
    for (const decision of kept) {
      if (!this.failsForAll(choice, [...dropped, decision])) continue;
      dropped.push(decision);
      kept = kept.filter((other) => other !== decision);
    }
    return { choice, decisions: kept };
  }

  report({ choice, decisions }: Minimal): InvalidCombination {
    const assignment: Record<string, DomainValue> = {};
    for (const decision of decisions) {
      const { name, values } = this.graph.decisions[decision] as Graph['decisions'][number];
      assignment[name] = values[choice[decision] as number] as DomainValue;
    }
    return { where: this.sink.where, reason: this.reason(choice) as Invalid, assignment };
  }

  private failsForAll(choice: Choice, free: readonly number[]): boolean {
    const sizes = free.map((decision) => this.graph.decisions[decision]?.values.length ?? 1);
    const total = sizes.reduce((product, size) => product * size, 1);
    const all = total <= ALL_COMBINATIONS;
    const trial = choice.slice();
    for (let i = 0; i < (all ? total : RANDOM_COMBINATIONS); i++) {
      let rest = i;
      free.forEach((decision, f) => {
        const size = sizes[f] as number;
        trial[decision] = all ? rest % size : (mix32(mix32(i + 1) ^ (f + 1)) >>> 0) % size;
        rest = Math.floor(rest / size);
      });
      if (this.reason(trial) === undefined) return false;
    }
    return true;
  }
}
