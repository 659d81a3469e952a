import type { Choice, DomainValue, Graph, Invalid, InvalidCombination, NodeId } from '../types.js';
import type { Cones } from './cones.js';
import { coneNodes, coneValues } from './evaluateNaive.js';
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
  const sinkLevels = levelsOfSinks(graph, levels, order, sinks);
  const parents = parentArcs(expanded);
  for (let k = 0; k < order.length && found.length < MOST_REPORTS; k++) {
    const choices = failingArcs(expanded, alive, k).map((arc) => pathChoice(graph, order, expanded, parents, arc));
    const determined = sinks.filter((_, sink) => sinkLevels[sink] === k);
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

/** The levels whose arcs show that sinks fail: their own, and for an activity that of its decision. */
function levelsOfSinks(graph: Graph, levels: Int32Array, order: readonly number[], sinks: readonly Sink[]): number[] {
  const others = new Set([...graph.layers.map(({ cost }) => cost), ...graph.constraints.map(({ node }) => node)]);
  return sinks.map(({ node }) => {
    const decision = others.has(node) ? -1 : graph.active.indexOf(node);
    return decision >= 0 ? order.indexOf(decision) : (levels[node] as number);
  });
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
  return failingSinks(graph, sinks, choices)
    .slice(0, MOST_REPORTS)
    .flatMap(({ sink, failing }) => {
      const failure = new Failure(graph, cones, sink);
      const smallest = failing
        .map((choice) => failure.minimise(choice))
        .toSorted((a, b) => a.decisions.length - b.decisions.length)[0];
      return smallest === undefined ? [] : [failure.report(smallest)];
    });
}

interface FailingSink {
  readonly sink: Sink;
  /** The first few of the choices under which it fails. */
  readonly failing: readonly Choice[];
}

/** What fails under any of some choices: all sinks are evaluated together, since there may be many of both. */
function failingSinks(graph: Graph, sinks: readonly Sink[], choices: readonly Choice[]): FailingSink[] {
  const cone = coneNodes(
    graph,
    sinks.map(({ node }) => node),
  );
  const found = sinks.map((sink) => ({ sink, failing: [] as Choice[] }));
  for (const choice of choices) {
    const values = coneValues(graph, choice, cone);
    for (const { sink, failing } of found) {
      if (failing.length < MOST_TRIES && isInvalid(values.get(sink.node))) failing.push(choice);
    }
  }
  return found.filter(({ failing }) => failing.length > 0);
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
    const value = coneValues(this.graph, choice, this.cone).get(this.sink.node);
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
