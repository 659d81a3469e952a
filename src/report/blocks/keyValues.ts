import type { RecordSchema } from './blockFormat.js';

/**
 * What a file with room for it tells of all its records: the space, its hash, the options as JSON, and the file's
 * origin.
 */
export function keyValues({ space, hash, options, origin }: RecordSchema): Record<string, string> {
  return { ...origin, space, hash, options: JSON.stringify(options) };
}
