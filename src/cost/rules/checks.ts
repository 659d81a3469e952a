import type { Padding, Shape } from '../../types.js';
import { LayerError } from '../layerError.js';

/** Shapes that carry features; ids do not. */
export type FeatureShape = Exclude<Shape, { readonly kind: 'ids' }>;

/** Throws unless `value` is an integer of at least `least` (1 unless given). `what` reads as "output channels". */
export function requireInteger(what: string, value: number, least = 1): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const rule = least === 1 ? 'a positive integer' : `an integer of at least ${least}`;
  throw new LayerError(`${what} must be ${rule}, but is ${value}`);
}

/** Throws unless `values` holds one integer of at least `least` (1 unless given) per spatial dimension. */
export function requirePerDimension(what: string, values: readonly number[], dimensions: number, least = 1): void {
  requireDimensions(what, values, dimensions);
  for (const value of values) requireInteger(what, value, least);
}

/** Throws unless `padding` holds a pair of non-negative integers per spatial dimension. */
export function requirePadding(padding: readonly Padding[], dimensions: number): void {
  requireDimensions('padding', padding, dimensions);
  for (const [before, after] of padding) {
    requireInteger('padding', before, 0);
    requireInteger('padding', after, 0);
  }
}

/** Throws unless `values` has one entry per spatial dimension. */
export function requireDimensions(what: string, values: readonly unknown[], dimensions: number): void {
  if (values.length === dimensions) return;
  throw new LayerError(`${what} has ${values.length} entries for a map of ${dimensions} dimensions`);
}

/** Throws unless a shape holds something: positive integer channels, sizes, tokens, features. */
export function requireShape(shape: Shape): void {
  if (shape.kind !== 'map') {
    requireInteger('the number of tokens', shape.tokens);
    if (shape.kind === 'tokens') requireInteger('the number of features', shape.features);
    return;
  }
  requireInteger('the number of channels', shape.channels);
  if (shape.size.length < 1 || shape.size.length > 3) {
    throw new LayerError(`a map has one to three dimensions, but this one has ${shape.size.length}`);
  }
  for (const size of shape.size) requireInteger('the size of a map', size);
}

/** The shape, checked to be one that carries features. */
export function featureShape(shape: Shape): FeatureShape {
  requireShape(shape);
  if (shape.kind !== 'ids') return shape;
  throw new LayerError('token ids have no features', 'put an embedding first');
}

/** Throws unless `groups` divides `channels`. */
export function requireDivisible(what: string, channels: number, groups: number): void {
  requireInteger('groups', groups);
  if (channels % groups === 0) return;
  throw new LayerError(`${channels} ${what} are not divisible by ${groups} groups`);
}

/** `3x32x32`, `197 tokens x 768`, `12 token ids`. */
export function shapeText(shape: Shape): string {
  if (shape.kind === 'map') return [shape.channels, ...shape.size].join('x');
  return shape.kind === 'tokens' ? `${shape.tokens} tokens x ${shape.features}` : `${shape.tokens} token ids`;
}

/** Channels of a map, features of tokens: what norms, scales and biases have one number for. */
export function width(shape: Shape): number {
  if (shape.kind === 'map') return shape.channels;
  return shape.kind === 'tokens' ? shape.features : 0;
}
