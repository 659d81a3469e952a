import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell } from '../../src/report/csvCell.js';
import { RowError } from '../../src/run/errors.js';
import { readRows } from '../../src/run/readRows.js';

interface Found {
  readonly line: number;
  readonly values: Record<string, unknown>;
}

async function read(
  text: string | Uint8Array,
  format: 'csv' | 'jsonl' | undefined,
  size = Infinity,
): Promise<(Found | string)[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const found: (Found | string)[] = [];
  for await (const rows of readRows({ name: 'f', format, input: chunks(bytes, Math.min(size, bytes.length)) })) {
    for (const row of rows) {
      if (row instanceof RowError) found.push(row.message);
      else
        found.push({
          line: row.row.line,
          values: Object.fromEntries(row.open.columns.map((column) => [column, row.open.value(column)])),
        });
    }
  }
  return found;
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}

describe('CSV', () => {
  test('is read as RFC 4180 says, however the stream is cut', async () => {
    const text = '\uFEFFa,"b ""c"""\r\n1,"x, ""y"""\r\n\r\n"two\r\nlines\nthree",\n€,"é"';
    const expected = [
      { line: 2, values: { a: '1', 'b "c"': 'x, "y"' } },
      { line: 4, values: { a: 'two\r\nlines\nthree', 'b "c"': '' } },
      { line: 7, values: { a: '€', 'b "c"': 'é' } },
    ];
    const { length } = new TextEncoder().encode(text);
    for (let size = 1; size <= length; size++) expect(await read(text, 'csv', size)).toEqual(expected);
  });

  test('reads back any table, with the lines on which its rows begin', async () => {
    const cell = fc.oneof(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', 'x', '€') }), fc.string());
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 40 }),
        async (rows, end, size) => {
          let text = `first,second${end}`;
          const expected = rows.map(([first = '', second = '']) => {
            const line = lines(text);
            text += `${csvCell(first)},${csvCell(second)}${end}`;
            return { line, values: { first, second } };
          });
          expect(await read(text, 'csv', size)).toEqual(expected);
        },
      ),
    );
  });

  test('reads back a name that begins as a byte order mark', async () => {
    const text = `${csvCell('\uFEFFa')},b\n1,2\n`;
    expect(await read(text, 'csv')).toEqual([{ line: 2, values: { '\uFEFFa': '1', b: '2' } }]);
  });

  test('a row with too few or too many fields is an error of its own; the others are read', async () => {
    expect(await read('a,b\n1\n2,3\n4,5,6\n', 'csv')).toEqual([
      'f:2: 1 field, but the header has 2',
      { line: 3, values: { a: '2', b: '3' } },
      'f:4: 3 fields, but the header has 2',
    ]);
  });

  test.each([
    ['', 'f: it is empty; a CSV file begins with the names of its columns'],
    ['a,b,a\n', 'f: columns 1 and 3 are both called "a"; names of columns must differ'],
    ['a\n\n1\n"2\n3\n', 'f: the row that begins on line 4 has a quote that is never closed'],
    [
      'a\n1\n"2"3\n',
      'f: the row that begins on line 3 has text behind a closing quote; within quotes, a quote is written twice',
    ],
    ['a\n2"3"\n', 'f: the row that begins on line 2 has a quote in the middle of a field'],
    [`a\n"${'x'.repeat(17 * 1024 * 1024)}`, 'f: the row that begins on line 2 is longer than 16 MiB'],
  ])('what cannot be read is told with its place: number %#', async (text, message) => {
    await expect(read(text, 'csv', 65_536)).rejects.toThrow(message);
  });
});

describe('JSON Lines', () => {
  test('a number above 2^53 is its text, since float64 rounds it', async () => {
    const text = '{"a": 9007199254740993, "b": 1e999, "a": -9007199254740995, "c": 5, "d": "x"}';
    expect(await read(text, 'jsonl')).toEqual([
      { line: 1, values: { a: '-9007199254740995', b: '1e999', c: 5, d: 'x' } },
    ]);
  });

  test('members that every object inherits are no columns', async () => {
    for await (const [row] of readRows({
      name: 'f',
      format: 'jsonl',
      input: chunks(new TextEncoder().encode('{}'), 9),
    })) {
      expect(row instanceof RowError ? '' : row?.open.value('toString')).toBeUndefined();
    }
  });

  test('rows of a thousand levels are read, deeper ones are errors of their own', async () => {
    const nested = (levels: number) =>
      `{"a": 9007199254740993, "b": "[{", "c": ${'['.repeat(levels)}${']'.repeat(levels)}}\n`;
    const [read1, error] = await read(`${nested(999)}${nested(1000)}`, 'jsonl');
    expect(read1).toMatchObject({ line: 1, values: { a: '9007199254740993' } });
    expect(error).toBe('f:2: lists and objects stand in each other more than 1000 deep');
  });

  test('lines that are no objects are errors of their own', async () => {
    expect(
      await read('{"a": 1}\n\n[1]\n{"a": NaN, "b": 1}\n{"a": "NaN", "b": -Infinity}\n{a}\n{"a": 2}', undefined),
    ).toEqual([
      { line: 1, values: { a: 1 } },
      'f:3: expected an object: a file of JSON Lines has one on every line',
      'f:4: "a" is NaN, which JSON does not have; expected a number',
      'f:5: "b" is -Infinity, which JSON does not have; expected a number',
      expect.stringMatching(/^f:6: not JSON: /) as string,
      { line: 7, values: { a: 2 } },
    ]);
  });
});

test('without a format, what begins with a brace is JSON Lines', async () => {
  expect(await read('\uFEFF \n\n {"a": 1}\n', undefined, 1)).toEqual([{ line: 3, values: { a: 1 } }]);
  expect(await read('\uFEFFa\n1\n', undefined, 1)).toEqual([{ line: 2, values: { a: '1' } }]);
  expect(await read('[{"a": 1}]', undefined)).toEqual([
    'f:1: expected an object: a file of JSON Lines has one on every line',
  ]);
});

function lines(text: string): number {
  return text.split(/\r\n|\n|\r/).length;
}
