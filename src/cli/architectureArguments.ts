import { RequestError } from '../run/errors.js';
import type { CompiledSpace } from '../run/compiledSpace.js';
import { UsageError, type RawArguments } from './command.js';

/**
 * Checks that a command is given its architectures in one way.
 *
 * @throws UsageError where none of the options is given, or more than one
 */
export function checkOneGiven(command: string, raw: RawArguments, options: readonly string[]): void {
  const given = options.filter((option) => raw[option] !== undefined);
  if (given.length === 0) throw new UsageError(`${command} needs one of ${andList(options)}`);
  if (given.length > 1) throw new UsageError(`give only one of ${andList(given)}`);
}

function andList(options: readonly string[]): string {
  const names = options.map((option) => `--${option}`);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The index that `--index` or `--arch` names. */
export function indexArgument(space: CompiledSpace, index: unknown, arch: unknown): bigint {
  return arch === undefined ? readIndex(space, index) : space.indexOf(parseObject('--arch', String(arch)));
}

/** An index as JSON or the command line give it: decimal text, or a number that float64 holds exactly. */
export function readIndex(space: CompiledSpace, value: unknown): bigint {
  const isExact = typeof value === 'string' ? /^\d+$/.test(value) : Number.isSafeInteger(value) && Number(value) >= 0;
  if (!isExact) {
    const hint =
      typeof value === 'number' && value > Number.MAX_SAFE_INTEGER
        ? ': write it in quotes, since it is above 2^53'
        : '';
    throw new RequestError(`${JSON.stringify(value)} is not an index; expected a whole number from 0${hint}`);
  }
  const index = BigInt(value as string | number);
  if (index >= space.size) {
    const range = space.size === 0n ? 'the space holds no architecture' : `the space has 0 to ${space.size - 1n}`;
    throw new RequestError(`index ${index} is outside the space; ${range}`);
  }
  return index;
}

function parseObject(option: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${option} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`${option} is not an object of decisions and values`);
  }
  return value as Record<string, unknown>;
}
