import { LRUCache } from 'lru-cache';
import type { Choice, Combine, CostVector, Exact, Graph, GraphNode, Invalid, NodeId } from '../types.js';
import { combiner, product } from '../cost/exact.js';
import { costSinks, type CostSink } from './costSinks.js';
import { coneNodes, evaluateNode } from './evaluateNaive.js';
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
    const read = this.#sinks.flatMap((sink) => sink.varying);
    this.#cone = coneNodes(graph, read).filter((id) => graph.nodes[id]?.kind !== 'constant');
    this.#values = graph.nodes.map((node) => (node.kind === 'constant' ? node.value : undefined));
    this.#memo = new LRUCache({ max });
  }

  /** The layers' total under a choice, or the first Invalid among them. */
  cost(choice: Choice): CostVector | Invalid {
    const values = this.#values;
    const read = (input: NodeId) => values[input];
    for (const id of this.#cone)
      values[id] = evaluateNode(this.#graph, choice, this.#graph.nodes[id] as GraphNode, read);
    const total: Exact[] = this.#combine.map(() => 0);
    for (const sink of this.#sinks) {
      const cost = this.#costOf(sink);
      if (isInvalid(cost)) return cost;
      this.#add(total, cost, sink.times);
    }
    return total;
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
    for (const [metric, how] of this.#combine.entries()) {
      const figure = cost[metric] as Exact;
      total[metric] = combiner(how)(total[metric] as Exact, how === 'max' ? figure : product(figure, times));
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
