import type { CostVector, Graph, NodeId } from '../types.js';
import type { CostTable } from './costTable.js';
import { TupleTable } from './tupleTable.js';
import { isInvalid } from '../network/invalid.js';
import { ValueTable } from './values.js';

/** Stands for the row of a cost that is an Invalid. */
export const INVALID_ROW = -1;

/**
 * Evaluates nodes of a graph on interned values. What a function returned for the same ids before is not computed
 * again; nodes that share one function share its results.
 */
export class NodeEvaluator {
  readonly values = new ValueTable();
  /**
   * Node → id of its current value; of a cost node, its row in the cost table. Constants, and what follows from
   * constants alone, are set from the start.
   */
  readonly register: Int32Array;
  /** Decision → ids of its values. */
  readonly valueIds: readonly Int32Array[];
  /** Node → ids of nodes that it reads. */
  private readonly inputs: readonly Int32Array[];
  private readonly functions: readonly Apply[];
  private readonly memos: readonly TupleTable[];
  private readonly key: Int32Array;
  private readonly costs: CostTable;
  /** Node → 1 where its value is a cost vector that no other node reads. */
  private readonly isCost: Uint8Array;

  constructor(graph: Graph, costs: CostTable) {
    this.costs = costs;
    this.isCost = costNodes(graph);
    this.register = new Int32Array(graph.nodes.length);
    this.inputs = graph.nodes.map((node) => Int32Array.from(node.kind === 'apply' ? node.inputs : []));
    this.functions = graph.nodes.map((node) => (node.kind === 'apply' ? node.apply : identity));
    this.memos = shareMemos(this.functions, this.inputs, this.isCost);
    this.key = new Int32Array(Math.max(0, ...this.inputs.map((inputs) => inputs.length)));
    this.valueIds = graph.decisions.map((decision) =>
      Int32Array.from(decision.values, (value) => this.values.intern(value)),
    );
    this.fold(graph);
  }

  /** Sets the register of an apply node from the registers of its inputs. */
  evaluate(node: NodeId): void {
    const inputs = this.inputs[node] as Int32Array;
    const { register, key } = this;
    for (let i = 0; i < inputs.length; i++) key[i] = register[inputs[i] as number] as number;
    const memo = this.memos[node] as TupleTable;
    const before = memo.size;
    const entry = memo.insert(key, 0);
    if (entry === before) memo.data[entry] = this.apply(node, inputs);
    register[node] = memo.data[entry] as number;
  }

  /** Row of a node's current value in the cost table; INVALID_ROW for an Invalid. */
  costRow(node: NodeId): number {
    const id = this.register[node] as number;
    if (this.isCost[node] === 1) return id;
    const value = this.values.values[id];
    return isInvalid(value) ? INVALID_ROW : this.costs.add(value as CostVector);
  }

  private value(node: NodeId): unknown {
    return this.values.values[this.register[node] as number];
  }

  private apply(node: NodeId, inputs: Int32Array): number {
    // a new array each time: a function may keep its arguments as its result
    const values = new Array<unknown>(inputs.length);
    for (let i = 0; i < inputs.length; i++) values[i] = this.value(inputs[i] as number);
    return this.intern(node, (this.functions[node] as Apply)(values));
  }

  private intern(node: NodeId, value: unknown): number {
    if (this.isCost[node] === 0) return this.values.intern(value);
    return isInvalid(value) ? INVALID_ROW : this.costs.add(value as CostVector);
  }

  private fold(graph: Graph): void {
    const open = new Uint8Array(graph.nodes.length);
    graph.nodes.forEach((node, id) => {
      if (node.kind === 'constant') this.register[id] = this.intern(id, node.value);
      else if (node.kind === 'decision' || node.inputs.some((input) => open[input] === 1)) open[id] = 1;
      else this.evaluate(id);
    });
  }
}

type Apply = (values: readonly unknown[]) => unknown;

function identity(values: readonly unknown[]): unknown {
  return values[0];
}

/** Marks the cost nodes of the layers, except where something else observes them too. */
function costNodes(graph: Graph): Uint8Array {
  const marks = new Uint8Array(graph.nodes.length);
  for (const layer of graph.layers) marks[layer.cost] = 1;
  for (const node of graph.nodes) if (node.kind === 'apply') for (const input of node.inputs) marks[input] = 0;
  for (const node of [...graph.active, ...graph.constraints.map((constraint) => constraint.node)]) marks[node] = 0;
  return marks;
}

function shareMemos(functions: readonly Apply[], inputs: readonly Int32Array[], isCost: Uint8Array): TupleTable[] {
  const byFunction = new Map<Apply, TupleTable[]>();
  return functions.map((apply, node) => {
    const arity = (inputs[node] as Int32Array).length;
    let tables = byFunction.get(apply);
    if (tables === undefined) byFunction.set(apply, (tables = []));
    return (tables[2 * arity + (isCost[node] as number)] ??= new TupleTable(arity, 1));
  });
}
