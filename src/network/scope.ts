import type { NodeId, Value } from '../types.js';
import type { Tensor } from './tensor.js';

/** A value as a node, and the decisions that reading it reads. */
export interface Evaluated {
  readonly node: NodeId;
  readonly reads: readonly number[];
}

/** Where a value was written: what its names mean, and the path that a decision made in it is named by. */
export interface Environment {
  readonly scope: Scope;
  /** What `in` means. */
  readonly input: Tensor;
  readonly decisionPath: string;
  /** Decisions under `decisionPath` may be named by the rest of their path. */
  readonly ownDecisions?: true;
}

/**
 * What a name stands for. A value is evaluated where it is first read, not where it is bound: a decision is active only
 * where the network reads it, and an argument that a skipped layer would have read is not read.
 */
export type Binding =
  | { readonly kind: 'node'; readonly node: NodeId }
  | { readonly kind: 'tensor'; readonly tensor: Tensor }
  | { readonly kind: 'repetition'; readonly repetition: Repetition | undefined }
  | { readonly kind: 'value'; readonly value: Value; readonly environment: Environment; evaluated?: Evaluated };

/** The repetition before, as `prior` sees it: the path of its decisions, and the scope of the block that it repeats. */
export interface Repetition {
  readonly decisionPath: string;
  readonly block: Scope | undefined;
}

export class Scope {
  readonly #parent: Scope | undefined;
  readonly #bindings = new Map<string, Binding>();

  constructor(parent?: Scope) {
    this.#parent = parent;
  }

  bind(name: string, binding: Binding): void {
    this.#bindings.set(name, binding);
  }

  find(name: string): Binding | undefined {
    return this.#bindings.get(name) ?? this.#parent?.find(name);
  }

  /** What the name stands for in this scope itself. */
  own(name: string): Binding | undefined {
    return this.#bindings.get(name);
  }

  names(): string[] {
    return [...this.#bindings.keys(), ...(this.#parent?.names() ?? [])];
  }
}
