import { UsageError } from './command.js';

/** A number of an option, from `least` to `most`. */
export function parseReal(option: string, raw: unknown, least: number, most: number): number {
  const text = String(raw).trim();
  const value = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${option} is ${JSON.stringify(text)}; expected a number from ${least} to ${most}`);
}
