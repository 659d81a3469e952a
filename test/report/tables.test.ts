import { expect, test } from 'vitest';
import { alignedTable } from '../../src/report/alignedTable.js';
import { architectureText } from '../../src/report/architectureText.js';
import { bigCount } from '../../src/report/bigCount.js';
import { durationText } from '../../src/report/durationText.js';
import { siNumber } from '../../src/report/siNumber.js';
import { siQuantity } from '../../src/report/siQuantity.js';
import { shapeText } from '../../src/report/shapeText.js';

test('figures have four digits and an SI prefix from 10,000 on', () => {
  expect([0, 1, 999, 9999, 10_000, 5_410_000, 6.0212e11, 2n ** 60n].map(siNumber)).toEqual([
    '0',
    '1',
    '999',
    '9999',
    '10.00k',
    '5.410M',
    '602.1G',
    '1.153E',
  ]);
});

test('rounding carries into the next prefix', () => {
  expect([999_949, 999_960, 999_999_999].map(siNumber)).toEqual(['999.9k', '1.000M', '1.000G']);
});

test('beyond the prefixes there is an exponent, whatever the sign', () => {
  expect([1.7e308, -1.7e308, -9.999e27].map(siNumber)).toEqual(['1.700e+308', '-1.700e+308', '-9999Y']);
});

test('counts of architectures are grouped, and rounded only above fifteen digits', () => {
  expect([0n, 999n, 1000n, 999_999_999_999_999n, 10n ** 15n, 7371n ** 5n * 25n].map(bigCount)).toEqual([
    '0',
    '999',
    '1,000',
    '999,999,999,999,999',
    '1.000e+15',
    '5.440e+20',
  ]);
});

test('columns are aligned, numbers to the right', () => {
  const columns = [{ title: 'name' }, { title: 'n', align: 'right' as const }, { title: 'rest' }];
  const rows = [
    ['a', '1', 'x'],
    ['longer', '1000', ''],
  ];
  expect(alignedTable(columns, rows)).toBe('name       n  rest\na          1  x\nlonger  1000\n');
});

test('the last column is wrapped at the width of the terminal, under itself', () => {
  const text = alignedTable([{ title: 'i' }, { title: 'architecture' }], [['1', 'one two three four five six seven']], {
    width: 28,
  });
  expect(text).toBe('i  architecture\n1  one two three four five\n   six seven\n');
});

test('an architecture is short: prefixes once, numbered siblings as lists', () => {
  const architecture = {
    resolution: 160,
    'stage1.depth': 2,
    'stage1.block1.kernel': 3,
    'stage1.block1.expand': 6,
    'stage1.block2.kernel': 5,
    'stage1.block2.expand': 4,
    'stage2.depth': 2,
    'stage2.block1.kernel': 7,
    'stage2.block2.kernel': 7,
  };
  expect(architectureText(architecture)).toBe(
    'resolution=160 stage1: depth=2 kernel=3,5 expand=6,4 stage2: depth=2 kernel=7,7',
  );
});

test('subsets, nested prefixes and missing siblings stay unambiguous', () => {
  const architecture = {
    'normal.n2': ['s0', 's1'],
    'normal.n2.edge1': 'sep',
    'normal.n2.edge2': 'skip',
    'normal.n3': ['s0', 'n2'],
    'normal.n3.edge1': 'max',
    'normal.n3.edge2': 'sep',
    op1: 'a',
    op3: 'b',
  };
  expect(architectureText(architecture)).toBe(
    'op1..3=a,b normal.n2=s0+s1: edge=sep,skip normal.n3=s0+n2: edge=max,sep',
  );
});

test('shapes are written channels first', () => {
  expect(shapeText({ kind: 'map', channels: 3, size: [4, 5, 6] })).toBe('3x4x5x6');
  expect(shapeText({ kind: 'tokens', tokens: 197, features: 768 })).toBe('197x768');
  expect(shapeText({ kind: 'ids', tokens: 8 })).toBe('8 ids');
});

test('the prefix of a quantity stands at its unit', () => {
  expect([siQuantity(19.5e12, 'FLOP/s'), siQuantity(400, 'W'), siQuantity(0.25, 'kWh')]).toEqual([
    '19.50 TFLOP/s',
    '400 W',
    '0.2500 kWh',
  ]);
});

test('a duration is told in the largest unit that it fills twice', () => {
  expect([0, 0.5, 119, 120, 7199, 7200, 172_799, 172_800, 86_400 * 365].map(durationText)).toEqual([
    '0 s',
    '0.5000 s',
    '119 s',
    '2 min',
    '120.0 min',
    '2 h',
    '48.00 h',
    '2 days',
    '365 days',
  ]);
});
