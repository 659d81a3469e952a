import type { Graph, NodeId } from '../types.js';
import type { Cones } from './cones.js';

/**
 * The decisions as the trace met them, or from the last one backwards, moved back only where one comes before a decision that its activity depends
 * on. Throws if activities depend on each other in a circle: that is a fault of the trace.
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
 * numbers of values of the frontier's nodes is least, ties by trace order.
 *
 * `weights` is log2 of that number per node (see estimateWeights); `needed` marks the nodes that count.
 */
export function greedyOrder(graph: Graph, cones: Cones, weights: Float64Array, needed: Uint8Array): number[] {
  const search = new GreedySearch(graph, cones, weights, needed);
  return search.run(traceOrder(graph, cones), activityPrerequisites(graph, cones));
}

/** Per decision, the decisions that its active node depends on. */
function activityPrerequisites(graph: Graph, cones: Cones): number[][] {
  return graph.active.map((node, decision) => cones.decisions(node).filter((other) => other !== decision));
}

/** Decisions that are weighed at one step, in graphs where weighing all of them would take too long. */
const FEW_CANDIDATES = 16;
/** Node visits that a full search may take. */
const MANY_VISITS = 3e7;

class GreedySearch {
  private readonly weights: Float64Array;
  /** Node → decisions of its cone that are not placed yet. */
  private readonly open: Int32Array;
  /** Node → readers with an unplaced decision. */
  private readonly waitingReaders: Int32Array;
  private readonly inputs: readonly (readonly NodeId[])[];
  /** Decision → needed nodes that depend on it, inputs first. */
  private readonly dependents: NodeId[][];

  constructor(graph: Graph, cones: Cones, weights: Float64Array, needed: Uint8Array) {
    this.weights = weights;
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

  run(trace: readonly number[], prerequisites: readonly (readonly number[])[]): number[] {
    const total = this.dependents.reduce((sum, nodes) => sum + nodes.length, 0);
    const candidates = total * trace.length > MANY_VISITS ? FEW_CANDIDATES : trace.length;
    const order: number[] = [];
    const placed = new Set<number>();
    const waiting = [...trace];
    while (waiting.length > 0) {
      const ready = waiting.filter((decision) =>
        (prerequisites[decision] as readonly number[]).every((other) => placed.has(other)),
      );
      let best = ready[0] as number;
      let least = Infinity;
      for (const decision of ready.slice(0, candidates)) {
        const growth = this.place(decision);
        this.unplace(decision);
        if (growth < least - 1e-9) [best, least] = [decision, growth];
      }
      this.place(best);
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
      if ((this.waitingReaders[node] as number) > 0) growth += this.weights[node] as number;
      for (const input of this.inputs[node] as NodeId[]) {
        if (add(this.waitingReaders, input, -1) === 0) growth -= this.weights[input] as number;
      }
    }
    return growth;
  }

  private unplace(decision: number): void {
    for (const node of this.dependents[decision] as NodeId[]) {
      if (add(this.open, node, 1) > 1) continue;
      for (const input of this.inputs[node] as NodeId[]) add(this.waitingReaders, input, 1);
    }
  }
}

function add(counts: Int32Array, index: number, change: number): number {
  const count = (counts[index] as number) + change;
  counts[index] = count;
  return count;
}
