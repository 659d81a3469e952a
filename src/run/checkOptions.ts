import { nearestWord, suggest } from '../space/suggest.js';
import { RequestError } from './errors.js';
import { shownValue } from './shownValue.js';

/** What a value may be, in words (`a whole number`), and whether it is that. */
export interface OptionRule {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  /** The values there are, where the nearest one should be named. */
  readonly words?: readonly string[];
  /** The rule of every item of a list. */
  readonly each?: OptionRule;
}

/** One rule per option: an option without a rule does not compile. */
export type OptionRules<Options> = { readonly [Name in keyof Required<Options>]: OptionRule };

/**
 * Checks the options of a call, for callers whose compiler does not: unknown names and wrong values, which would be
 * ignored or fail far from here. An option that is undefined is one that is not given.
 *
 * @param owner what the options belong to, for the message: `openSpace`
 * @param required options that have no default
 * @throws RequestError with the value found, what is expected, and the nearest word
 */
export function checkOptions(
  owner: string,
  options: unknown,
  rules: Readonly<Record<string, OptionRule>>,
  required: readonly string[] = [],
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new RequestError(`${owner} got ${shownValue(options)}; expected an object of options`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(rules, name)) throw new RequestError(unknownOption(owner, name, Object.keys(rules)));
    if (value !== undefined) checkValue(name, value, rules[name] as OptionRule);
  }
  for (const name of required) {
    if ((options as Record<string, unknown>)[name] === undefined)
      throw new RequestError(`${owner} needs ${name}; expected ${rules[name]?.expected}`);
  }
}

/** @throws RequestError where the value called `name` breaks its rule */
export function checkValue(name: string, value: unknown, { expected, holds, words, each }: OptionRule): void {
  if (holds(value)) {
    if (each === undefined) return;
    // also where a list has holes
    for (const [i, item] of (value as readonly unknown[]).entries()) checkValue(`${name}[${i}]`, item, each);
    return;
  }
  const nearest = typeof value === 'string' && words !== undefined ? suggest(value, words) : undefined;
  const hint = nearest === undefined ? '' : `; ${nearest}`;
  throw new RequestError(`${name} is ${shownValue(value)}; expected ${expected}${hint}`);
}

function unknownOption(owner: string, name: string, known: readonly string[]): string {
  const nearest = nearestWord(name, known);
  const hint =
    nearest === undefined ? `the options are ${known.join(', ')}` : `did you mean ${JSON.stringify(nearest)}?`;
  return `${shownValue(name)} is not an option of ${owner}; ${hint}`;
}
