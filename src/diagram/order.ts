import type { Graph, NodeId } from '../types.js';
import type { Cones } from './cones.js';
import type { Estimates } from './estimateWeights.js';

/**
 * The decisions as the trace met them, or from the last one backwards, moved back only where one comes before a
 * decision that its activity depends on. Throws if activities depend on each other in a circle: that is a fault of the
 * trace.
 */
export function traceOrder(graph: Graph, cones: Cones, backwards = false): number[] {
  const prerequisites = activityPrerequisites(graph, cones);
  const order: number[] = [];
  const placed = new Set<number>();
  const waiting = graph.decisions.map((_, decision) => decision);
  if (backwards) waiting.reverse();
  while (waiting.length > 0) {
    const next = waiting.findIndex((decision) =>
      (prerequisites[decision] as number[]).every((other) => placed.has(other)),
    );
    if (next < 0) throw new Error('the activities of some decisions depend on each other');
    const decision = waiting.splice(next, 1)[0] as number;
    order.push(decision);
    placed.add(decision);
  }
  return order;
}

/**
 * An order that keeps the frontier small: at each step the decision after which the product of the estimated
 * numbers of values of the frontier's nodes is least, ties by trace order. `needed` marks the nodes
 * that count, `sinks` are those of costs.
 */
export function greedyOrder(
  graph: Graph,
  cones: Cones,
  estimates: Estimates,
  needed: Uint8Array,
  sinks: readonly NodeId[],
): number[] {
  const search = new GreedySearch(graph, cones, estimates, needed);
  return search.run(traceOrder(graph, cones), activityPrerequisites(graph, cones), farReaching(graph, cones, sinks));
}

/** Per decision, the decisions that its active node depends on. */
function activityPrerequisites(graph: Graph, cones: Cones): number[][] {
  return graph.active.map((node, decision) => cones.decisions(node).filter((other) => other !== decision));
}

/**
 * Per decision, those of far more reach that share in most of what it takes part in. What it decides can hardly be
 * priced before them, and would be kept until then: they go first.
 *
 * @param sinks nodes of costs
 */
function farReaching(graph: Graph, cones: Cones, sinks: readonly NodeId[]): Set<number>[] {
  const meetings = countMeetings(graph, cones, sinks);
  const reach = meetings.map((others, decision) => others.get(decision) ?? 0);
  return meetings.map((others, decision) => {
    const own = reach[decision] as number;
    const far = [...others].filter(([other, times]) => times >= MOST * own && (reach[other] as number) >= FAR * own);
    return new Set(far.map(([other]) => other));
  });
}

/** What share of a decision's costs another must take part in, and in how many times as many itself, to go first. */
const MOST = 0.5;
const FAR = 2;

/** Per decision and other decision (or itself), how many sinks depend on both. */
function countMeetings(graph: Graph, cones: Cones, sinks: readonly NodeId[]): Map<number, number>[] {
  const alike = new Map<string, { cone: readonly number[]; times: number }>();
  for (const sink of sinks) {
    const cone = cones.decisions(sink);
    const key = cone.join();
    alike.set(key, { cone, times: (alike.get(key)?.times ?? 0) + 1 });
  }
  const meetings = graph.decisions.map(() => new Map<number, number>());
  const pairs = [...alike.values()].reduce((total, { cone }) => total + cone.length ** 2, 0);
  if (pairs > MANY_PAIRS) return meetings;
  for (const { cone, times } of alike.values()) {
    for (const decision of cone) {
      const others = meetings[decision] as Map<number, number>;
      for (const other of cone) others.set(other, (others.get(other) ?? 0) + times);
    }
  }
  return meetings;
}

/** Pairs of decisions that are worth counting. */
const MANY_PAIRS = 3e6;

/** Decisions that are weighed at one step, in graphs where weighing all of them would take too long. */
const FEW_CANDIDATES = 16;
/** Node visits that a full search may take. */
const MANY_VISITS = 3e7;

class GreedySearch {
  private readonly weights: Float64Array;
  private readonly twins: Int32Array;
  private readonly families: Int32Array;
  /** Twins → how many of them are in the frontier. */
  private readonly standing: Int32Array;
  /** Family → the weight of its heaviest member, and of all its twins in the frontier together. */
  private readonly heaviest: Float64Array;
  private readonly held: Float64Array;
  /** Family → the set of decisions that it depends on. */
  private readonly coneOf: Int32Array;
  /**
   * Set of decisions → the most that nodes which depend on it can tell, and the weight of its families in the frontier.
   */
  private readonly most: Float64Array;
  private readonly heldByCone: Float64Array;
  /** Node → decisions of its cone that are not placed yet. */
  private readonly open: Int32Array;
  /** Node → readers with an unplaced decision. */
  private readonly waitingReaders: Int32Array;
  private readonly inputs: readonly (readonly NodeId[])[];
  /** Decision → needed nodes that depend on it, inputs first. */
  private readonly dependents: NodeId[][];

  /** Decision → log2 of how many values it has: no frontier grows by more. */
  private readonly sizes: Float64Array;

  constructor(graph: Graph, cones: Cones, estimates: Estimates, needed: Uint8Array) {
    const { weights, twins, families } = estimates;
    this.weights = weights;
    this.twins = twins;
    this.families = families;
    this.coneOf = estimates.cones;
    this.most = estimates.most;
    this.standing = new Int32Array(families.length);
    this.heaviest = new Float64Array(estimates.cones.length);
    this.held = new Float64Array(estimates.cones.length);
    this.heldByCone = new Float64Array(estimates.most.length);
    twins.forEach((twin, node) => {
      const family = families[twin] as number;
      this.heaviest[family] = Math.max(this.heaviest[family] as number, weights[node] as number);
    });
    this.sizes = Float64Array.from(graph.decisions, (decision) => Math.log2(decision.values.length));
    this.open = new Int32Array(graph.nodes.length);
    this.waitingReaders = new Int32Array(graph.nodes.length);
    this.inputs = graph.nodes.map((node) => (node.kind === 'apply' ? [...new Set(node.inputs)] : []));
    this.dependents = graph.decisions.map(() => []);
    graph.nodes.forEach((_, id) => {
      if (needed[id] === 0) return;
      const decisions = cones.decisions(id);
      this.open[id] = decisions.length;
      for (const decision of decisions) (this.dependents[decision] as NodeId[]).push(id);
      if (decisions.length > 0) for (const input of this.inputs[id] as NodeId[]) add(this.waitingReaders, input, 1);
    });
  }

  run(
    trace: readonly number[],
    prerequisites: readonly (readonly number[])[],
    wished: readonly ReadonlySet<number>[],
  ): number[] {
    const total = this.dependents.reduce((sum, nodes) => sum + nodes.length, 0);
    const candidates = total * trace.length > MANY_VISITS ? FEW_CANDIDATES : trace.length;
    const order: number[] = [];
    const placed = new Set<number>();
    const waiting = [...trace];
    let sum = 0;
    let weight = 0;
    while (waiting.length > 0) {
      const possible = waiting.filter((decision) =>
        (prerequisites[decision] as readonly number[]).every((other) => placed.has(other)),
      );
      const favoured = possible.filter((decision) =>
        [...(wished[decision] as ReadonlySet<number>)].every((other) => placed.has(other)),
      );
      const ready = favoured.length > 0 ? favoured : possible;
      let best = ready[0] as number;
      let least = Infinity;
      for (const decision of ready.slice(0, candidates)) {
        const growth = this.place(decision);
        this.unplace(decision);
        const after = Math.min(sum + growth, weight + (this.sizes[decision] as number));
        if (after < least - 1e-9) [best, least] = [decision, after];
      }
      sum += this.place(best);
      weight = least;
      order.push(best);
      placed.add(best);
      waiting.splice(waiting.indexOf(best), 1);
    }
    return order;
  }

  /** Places a decision; returns by how much the frontier's weight grows. */
  private place(decision: number): number {
    let growth = 0;
    for (const node of this.dependents[decision] as NodeId[]) {
      if (add(this.open, node, -1) > 0) continue;
      if ((this.waitingReaders[node] as number) > 0) growth += this.enter(node);
      for (const input of this.inputs[node] as NodeId[]) {
        if (add(this.waitingReaders, input, -1) === 0) growth -= this.leave(input);
      }
    }
    return growth;
  }

  /** The reverse, in reverse. */
  private unplace(decision: number): void {
    const nodes = this.dependents[decision] as NodeId[];
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i] as NodeId;
      if (add(this.open, node, 1) > 1) continue;
      for (const input of this.inputs[node] as NodeId[]) {
        if (add(this.waitingReaders, input, 1) === 1) this.enter(input);
      }
      if ((this.waitingReaders[node] as number) > 0) this.leave(node);
    }
  }

  private enter(node: NodeId): number {
    return add(this.standing, this.twins[node] as number, 1) === 1 ? this.weigh(node, 1) : 0;
  }

  private leave(node: NodeId): number {
    return add(this.standing, this.twins[node] as number, -1) === 0 ? -this.weigh(node, -1) : 0;
  }

  /** By how much the frontier grows when a kind of twins comes or goes. */
  private weigh(node: NodeId, sign: 1 | -1): number {
    const family = this.families[this.twins[node] as number] as number;
    const ofFamily = grow(this.held, family, sign * (this.weights[node] as number), this.heaviest[family] as number);
    const cone = this.coneOf[family] as number;
    return grow(this.heldByCone, cone, ofFamily, this.most[cone] as number);
  }
}

/** Changes a weight; returns by how much what counts of it does, which is `most` at most. */
function grow(weights: Float64Array, index: number, change: number, most: number): number {
  const before = weights[index] as number;
  weights[index] = before + change;
  return Math.min(most, before + change) - Math.min(most, before);
}

function add(counts: Int32Array, index: number, change: number): number {
  const count = (counts[index] as number) + change;
  counts[index] = count;
  return count;
}
