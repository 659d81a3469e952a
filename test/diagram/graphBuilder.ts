import type {
  Constraint,
  CostVector,
  Decision,
  DomainValue,
  Graph,
  GraphNode,
  Invalid,
  LayerUse,
  NodeId,
  Place,
} from '../../src/types.js';

export const PLACE: Place = { pointer: '', line: 1, column: 1 };

/** Builds graphs by hand. Equal calls make separate nodes: sharing is the caller's business. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  private readonly decisions: Decision[] = [];
  private readonly active: NodeId[] = [];
  private readonly constraints: Constraint[] = [];
  private readonly layers: LayerUse[] = [];
  readonly always = this.constant(true);

  constant(value: unknown): NodeId {
    return this.nodes.push({ kind: 'constant', value }) - 1;
  }

  /** Returns the node that holds the decision's value. */
  decision(name: string, values: readonly DomainValue[], active = this.always): NodeId {
    this.active.push(active);
    const decision = this.decisions.push({ name, values, place: PLACE }) - 1;
    return this.nodes.push({ kind: 'decision', decision }) - 1;
  }

  apply(inputs: readonly NodeId[], apply: (values: readonly unknown[]) => unknown): NodeId {
    return this.nodes.push({ kind: 'apply', inputs, apply }) - 1;
  }

  /** On numbers; passes the first Invalid on. */
  compute(inputs: readonly NodeId[], formula: (...numbers: number[]) => unknown): NodeId {
    return this.apply(inputs, (values) => values.find(isInvalid) ?? formula(...(values as number[])));
  }

  select(test: NodeId, then: NodeId, otherwise: NodeId): NodeId {
    return this.apply([test, then, otherwise], ([t, a, b]) => (isInvalid(t) ? t : t === true ? a : b));
  }

  constraint(node: NodeId, text = `constraint ${this.constraints.length}`): void {
    this.constraints.push({ node, text, place: PLACE });
  }

  layer(cost: NodeId, path = `layer${this.layers.length}`): void {
    this.layers.push({ path, place: PLACE, present: this.always, cost, layer: this.always, alive: this.always });
  }

  /** A layer whose cost is a formula of numbers. */
  costs(inputs: readonly NodeId[], formula: (...numbers: number[]) => CostVector | Invalid, path?: string): NodeId {
    const cost = this.compute(inputs, formula);
    this.layer(cost, path);
    return cost;
  }

  build(): Graph {
    return {
      decisions: this.decisions,
      nodes: this.nodes,
      active: this.active,
      constraints: this.constraints,
      layers: this.layers,
    };
  }
}

export function invalid(message: string): Invalid {
  return { kind: 'invalid', message, place: PLACE };
}

export function isInvalid(value: unknown): value is Invalid {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'invalid';
}
