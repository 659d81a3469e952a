import { UsageError } from './command.js';

/** Not in the forms of a count: a seed is copied, not estimated. */
export function parseSeed(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new UsageError(`--seed is ${JSON.stringify(text)}; expected a whole number from 0 to 2^53 - 1`);
}
