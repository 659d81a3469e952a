import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFigure } from '../../src/run/readFigure.js';

test('numbers and decimal text in the forms that tables have', () => {
  const texts = ['7', ' 7 ', '+7', '-7', '7.', '.5', '-0.25', '1e3', '1.5E-2', '007', 7, 0.5, 5n];
  expect(texts.map(readFigure)).toEqual([7, 7, 7, -7, 7, 0.5, -0.25, 1000, 0.015, 7, 7, 0.5, 5n]);
});

test.each([
  '',
  ' ',
  '.',
  '-',
  'e5',
  '1e',
  'n/a',
  'NaN',
  'Infinity',
  '-inf',
  '0x10',
  '1,000',
  '1 000',
  '71.3%',
  '1e400',
])('%j is no figure', (text) => expect(readFigure(text)).toBeUndefined());

test.each([NaN, Infinity, -Infinity, null, undefined, true, [1], {}, '9'.repeat(1001)])('%j is no figure', (value) =>
  expect(readFigure(value)).toBeUndefined(),
);

test('whole numbers above 2^53 are exact, however they are written', () => {
  const exact = 2n ** 60n + 1n;
  const texts = [
    '1152921504606846977',
    '1152921504606846977.0',
    '1.152921504606846977e18',
    '1152921504606846977000e-3',
  ];
  for (const text of texts) {
    expect(readFigure(text)).toBe(exact);
    expect(readFigure(`-${text}`)).toBe(-exact);
  }
  expect(readFigure('1e30')).toBe(10n ** 30n);
  expect(readFigure('9007199254740993.5')).toBe(9007199254740994n);
});

test('figures that are equal are of one type: bigint just where the size is above 2^53 - 1', () => {
  expect(readFigure('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
  expect([readFigure('9007199254740992'), readFigure(2 ** 53), readFigure('9007199254740992.0')]).toEqual([
    2n ** 53n,
    2n ** 53n,
    2n ** 53n,
  ]);
});

test('any integer and any float survives its text', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }), (value) => {
      expect(BigInt(readFigure(value.toString()) ?? 0.5)).toBe(value);
    }),
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 53), max: 2 ** 53 }), (value) => {
      expect(Number(readFigure(String(value)))).toBe(value === 0 ? Number(String(value)) : value);
    }),
  );
});
