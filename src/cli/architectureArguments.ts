import type { CompiledSpace } from '../run/compiledSpace.js';
import { readIndex } from '../run/readIndex.js';
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
