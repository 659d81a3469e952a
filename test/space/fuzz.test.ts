import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spaceText } from '../../fuzz/targets/spaceText.js';
import { parseJson } from '../../src/space/parseJson.js';
import { plainValue } from '../../src/space/jsonNode.js';
import { readSpace } from '../../src/space/readSpace.js';
import { Source } from '../../src/space/source.js';
import { SOUND } from './spaces.js';

function nestedLists(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

/** Damage of other kinds is the fuzzer's: see test/fuzz. */
describe('readSpace on damaged files', () => {
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
  ])('answers to 100,000 %s', async (_, text) => {
    await spaceText.run(text);
  });

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
