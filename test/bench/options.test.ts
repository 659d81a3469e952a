import { expect, test } from 'vitest';
import { BenchError } from '../../bench/benchError.js';
import { GROUPS } from '../../bench/groups.js';
import { readOptions } from '../../bench/options.js';

test('without options all groups are measured three times', () => {
  expect(readOptions([])).toMatchObject({ groups: GROUPS, rounds: 3, markdown: false, compare: undefined });
});

test('groups come in the order of the table', () => {
  expect(readOptions(['--only', 'pareto,kernels', '--rounds=2'])).toMatchObject({
    groups: ['kernels', 'pareto'],
    rounds: 2,
  });
});

test.each([
  [['--only', 'kernel'], 'there is no group "kernel"; did you mean "kernels"?'],
  [['--only', ''], 'there is no group ""; they are kernels, reports'],
  [['--compar', 'a'], 'there is no option --compar; did you mean "--compare"?'],
  [['--rounds', '0'], '--rounds must be a whole number from 1 to 100, not "0"'],
  [['--rounds', 'many'], '--rounds must be a whole number from 1 to 100, not "many"'],
  [['--compare'], '--compare'],
  [['file.json'], 'file.json'],
  [['--from', 'b.json', '--only', 'pareto'], 'leave out --only'],
])('%j makes no sense, and is refused with what would', (args, message) => {
  expect(() => readOptions(args)).toThrow(BenchError);
  expect(() => readOptions(args)).toThrow(message);
});
