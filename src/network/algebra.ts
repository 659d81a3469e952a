import type { NodeId } from '../types.js';

/**
 * What is known of Boolean nodes by how they were made: the factors of an and, the terms of an or, opposites. It
 * compares what depends on too many decisions for tables.
 */
export class Algebra {
  readonly #factors = new Map<NodeId, readonly NodeId[]>();
  readonly #terms = new Map<NodeId, readonly NodeId[]>();
  readonly #opposite = new Map<NodeId, NodeId>();

  /** `node` is the junction of the inputs. What is known already stays. */
  learn(key: 'and' | 'or', node: NodeId, inputs: readonly NodeId[]): void {
    const known = key === 'and' ? this.#factors : this.#terms;
    // a node that is as old as one of its inputs was found by its table: it is not made of them
    if (known.has(node) || inputs.some((input) => input >= node)) return;
    known.set(node, [...new Set(inputs.flatMap((input) => known.get(input) ?? [input]))]);
  }

  oppose(node: NodeId, other: NodeId): void {
    this.#opposite.set(node, other);
    this.#opposite.set(other, node);
  }

  /** Nodes whose and is the node; the node itself where no others are known. */
  factors(node: NodeId): readonly NodeId[] {
    return this.#factors.get(node) ?? [node];
  }

  /** Factors that all nodes share. */
  commonFactors(nodes: readonly NodeId[]): NodeId[] {
    const [first, ...others] = nodes;
    if (first === undefined) return [];
    const sets = others.map((node) => new Set(this.factors(node)));
    return this.factors(first).filter((factor) => sets.every((set) => set.has(factor)));
  }

  /** Whether one of the nodes is always true, since a term is the opposite of another, or of an or of others. */
  coversAll(nodes: readonly NodeId[]): boolean {
    const terms = new Set(nodes.flatMap((node) => [node, ...(this.#terms.get(node) ?? [])]));
    return [...terms].some((node) => {
      const opposite = this.#opposite.get(node);
      if (opposite === undefined) return false;
      return terms.has(opposite) || (this.#terms.get(opposite)?.every((term) => terms.has(term)) ?? false);
    });
  }
}
