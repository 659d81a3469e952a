import { LRUCache } from 'lru-cache';
import type { Choice, Combine, CostVector, Exact, Graph, GraphNode, Invalid, NodeId } from '../types.js';
import { costSinks, type CostSink } from './costSinks.js';
import { addExact } from './evaluateNaive.js';
import { isInvalid } from '../network/invalid.js';

/** Hits and misses of a memo. */
export interface MemoCounts {
  hits: number;
  misses: number;
}

/** Signatures whose costs are kept, unless the caller says otherwise. */
const MOST_KEPT = 1 << 16;

type Apply = Extract<GraphNode, { kind: 'apply' }>;

/** A cost node, and how to tell its signature. */
interface Sink extends CostSink {
  readonly node: NodeId;
  readonly apply: Apply['apply'];
  readonly inputs: readonly NodeId[];
  /** The inputs that are not constants. */
  readonly varying: readonly NodeId[];
  /** Names the function and the constants among its inputs. */
  readonly name: string;
}

/**
 * Prices the layers that a diagram leaves out, one architecture at a time. What a layer costs is kept by its signature
 * (function and inputs), the least recently used forgotten first: blocks of one architecture, and of the next, are mostly alike.
 */
export class WideEvaluator {
  readonly counts: MemoCounts = { hits: 0, misses: 0 };

  readonly #graph: Graph;
  readonly #combine: readonly Combine[];
  readonly #sinks: readonly Sink[];
  /** What the sinks depend on, in order, without the sinks. */
  readonly #cone: readonly NodeId[];
  readonly #values: unknown[];
  readonly #memo: LRUCache<string, CostVector>;

  /** @param wide indices into graph.layers */
  constructor(graph: Graph, wide: readonly number[], combine: readonly Combine[], max = MOST_KEPT) {
    this.#graph = graph;
    this.#combine = combine;
    const asked = new Set(wide);
    const others = new Set(graph.layers.flatMap((layer, i) => (asked.has(i) ? [] : [layer.cost])));
    this.#sinks = sinksOf(graph, others);
    this.#cone = coneOf(graph, this.#sinks);
    this.#values = graph.nodes.map((node) => (node.kind === 'constant' ? node.value : undefined));
    this.#memo = new LRUCache({ max });
  }

  /** The layers' total under a choice, or the first Invalid among them. */
  cost(choice: Choice): CostVector | Invalid {
    const values = this.#values;
    for (const id of this.#cone) values[id] = this.#evaluate(this.#graph.nodes[id] as GraphNode, choice);
    const total: Exact[] = this.#combine.map(() => 0);
    for (const sink of this.#sinks) {
      const cost = this.#costOf(sink);
      if (isInvalid(cost)) return cost;
      this.#add(total, cost, sink.times);
    }
    return total;
  }

  #evaluate(node: GraphNode, choice: Choice): unknown {
    if (node.kind === 'constant') return node.value;
    if (node.kind === 'apply') return node.apply(node.inputs.map((input) => this.#values[input]));
    // an inactive decision stands at its first value, which nothing looks at
    return this.#graph.decisions[node.decision]?.values[Math.max(0, choice[node.decision] as number)];
  }

  #costOf({ apply, inputs, varying, name }: Sink): CostVector | Invalid {
    let signature = name;
    for (const input of varying) {
      const value = this.#values[input];
      if (isInvalid(value)) return apply(inputs.map((each) => this.#values[each])) as CostVector | Invalid;
      signature += `|${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
    }
    const known = this.#memo.get(signature);
    if (known !== undefined) {
      this.counts.hits++;
      return known;
    }
    this.counts.misses++;
    const cost = apply(inputs.map((input) => this.#values[input])) as CostVector | Invalid;
    if (!isInvalid(cost)) this.#memo.set(signature, cost);
    return cost;
  }

  #add(total: Exact[], cost: CostVector, times: number): void {
    for (let metric = 0; metric < total.length; metric++) {
      const before = total[metric] as Exact;
      const figure = cost[metric] as Exact;
      if (this.#combine[metric] === 'max') {
        if (figure > before) total[metric] = figure;
      } else {
        let sum = before;
        for (let i = 0; i < times; i++) sum = addExact(sum, figure);
        total[metric] = sum;
      }
    }
  }
}

function sinksOf(graph: Graph, others: ReadonlySet<NodeId>): Sink[] {
  const functions = new Map<Apply['apply'], number>();
  return costSinks(graph, others).map(({ node, times }) => {
    const found = graph.nodes[node] as GraphNode;
    if (found.kind !== 'apply') {
      const cost = found.kind === 'constant' ? found.value : undefined;
      return { node, times, apply: () => cost, inputs: [], varying: [], name: `constant ${node}` };
    }
    const { apply, inputs } = found;
    if (!functions.has(apply)) functions.set(apply, functions.size);
    const constants = inputs.map((input) => {
      const each = graph.nodes[input];
      return each?.kind === 'constant' ? JSON.stringify(each.value) : '';
    });
    const varying = inputs.filter((input) => graph.nodes[input]?.kind !== 'constant');
    return { node, times, apply, inputs, varying, name: `${functions.get(apply)}(${constants.join()})` };
  });
}

function coneOf(graph: Graph, sinks: readonly Sink[]): NodeId[] {
  const needed = new Set(sinks.flatMap((sink) => sink.varying));
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const node = graph.nodes[id];
    if (needed.has(id) && node?.kind === 'apply') for (const input of node.inputs) needed.add(input);
  }
  return [...needed].filter((id) => graph.nodes[id]?.kind !== 'constant').toSorted((a, b) => a - b);
}
