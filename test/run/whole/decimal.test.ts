import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ceilAt,
  compareDecimals,
  decimalsOf,
  floorAt,
  readDecimal,
  type Decimal,
} from '../../../src/run/whole/decimal.js';

const read = (value: number | bigint | string) => readDecimal(value) as Decimal;

describe('a decimal number', () => {
  test.each([
    ['1800000000', 1_800_000_000n],
    ['1.8e9', 1_800_000_000n],
    ['1_800_000_000', 1_800_000_000n],
    [' +18E8 ', 1_800_000_000n],
    ['180.e+7', 1_800_000_000n],
    [1.8e9, 1_800_000_000n],
    [1e300, 10n ** 300n],
    [2n ** 70n, 2n ** 70n],
    ['-.5e1', -5n],
    ['9007199254740993', 9_007_199_254_740_993n],
    [0, 0n],
    [-0, 0n],
  ])('%s is read exactly', (text, value) => {
    expect([floorAt(read(text), 1n), ceilAt(read(text), 1n)]).toEqual([value, value]);
  });

  test.each([
    '',
    '.',
    '-',
    'e5',
    '1e',
    '0x10',
    '1,000',
    '1 000',
    '1__0',
    '_1',
    '1e99999',
    '1e401',
    '∞',
    'NaN',
    '1.2.3',
  ])('is not %j', (text) => expect(readDecimal(text)).toBeUndefined());

  test.each([NaN, Infinity, -Infinity])('is not %d', (value) => expect(readDecimal(value)).toBeUndefined());

  test('is as it is written: 0.1 + 0.2 is 0.3', () => {
    expect(floorAt(read(0.1), 10n) + floorAt(read(0.2), 10n)).toBe(floorAt(read(0.3), 10n));
    expect(read(0.30000000000000004)).not.toEqual(read(0.3));
  });

  test('is rounded down and up, below zero too', () => {
    const rounded = ['2.5', '-2.5', '0.009', '-0.009'].map((text) => [floorAt(read(text), 1n), ceilAt(read(text), 1n)]);
    expect(rounded).toEqual([
      [2n, 3n],
      [-3n, -2n],
      [0n, 1n],
      [-1n, 0n],
    ]);
    expect([floorAt(read('1.239'), 100n), ceilAt(read('1.231'), 100n)]).toEqual([123n, 124n]);
  });

  test('needs so many decimals', () => {
    expect(['0', '1.50', '100', '1e-3', '0.250e1', '-0.125'].map((text) => decimalsOf(read(text)))).toEqual([
      0, 1, 0, 3, 1, 3,
    ]);
  });

  test('is any float64, and they compare as float64 do', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [first, second] = [read(a), read(b)];
        expect(Number(`${first.digits}e${first.exponent}`)).toBe(a === 0 ? 0 : a);
        expect(compareDecimals(first, second)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});
