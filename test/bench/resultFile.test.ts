import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchError } from '../../bench/benchError.js';
import { compareResults } from '../../bench/compareResults.js';
import { comparisonText } from '../../bench/reportText.js';
import { readResult, writeResult, type BenchResult } from '../../bench/resultFile.js';
import { result, row } from './result.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const whole = result([row('a', [1, 2], { naive: 3, clock: 'CPU' }), row('b', [4], { unit: 'MB' })], { commit: 'abc' });

function reading(text: string): () => BenchResult {
  const path = join(folder, 'changed.json');
  writeFileSync(path, text);
  return () => readResult(path);
}

test('a result is read as it was written, in a folder that was not there', () => {
  const path = join(folder, 'new', 'result.json');
  writeResult(path, whole);
  expect(readResult(path)).toMatchObject(whole);
});

test('a file that is not there, or a folder, is told in a sentence', () => {
  expect(() => readResult(join(folder, 'none.json'))).toThrow(/^cannot read .*none\.json: there is no such file$/);
  expect(() => readResult(folder)).toThrow(/^cannot read .*: it is a folder, not a file$/);
  expect(() => writeResult(folder, whole)).toThrow(/^cannot write .*: it is a folder; give the name of a file$/);
});

test('a file of something else, or of another version of the bench, is told', () => {
  expect(reading('{"schema":"nascost-bench 0"}')).toThrow(/is of another version of the bench/);
  expect(reading('{"name":"a"}')).toThrow(/is no result of the bench/);
  expect(reading('[]')).toThrow(/is no result of the bench/);
  expect(reading('null')).toThrow(/is no result of the bench/);
  expect(reading('a,b\n1,2\n')).toThrow(/is damaged, or no JSON/);
});

test('figures that are none are told with their row', () => {
  const changed = (rounds: unknown) =>
    JSON.stringify({ schema: 'nascost-bench 1', ...whole, rows: [{ ...whole.rows[0], rounds }] });
  for (const rounds of [[], [0], [-1], ['1'], [null], undefined, 3])
    expect(reading(changed(rounds))).toThrow(/is damaged: row 1 of 1/);
});

test('wherever a file is cut off or a letter changed, it can be compared or is refused in a sentence', () => {
  const path = join(folder, 'result.json');
  writeResult(path, whole);
  const text = readFileSync(path, 'utf8');
  fc.assert(
    fc.property(
      fc.nat(text.length - 3),
      fc.constantFrom('', '0', '"', '}', 'x', '-'),
      fc.boolean(),
      (at, letter, isCut) => {
        const attempt = reading(isCut ? text.slice(0, at) : text.slice(0, at) + letter + text.slice(at + 1));
        try {
          const read = attempt();
          const { rows } = read;
          expect(comparisonText(read, whole, compareResults(rows, whole.rows), 'text')).toContain('change');
          expect(isCut).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(BenchError);
        }
      },
    ),
  );
});
