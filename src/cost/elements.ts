import type { Exact, Shape } from '../types.js';
import { product, volume } from './exact.js';

/** How many numbers a tensor of this shape holds (token ids: how many ids). */
export function elements(shape: Shape): Exact {
  if (shape.kind === 'map') return product(shape.channels, volume(shape.size));
  return shape.kind === 'tokens' ? product(shape.tokens, shape.features) : shape.tokens;
}
