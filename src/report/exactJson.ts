import type { Exact } from '../types.js';

/** An exact figure in JSON: a number up to 2^53 - 1, a decimal string above, which no reader rounds. */
export function exactJson(value: Exact): number | string {
  return typeof value === 'number' ? value : value.toString();
}
