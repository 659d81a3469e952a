import type { BlockFormat, RecordSchema } from './blockFormat.js';

export function arrowBlocks(_schema: RecordSchema): BlockFormat {
  throw new Error('not yet');
}
