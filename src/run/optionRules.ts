import { METRICS } from '../cost/metrics.js';
import { groupDigits } from '../report/groupDigits.js';
import type { OptionRule, OptionRules } from './checkOptions.js';
import type { SampleColumnsOptions } from './compiledSpace.js';
import type { RunOptions } from './runJob.js';

/** One of two words or more. */
export function oneOf(...words: readonly string[]): OptionRule {
  const quoted = words.map((word) => JSON.stringify(word));
  const expected = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  return { expected, holds: (value) => typeof value === 'string' && words.includes(value), words };
}

export const FLAG: OptionRule = { expected: 'true or false', holds: (value) => typeof value === 'boolean' };

/** A whole number within two ends. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): OptionRule {
  const end = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most < 10_000 ? most : groupDigits(most)}`;
  return {
    expected: `a whole number from ${least}${end}`,
    holds: (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  };
}

const WHOLE_NUMBER: OptionRule = { ...wholeNumber(0), expected: 'a whole number from 0 to 2^53 - 1' };

/** An architecture's index, or the end of a range of them. */
export const INDEX: OptionRule = {
  expected: 'a whole number from 0, as a bigint where it is above 2^53 - 1',
  holds: (value) => (typeof value === 'bigint' ? value >= 0n : WHOLE_NUMBER.holds(value)),
};

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

export const ARCHITECTURE: OptionRule = { expected: 'an object of decisions and values', holds: isObject };

/** An architecture, where a number has been seen to be its index. */
export const REFERENCE: OptionRule = {
  expected: 'an index (a number or a bigint), or an object of decisions and values',
  holds: isObject,
};

/** A space that is open: not its name, and not the promise of it. */
export const OPENED: OptionRule = {
  expected: 'what openSpace gives, once it is there',
  holds: (value) => isObject(value) && 'runnable' in (value as object),
};

export const TEXT: OptionRule = { expected: 'text', holds: (value) => typeof value === 'string' };

export const METRIC = oneOf(...METRICS);

export const METRIC_LIST: OptionRule = { expected: 'a list of metrics', holds: Array.isArray, each: METRIC };

/** What is drawn, and how. */
export const SAMPLE_RULES: OptionRules<Pick<SampleColumnsOptions, 'count' | 'seed' | 'by' | 'replace'>> = {
  count: WHOLE_NUMBER,
  seed: WHOLE_NUMBER,
  by: oneOf('architecture', 'decision'),
  replace: FLAG,
};

/** Starting more threads than this is a slip, and takes the machine down. */
const MOST_WORKERS = 1024;

/** What every run over shards takes. */
export const RUN_RULES: OptionRules<RunOptions> = {
  workers: wholeNumber(0, MOST_WORKERS),
  signal: { expected: 'an AbortSignal', holds: (value) => value instanceof AbortSignal },
  workerFile: { expected: 'a URL', holds: (value) => value instanceof URL },
};
