import { describe, expect, test } from 'vitest';
import { pastableTest } from '../../fuzz/pastableTest.js';
import { reduceText } from '../../fuzz/reduceText.js';

const shortest = (text: string, fails: (text: string) => boolean) =>
  reduceText(text, async (candidate) => fails(candidate), Infinity);

describe('a failing text is made shorter', () => {
  test('without the members of JSON that do not matter', async () => {
    const text = JSON.stringify(
      { name: 'x', network: [{ conv: 16 }, { linear: 3, act: 'relu' }], where: ['a < b'] },
      undefined,
      2,
    );
    const isLinear = (candidate: string) => {
      try {
        return JSON.stringify(JSON.parse(candidate)).includes('"linear":3');
      } catch {
        return false;
      }
    };
    expect(await shortest(text, isLinear)).toBe('{"linear":3}');
  });

  test('without its characters, where it is no JSON', async () => {
    expect(await shortest('some text, and a fault; more text', (text) => /f.*t/.test(text))).toBe('ft');
  });

  test('with fewer levels, where they stand in pairs', async () => {
    const levels = (text: string) => /^\[*/.exec(text)?.[0].length ?? 0;
    const isDeep = (text: string) => levels(text) >= 30 && text === '['.repeat(levels(text)) + ']'.repeat(levels(text));
    expect((await shortest('['.repeat(1000) + ']'.repeat(1000), isDeep)).length).toBeLessThan(124);
  });
});

test('a test that is to be pasted holds the input, and long runs in short', () => {
  const input = `{"a": ${'['.repeat(5000)}1${']'.repeat(5000)}, "\uD800": "\u001b"}`;
  const text = pastableTest('/somewhere/rows.js', { input, fault: 'Error: why\n    at here' });
  expect(text).toContain('test("rows: Error: why", async () => {');
  expect(text.length).toBeLessThan(300);
  const literal = /rows\.run\((.*)\);/.exec(text)?.[1] ?? '';
  // eslint-disable-next-line no-eval, no-new-func
  expect(new Function(`return ${literal}`)()).toBe(input);
});
