import type { BlockFormat, RecordSchema } from './blockFormat.js';

export function parquetBlocks(_schema: RecordSchema): BlockFormat {
  throw new Error('not yet');
}
