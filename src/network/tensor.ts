import type { NodeId, Shape } from '../types.js';

/**
 * A value that flows between layers, for all architectures at once. Its kind and number of dimensions are the same in
 * all of them; every size is a node of its own, so that a width that varies does not make heights seem to.
 */
export type Tensor = MapTensor | TokenTensor | IdTensor | UnknownTensor;

export interface MapTensor extends Flow {
  readonly kind: 'map';
  readonly channels: NodeId;
  readonly size: readonly NodeId[];
}

export interface TokenTensor extends Flow {
  readonly kind: 'tokens';
  readonly tokens: NodeId;
  readonly features: NodeId;
}

export interface IdTensor extends Flow {
  readonly kind: 'ids';
  readonly tokens: NodeId;
}

/** What follows a mistake that is already reported: anything may read it. */
export interface UnknownTensor extends Flow {
  readonly kind: 'unknown';
}

/** What gradients need to know of a tensor. */
export interface Flow {
  /** Boolean: something trained stands upstream, so that autograd wants a gradient here. */
  readonly needsGradient: NodeId;
  /** Who reads it, filled in as the trace goes on. */
  readonly uses: Use[];
}

export interface Use {
  /** Boolean: the reader reads it. */
  readonly when: NodeId;
  /** What the reader makes of it. */
  readonly by: Tensor;
}

export function tokenTensor(tokens: NodeId, features: NodeId, needsGradient: NodeId): TokenTensor {
  return { kind: 'tokens', tokens, features, needsGradient, uses: [] };
}

export function unknownTensor(needsGradient: NodeId): UnknownTensor {
  return { kind: 'unknown', needsGradient, uses: [] };
}

/** The sizes of a tensor in a fixed order. */
export function sizesOf(tensor: Tensor): readonly NodeId[] {
  switch (tensor.kind) {
    case 'map':
      return [tensor.channels, ...tensor.size];
    case 'tokens':
      return [tensor.tokens, tensor.features];
    case 'ids':
      return [tensor.tokens];
    case 'unknown':
      return [];
  }
}

/** A tensor like `like` with other sizes, in the order of `sizesOf`. */
export function withSizes(like: Tensor, sizes: readonly NodeId[], needsGradient: NodeId): Tensor {
  const [first, ...rest] = sizes;
  if (first === undefined || like.kind === 'unknown') return unknownTensor(needsGradient);
  if (like.kind === 'map') return { kind: 'map', channels: first, size: rest, needsGradient, uses: [] };
  if (like.kind === 'tokens') return tokenTensor(first, rest[0] as NodeId, needsGradient);
  return { kind: 'ids', tokens: first, needsGradient, uses: [] };
}

/** The concrete shape of a tensor of this kind, from its `count` sizes as `sizesOf` has them, at `values[from]`. */
export function shapeOf(kind: Tensor['kind'], values: readonly number[], from: number, count: number): Shape {
  const first = values[from] as number;
  if (kind === 'map') return { kind: 'map', channels: first, size: values.slice(from + 1, from + count) };
  if (kind === 'tokens') return { kind: 'tokens', tokens: first, features: values[from + 1] as number };
  return { kind: 'ids', tokens: first };
}

/** `map with 2 sides`, `tokens × features`, for messages. */
export function describeKind(tensor: Tensor): string {
  switch (tensor.kind) {
    case 'map':
      return `a ${tensor.size.length}-D map`;
    case 'tokens':
      return 'tokens × features';
    case 'ids':
      return 'token ids';
    case 'unknown':
      return 'unknown';
  }
}

export function sameKind(a: Tensor, b: Tensor): boolean {
  return a.kind === b.kind && sizesOf(a).length === sizesOf(b).length;
}
