import type { NodeId } from '../types.js';
import type { Scope } from './scope.js';
import type { Tensor } from './tensor.js';

/** Where the trace stands. */
export interface Context {
  /** Boolean: what is being traced is part of the architecture. */
  readonly present: NodeId;
  /** Of layers: `stage1.block1`. */
  readonly path: string;
  /** Of decisions made here: the path, or the name of the shared block. */
  readonly decisionPath: string;
  readonly scope: Scope;
  readonly trainable: NodeId;
  readonly recompute: NodeId;
  /** Outputs of the items before, the newest first. */
  readonly history: readonly Tensor[];
}

export function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** The context of a named part. */
export function inside(context: Context, name: string): Context {
  return { ...context, path: join(context.path, name), decisionPath: join(context.decisionPath, name) };
}
