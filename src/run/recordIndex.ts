import { suggest } from '../space/suggest.js';
import type { FigureOptions } from '../types.js';
import type { CompiledSpace } from './compiledSpace.js';
import { RequestError } from './errors.js';
import { readIndex } from './readIndex.js';
import { shownValue } from './shownValue.js';

/** Members of a record that say which architecture it is, and of which space and options; each may be missing. */
export interface RecordReference {
  readonly index?: unknown;
  readonly arch?: unknown;
  readonly hash?: unknown;
  readonly options?: unknown;
}

type AskedSpace = Pick<CompiledSpace, 'hash' | 'options' | 'size' | 'indexOf'>;

/**
 * The index of the architecture that a record names by `index`, by `arch` or by both.
 *
 * @throws RequestError where it names none or two, or is a record of another space or of other options
 * @throws ArchitectureError where the space does not hold it
 */
export function recordIndex(space: AskedSpace, record: RecordReference): bigint {
  checkHash(space, record.hash);
  checkOptions(space, record.options);
  const byArch = record.arch === undefined ? undefined : space.indexOf(archObject(record.arch));
  const byIndex = record.index === undefined ? undefined : readIndex(space, record.index);
  if (byArch !== undefined && byIndex !== undefined && byArch !== byIndex)
    throw new RequestError(`the record contradicts itself: its index is ${byIndex}, but its arch is number ${byArch}`);
  const index = byIndex ?? byArch;
  if (index === undefined) throw new RequestError('the record names no architecture; expected "index" or "arch"');
  return index;
}

function archObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new RequestError(`"arch" is ${shownValue(value)}; expected an object of decisions and values`);
}

/** A record that came out of another version of the space would be priced as something else. */
function checkHash(space: AskedSpace, hash: unknown): void {
  if (hash === undefined || hash === space.hash) return;
  if (typeof hash !== 'string') throw new RequestError(`"hash" is ${shownValue(hash)}; expected text`);
  const length = Math.max(SHOWN_HASH, differenceAt(hash, space.hash) + 1);
  throw new RequestError(
    `the record is of another space (its hash is ${shortened(hash, length)}, not ${shortened(space.hash, length)})`,
  );
}

const SHOWN_HASH = 12;
const SHOWN_OPTION = 80;

/** Position of the first character in which they differ. */
function differenceAt(a: string, b: string): number {
  let position = 0;
  while (position < a.length && a[position] === b[position]) position++;
  return position;
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text || 'empty' : `${text.slice(0, length)}…`;
}

/** How options are called on the command line. */
const FLAGS: Readonly<Record<keyof FigureOptions, string>> = {
  precision: '--precision',
  optimizer: '--optimizer',
  inputGradient: '--input-gradient',
};

/**
 * Figures of other options are not those of this run. Options that the record does not tell are taken to be the same.
 */
function checkOptions(space: AskedSpace, options: unknown): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new RequestError(
      `"options" is ${shownValue(options)}; expected an object such as ${JSON.stringify(space.options)}`,
    );
  for (const [name, value] of Object.entries(options)) {
    if (!isOption(name)) throw new RequestError(unknownOption(name));
    if (value === space.options[name]) continue;
    const text = typeof value === 'string' && value.length < SHOWN_OPTION ? value : shownValue(value);
    throw new RequestError(
      `the record is of ${name} ${text}, this run of ${space.options[name]}; ` +
        `run with ${FLAGS[name]} ${text}, or leave "options" out of the record`,
    );
  }
}

function isOption(name: string): name is keyof FigureOptions {
  return Object.hasOwn(FLAGS, name);
}

function unknownOption(name: string): string {
  const known = Object.keys(FLAGS);
  const hint = suggest(name, known) ?? `expected ${known.join(', ')}`;
  return `"options" has ${shownValue(name)}, which is no option of the costs; ${hint}`;
}
