/** What JSON has no form for, as texts that stand for it. */
const STRANGE: Readonly<Record<string, unknown>> = {
  '@undefined': undefined,
  '@NaN': NaN,
  '@Infinity': Infinity,
  '@-0': -0,
  '@bigint': 5n,
  '@huge': 2n ** 200n,
  '@symbol': Symbol('fuzzed'),
  '@function': () => 1,
  '@date': new Date(0),
  '@map': new Map([['a', 1]]),
  '@bytes': new Uint8Array(3),
  '@bare': Object.create(null),
};

export const STRANGE_NAMES: readonly string[] = Object.keys(STRANGE);

const LONGEST = 5000;

/** A value that a caller might pass, from JSON with such texts; undefined where the text is no JSON. */
export function revive(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // by recursion, which the deepest would not come back from
  return text.length < LONGEST ? revived(value) : value;
}

function revived(value: unknown): unknown {
  if (typeof value === 'string') return Object.hasOwn(STRANGE, value) ? STRANGE[value] : value;
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revived(inner)]));
}
