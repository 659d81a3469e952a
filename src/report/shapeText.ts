import type { Shape } from '../types.js';

/** `16x112x112` (channels first), `197x768` (tokens x features), `1024 ids`. */
export function shapeText(shape: Shape): string {
  if (shape.kind === 'map') return [shape.channels, ...shape.size].join('x');
  return shape.kind === 'tokens' ? `${shape.tokens}x${shape.features}` : `${shape.tokens} ids`;
}
