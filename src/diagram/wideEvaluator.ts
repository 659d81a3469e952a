import { LRUCache } from 'lru-cache';
import type { Choice, Combine, CostVector, Exact, Graph, GraphNode, Invalid, NodeId } from '../types.js';
import { max, product, sum } from '../cost/exact.js';
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
  /** What the varying inputs depend on, themselves included, in order, without what an earlier sink has in its cone. */
  readonly cone: readonly NodeId[];
}

/**
 * Prices the layers that a diagram leaves out, one architecture at a time. What a layer costs is kept by its signature
 * (function and inputs), the least recently used forgotten first: blocks of one architecture, and of the next, are
 * mostly alike.
 */
export class WideEvaluator {
  readonly counts: MemoCounts = { hits: 0, misses: 0 };

  readonly #graph: Graph;
  readonly #combine: readonly Combine[];
  readonly #sinks: readonly Sink[];
  readonly #values: unknown[];
  readonly #memo: LRUCache<string, CostVector>;

  /** @param wide indices into graph.layers */
  constructor(graph: Graph, wide: readonly number[], combine: readonly Combine[], mostKept = MOST_KEPT) {
    this.#graph = graph;
    this.#combine = combine;
    const asked = new Set(wide);
    const others = new Set(graph.layers.flatMap((layer, i) => (asked.has(i) ? [] : [layer.cost])));
    this.#sinks = sinksOf(graph, others);
    this.#values = graph.nodes.map((node) => (node.kind === 'constant' ? node.value : undefined));
    this.#memo = new LRUCache({ max: mostKept });
  }

  /**
   * The layers' total under a choice, or the first Invalid among them. Once a figure is above its limit, what follows
   * is left out: figures grow with every layer.
   *
   * @param limits of figures; none where undefined
   */
  cost(choice: Choice, limits: readonly (Exact | undefined)[] = []): CostVector | Invalid {
    const { nodes } = this.#graph;
    const values = this.#values;
    const read = (input: NodeId) => values[input];
    const total: Exact[] = this.#combine.map(() => 0);
    for (const sink of this.#sinks) {
      for (const id of sink.cone) values[id] = evaluateNode(this.#graph, choice, nodes[id] as GraphNode, read);
      const cost = this.#costOf(sink);
      if (isInvalid(cost)) return cost;
      this.#add(total, cost, sink.times);
      if (limits.some((limit, metric) => limit !== undefined && (total[metric] as Exact) > limit)) break;
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
    for (let metric = 0; metric < total.length; metric++) {
      const before = total[metric] as Exact;
      const figure = cost[metric] as Exact;
      total[metric] =
        this.#combine[metric] === 'max'
          ? max(before, figure)
          : sum(before, times === 1 ? figure : product(figure, times));
    }
  }
}

function sinksOf(graph: Graph, others: ReadonlySet<NodeId>): Sink[] {
  const functions = new Map<Apply['apply'], number>();
  const seen = new Set<NodeId>();
  return costSinks(graph, others).map(({ node, times }) => {
    const found = graph.nodes[node] as GraphNode;
    if (found.kind !== 'apply') {
      const cost = found.kind === 'constant' ? found.value : undefined;
      return { node, times, apply: () => cost, inputs: [], varying: [], name: `constant ${node}`, cone: [] };
    }
    const { apply, inputs } = found;
    if (!functions.has(apply)) functions.set(apply, functions.size);
    const constants = inputs.map((input) => {
      const each = graph.nodes[input];
      return each?.kind === 'constant' ? JSON.stringify(each.value) : '';
    });
    const varying = inputs.filter((input) => graph.nodes[input]?.kind !== 'constant');
    const name = `${functions.get(apply)}(${constants.join()})`;
    const cone = coneNodes(graph, varying, seen).filter((id) => graph.nodes[id]?.kind !== 'constant');
    for (const id of cone) seen.add(id);
    return { node, times, apply, inputs, varying, name, cone };
  });
}
