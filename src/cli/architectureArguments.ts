import type { CompiledSpace } from '../run/compiledSpace.js';
import type { KnownNetwork } from '../run/known/knownNetwork.js';
import { findKnown } from '../run/known/locateKnown.js';
import { readIndex } from '../run/readIndex.js';
import { UsageError, type RawArguments } from './command.js';

export const ARCH_OPTION = {
  type: 'string',
  requiresArg: true,
  describe: 'The architecture: {"<decision>": value, …}, or the name of a known network',
} as const;

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

/** The architecture that a user means. */
export interface AskedArchitecture {
  /** The space that holds it: the one asked for, or that of a known network outside it. */
  readonly space: CompiledSpace;
  readonly index: bigint;
  readonly known?: KnownNetwork;
}

/** The architecture that `--index` or `--arch` names. */
export async function askedArchitecture(
  space: CompiledSpace,
  index: unknown,
  arch: unknown,
): Promise<AskedArchitecture> {
  if (arch === undefined) return { space, index: readIndex(space, index) };
  const text = String(arch).trim();
  if (/^[a-z0-9][\w.-]*$/i.test(text) && !isJson(text)) return findKnown(space, text);
  return { space, index: space.indexOf(parseObject('--arch', text)) };
}

/**
 * The index that `--index` or `--arch` names.
 *
 * @throws UsageError where it names a known network outside the space
 */
export async function indexArgument(space: CompiledSpace, index: unknown, arch: unknown): Promise<bigint> {
  const asked = await askedArchitecture(space, index, arch);
  if (asked.known?.outside === undefined) return asked.index;
  throw new UsageError(`${asked.known.name} lies outside ${space.name}: ${asked.known.outside}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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
