import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/space/parseJson.js';
import { plainValue } from '../../src/space/jsonNode.js';
import { readSpace } from '../../src/space/readSpace.js';
import { Source } from '../../src/space/source.js';
import { SOUND } from './spaces.js';

/** A space or at least one error, in the order of the file and each at a place of it; never an exception. */
function expectAnswer(text: string): void {
  const { space, problems } = readSpace(text, 'x.json');
  const errors = problems.filter((problem) => problem.severity === 'error');
  expect(space === undefined).toBe(errors.length > 0);
  const lines = text.split(/\r\n|\r|\n/);
  for (const { place } of problems) expect(place.column).toBeLessThanOrEqual((lines[place.line - 1] ?? '').length + 1);
  const places = problems.map(({ place }) => place.line * 1e6 + place.column);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
}

function nestedLists(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

const FRAGMENTS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '//',
  '/*',
  '\n',
  '\0',
  '\uFEFF',
  '\u2028',
  '\uD800',
  '1e999',
  '-',
  'null',
  '"__proto__"',
  '"conv":',
  '{"choice":[1]}',
  '(',
  'in.',
  '🙂',
];

describe('readSpace on damaged files', () => {
  it('answers when characters are deleted, replaced or put in', () => {
    const edit = fc.record({
      at: fc.nat(SOUND.length - 1),
      remove: fc.nat(30),
      put: fc.oneof(fc.constant(''), fc.constantFrom(...FRAGMENTS), fc.string()),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = SOUND;
        for (const { at, remove, put } of edits) text = text.slice(0, at) + put + text.slice(at + remove);
        expectAnswer(text);
      }),
      { numRuns: 400 },
    );
  });

  it('answers when values of the tree are replaced, moved, renamed or left out', () => {
    const paths = pathsOf(JSON.parse(SOUND));
    const path = fc.constantFrom(...paths);
    const junk = fc.oneof(
      fc.json().map((text) => JSON.parse(text) as unknown),
      fc.constantFrom('in', 'index', 'op', 's0', 'flatten', '1 +', 'toString', 0, -1, 1e15, 0.5),
    );
    const change = fc.oneof(
      fc.record({ kind: fc.constant('replace' as const), path, value: junk }),
      fc.record({ kind: fc.constant('copy' as const), path, from: path }),
      fc.record({ kind: fc.constant('remove' as const), path }),
      fc.record({
        kind: fc.constant('rename' as const),
        path,
        key: fc.oneof(fc.constantFrom('__proto__', 'constructor', 'conv', 'block', 'name', 'x'), fc.string()),
      }),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const root = JSON.parse(SOUND) as unknown;
        for (const one of changes) applyChange(root, one);
        expectAnswer(JSON.stringify(root));
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['lists', '['.repeat(100_000)],
    ['objects', '{"a":'.repeat(100_000)],
    ['closed lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['mixed brackets', '[},'.repeat(100_000)],
    ['brackets that close nothing', '[{]},'.repeat(100_000)],
    ['objects closed by brackets', '{"a":[},'.repeat(100_000)],
    ['closing brackets', `${']'.repeat(100_000)}${'['.repeat(100_000)}`],
    ['keys without values', '{"a"'.repeat(50_000)],
    ['commas', ','.repeat(100_000)],
    ['quotes', '"'.repeat(100_001)],
    ['backslashes', `"${'\\'.repeat(100_001)}`],
    ['minus signs', '-'.repeat(100_000)],
    ['digits', '9'.repeat(100_000)],
    ['comments', '/*'.repeat(100_000)],
    ['a long name', `{"${'a'.repeat(1_000_000)}": 1}`],
  ])('answers to 100,000 %s', (_, text) => expectAnswer(text));

  it('admits 64 levels and no more', () => {
    expect(readSpace(nestedLists(64), 'x').problems).toMatchObject([
      { message: 'a space is an object, this file holds a list' },
    ]);
    expect(readSpace(nestedLists(65), 'x').problems).toMatchObject([
      { message: 'lists and objects stand in each other more than 64 deep' },
    ]);
  });

  it('leaves prototypes alone', () => {
    readSpace(
      SOUND.replace(
        '"name": "sound"',
        '"name": "sound", "__proto__": { "polluted": 1 }, "constructor": { "prototype": { "polluted": 1 } }',
      ),
      'x',
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('parseJson', () => {
  it('takes exactly the texts that JSON.parse takes, and reads them alike', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-0',
      '-',
      '0',
      '01',
      '1.',
      '.5',
      '1e5',
      '1E+',
      '1e+2',
      'true',
      'nul',
      'null',
      '"\\n"',
      '"\\q"',
      '"\\u00e9"',
      '"\\u00g9"',
      '"\t"',
      ' ',
      '\n',
      '\r',
      '\t',
      '\u00a0',
      '\f',
      '/',
      "'",
      '"',
    );
    const text = fc.oneof(
      fc.json(),
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.tuple(fc.json(), fc.nat(40), pieces).map(([json, at, piece]) => json.slice(0, at) + piece + json.slice(at)),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        const source = new Source(candidate, 'x');
        const root = parseJson(source);
        const problems = source.report(50);
        const ours = root && problems.length === 0 ? JSON.stringify(plainValue(root)) : undefined;
        const duplicateOrInexact = problems.some((problem) => /twice|2\^53|too large/.test(problem.message));
        if (!duplicateOrInexact) expect(ours).toBe(reference(candidate));
      }),
      { numRuns: 3000 },
    );
  });
});

function reference(text: string): string | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

type Path = readonly (string | number)[];
type Change =
  | { kind: 'replace'; path: Path; value: unknown }
  | { kind: 'copy'; path: Path; from: Path }
  | { kind: 'remove'; path: Path }
  | { kind: 'rename'; path: Path; key: string };

function pathsOf(value: unknown, at: Path = []): Path[] {
  const inner = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  const isList = Array.isArray(value);
  return inner.flatMap(([key, child]) => {
    const path = [...at, isList ? Number(key) : key];
    return [path, ...pathsOf(child, path)];
  });
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined),
    root,
  );
}

function applyChange(root: unknown, change: Change): void {
  const parent = valueAt(root, change.path.slice(0, -1));
  const key = change.path.at(-1);
  if (parent === null || typeof parent !== 'object' || key === undefined) return;
  const holder = parent as Record<string, unknown>;
  if (change.kind === 'replace') holder[key] = change.value;
  else if (change.kind === 'copy') holder[key] = structuredClone(valueAt(root, change.from));
  else if (change.kind === 'rename') {
    const value = holder[key];
    delete holder[key];
    Object.defineProperty(holder, change.key, { value, enumerable: true, configurable: true, writable: true });
  } else delete holder[key];
}
