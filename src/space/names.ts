import { isWord } from './words.js';

export const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_]*$/;

const RESERVED: ReadonlySet<string> = new Set([
  'in',
  'index',
  'count',
  'first',
  'last',
  'prior',
  'slot',
  'picked',
  'and',
  'or',
  'not',
  'true',
  'false',
  'null',
]);

/** Why a name cannot be given to a value, in the words of a message; undefined where it can. */
export function nameFault(name: string): string | undefined {
  if (RESERVED.has(name)) return `${JSON.stringify(name)} is a name of the language`;
  if (isWord(name)) return `${JSON.stringify(name)} is a word of the language`;
  return undefined;
}
