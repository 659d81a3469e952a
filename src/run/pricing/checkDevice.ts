import { suggest } from '../../space/suggest.js';
import type { CostOptions } from '../../types.js';
import { RequestError } from '../errors.js';
import { firstProblems } from '../firstProblems.js';
import { shownValue } from '../shownValue.js';

export type Precision = CostOptions['precision'];

/** What trains a network, as its file describes it. */
export interface Device {
  readonly name: string;
  /** Where the figures are from: a URL, or the title of a datasheet. */
  readonly source: string;
  readonly note?: string;
  /** FLOP/s by number format; at least one. */
  readonly peak: Readonly<Partial<Record<Precision, number>>>;
  /** Of the device's memory, in bytes per second. */
  readonly bandwidth: number;
  /** Watts. */
  readonly power?: number;
  /** Share of the peak that training reaches (model FLOPs utilisation); of the bandwidth, likewise. */
  readonly utilisation?: number;
  readonly bandwidthUtilisation?: number;
  /** Bytes. */
  readonly memory?: number;
}

export const PRECISIONS: readonly Precision[] = ['float32', 'float16', 'bfloat16', 'float64'];

/**
 * A device as it stands in a file.
 *
 * @param where what the messages begin with: the file
 * @throws RequestError with what is wrong with it, a line each
 */
export function checkDevice(value: unknown, where: string): Device {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RequestError(`${where}: a device is an object: {"name": …, "source": …, "peak": …, "bandwidth": …}`);
  const problems = problemsOf(value as Record<string, unknown>);
  if (problems.length > 0)
    throw new RequestError(
      firstProblems(problems)
        .map((problem) => `${where}: ${problem}`)
        .join('\n'),
    );
  return value as Device;
}

/** What is wrong with the value of a key (undefined: there is none), and what would be right. */
type Check = (key: string, value: unknown) => string | undefined;

/** Below this, a rate was surely given in tera- or gigaunits. */
const LEAST_RATE = 1e6;

/** What a utilisation should be, for messages. */
export const SHARE = 'a share from 0.000001 to 1, such as 0.4';

/** Watts. */
const LEAST_POWER = 1e-3;
const MOST_POWER = 1e9;

/** Below this, times would leave the range of float64. */
export const LEAST_UTILISATION = 1e-6;

const KEYS: Readonly<Record<keyof Device, { readonly required: boolean; readonly check: Check }>> = {
  name: { required: true, check: text('the name of the device') },
  source: { required: true, check: text('where the figures are from: a URL, or the title of a datasheet') },
  note: { required: false, check: text('a text for people') },
  peak: { required: true, check: checkPeak },
  bandwidth: { required: true, check: rate('bytes/s, such as 2039e9') },
  power: { required: false, check: number(LEAST_POWER, MOST_POWER, 'a number of watts, such as 400') },
  utilisation: { required: false, check: number(LEAST_UTILISATION, 1, SHARE) },
  bandwidthUtilisation: { required: false, check: number(LEAST_UTILISATION, 1, SHARE) },
  memory: { required: false, check: rate('bytes, such as 80e9') },
};

function problemsOf(device: Readonly<Record<string, unknown>>): string[] {
  const wrong = Object.entries(KEYS)
    .filter(([key, { required }]) => required || device[key] !== undefined)
    .map(([key, { check }]) => check(key, device[key]));
  const unknown = Object.keys(device)
    .filter((key) => !Object.hasOwn(KEYS, key))
    .map((key) => unknownWord(key, 'key of a device', Object.keys(KEYS)));
  return [...wrong, ...unknown].filter((problem) => problem !== undefined);
}

function text(meaning: string): Check {
  return (key, value) => (typeof value === 'string' && value.trim() !== '' ? undefined : expected(key, value, meaning));
}

function number(least: number, most: number, meaning: string): Check {
  return (key, value) => {
    const isRight = typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most;
    return isRight ? undefined : expected(key, value, meaning);
  };
}

function rate(unit: string): Check {
  return number(LEAST_RATE, Infinity, `a number of ${unit}: at least 1e6, without kilo, giga or tera`);
}

function checkPeak(key: string, value: unknown): string | undefined {
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length === 0) return expected(key, value, 'FLOP/s by number format: {"float32": 19.5e12, …}');
  const unknown = entries.find(([format]) => !PRECISIONS.some((known) => known === format));
  if (unknown !== undefined) return unknownWord(unknown[0], 'number format', PRECISIONS);
  const check = rate('FLOP/s, such as 19.5e12');
  return entries.map(([format, peak]) => check(`${key}.${format}`, peak)).find((problem) => problem !== undefined);
}

function expected(key: string, value: unknown, meaning: string): string {
  return `"${key}" is ${value === undefined ? 'missing' : shownValue(value)}; expected ${meaning}`;
}

function unknownWord(word: string, what: string, known: readonly string[]): string {
  const hint = suggest(word, known) ?? `there are ${known.join(', ')}`;
  return `${shownValue(word)} is no ${what}; ${hint}`;
}
