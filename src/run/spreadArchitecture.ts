import type { Decision } from '../types.js';
import { shownValue } from './shownValue.js';

/** A value that an architecture gives to a decision. */
export interface GivenValue {
  readonly value: unknown;
  /** Given under a starred name: ignored where the decision is not active. */
  readonly starred: boolean;
}

export interface SpreadArchitecture {
  /** By decision, or by the name as it was written where that is no decision. */
  readonly given: ReadonlyMap<string, GivenValue>;
  /** By the name as it was written: why its values cannot be spread. */
  readonly problems: ReadonlyMap<string, string>;
}

/**
 * Writes an architecture out, a value per decision. A `*` in a name stands for a number, and its value is a list in the
 * order of the numbers, one level per star: `"stage*.block*.kernel": [[3, 5], [7, 3, 3]]`. What is no list goes to all,
 * and so does a subset. A name without stars goes before a starred one, a later starred one before an earlier.
 *
 * @param decisions those of the space
 */
export function spreadArchitecture(
  architecture: Readonly<Record<string, unknown>>,
  decisions: readonly Pick<Decision, 'name' | 'values'>[],
): SpreadArchitecture {
  const given = new Map<string, GivenValue>();
  const problems = new Map<string, string>();
  const entries = Object.entries(architecture);
  for (const [name, value] of entries.filter(([key]) => isStarred(key))) {
    const matches = matching(name, decisions);
    const problem = spread(name, value, matches, 0, given);
    if (problem !== undefined) problems.set(name, problem);
  }
  for (const [name, value] of entries) if (!isStarred(name)) given.set(name, { value, starred: false });
  return { given, problems };
}

/** A decision whose name a starred one describes, with the numbers that stand for the stars. */
interface Match {
  readonly decision: Pick<Decision, 'name' | 'values'>;
  readonly numbers: readonly number[];
}

const MOST_STARS = 8;

function isStarred(name: string): boolean {
  return name.includes('*');
}

function matching(name: string, decisions: readonly Match['decision'][]): Match[] {
  // more of them would take long to match, and no path is as deep
  if (name.includes('**') || name.split('*').length > MOST_STARS + 1) return [];
  // a pattern of a very long name is none
  if (!decisions.some((decision) => decision.name.length >= name.length)) return [];
  const parts = name.split('*').map((part) => part.replaceAll(/[^\w]/g, String.raw`\$&`));
  const pattern = new RegExp(`^${parts.join(String.raw`(\d+)`)}$`);
  return decisions.flatMap((decision) => {
    const match = pattern.exec(decision.name);
    return match === null ? [] : [{ decision, numbers: match.slice(1).map(Number) }];
  });
}

/** Gives the values to the matches, whose first `depth` numbers are the same; returns what is wrong with them. */
function spread(
  name: string,
  value: unknown,
  matches: readonly Match[],
  depth: number,
  given: Map<string, GivenValue>,
): string | undefined {
  const [first] = matches;
  if (first === undefined) return `no decision of the space is called like ${shownValue(name)}`;
  if (depth === first.numbers.length || !Array.isArray(value) || isSubset(value, matches)) {
    for (const { decision } of matches) given.set(decision.name, { value, starred: true });
    return undefined;
  }
  const groups = new Map<number, Match[]>();
  for (const match of matches) {
    const number = match.numbers[depth] as number;
    groups.set(number, [...(groups.get(number) ?? []), match]);
  }
  const numbers = [...groups.keys()].toSorted((a, b) => a - b);
  if (value.length > numbers.length) {
    return `${shownValue(name)} has a list of ${value.length} values, but the space has only ${numbers.length} of them: ${numbers.join(', ')}`;
  }
  for (const [i, item] of value.entries()) {
    const problem = spread(name, item, groups.get(numbers[i] as number) ?? [], depth + 1, given);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A list of texts is one value where decisions pick subsets; for each its own, the list has lists in it. */
function isSubset(value: readonly unknown[], matches: readonly Match[]): boolean {
  const picks = matches.every(({ decision }) => Array.isArray(decision.values[0]));
  return picks && value.length > 0 && value.every((item) => typeof item === 'string');
}
