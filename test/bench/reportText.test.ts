import { expect, test } from 'vitest';
import { compareResults } from '../../bench/compareResults.js';
import { comparisonText, resultText } from '../../bench/reportText.js';
import { result, row } from './result.js';

const rows = [
  row('distinct samples', [11.9, 10], { unit: 'million/s', clock: 'CPU', naive: 0.002, limit: 16.3 }),
  row('a report', [2.5, 3], { group: 'reports', clock: 'wall', naive: 4e17, isExtrapolated: true }),
];

test('the table has a line per row: figure, unit, clock, noise and the two ratios', () => {
  const lines = resultText(result(rows), 'text').split('\n');
  expect(lines[0]).toMatch(/^group +what +figure +unit +clock +noise +× naive +× limit$/);
  expect(lines[1]).toMatch(/^kernels +distinct samples +11\.90 +million\/s +CPU +19 % +5,950 +1\.4$/);
  expect(lines[2]).toMatch(/^reports +a report +2\.500 +s +wall +20 % +~1\.6 × 10\^17$/);
});

test('below the table are what rows are compared with, the machine, and what is missing', () => {
  const text = resultText(result(rows, { commit: 'abc', notes: ['no compiler'] }), 'text');
  expect(text).toContain('kernels: the naive way is lowering');
  expect(text).not.toContain('pareto:');
  expect(text).toContain('nascost 1.2.3 (abc), 100 s\nTest 9000, 2 cores, 8 GiB, linux 6, Node 20.19.0\n');
  expect(text).toContain('load average 0.00, then 0.10; clock check');
  expect(text).toMatch(/no compiler\n$/);
});

test('in Markdown every line of the table has as many cells', () => {
  const table = resultText(result(rows), 'Markdown').split('\n').slice(0, 4);
  expect(table.map((line) => line.split('|').length)).toEqual([10, 10, 10, 10]);
  expect(table[1]).toBe('| --- | --- | ---: | --- | --- | ---: | ---: | ---: |');
});

test('a comparison has before, now, change, noise and verdict; lone rows and another machine are named', () => {
  const before = result([...rows, row('gone', [1])]);
  const now = result([row('distinct samples', [23.8, 23], { unit: 'million/s' }), row('new', [1])], {
    machine: { ...before.machine, node: '24.0.0' },
    before: { load: 3, clock: 1.5 },
    after: { load: 3, clock: 1.2 },
  });
  const text = comparisonText(before, now, compareResults(before.rows, now.rows), 'text');
  expect(text).toMatch(/distinct samples +11\.90 +23\.80 +million\/s +\+100 % +19 % +3\.5 % +faster\n/);
  expect(text).toContain('only before: kernels, gone (s)\n');
  expect(text).toContain('only now: kernels, new (s)\n');
  expect(text).toContain('not the same machine (node)');
  expect(text).toContain('took 1.000 ns before and 1.200 now (+20 %)');
});
