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

test('what makes no sense is refused with what would', () => {
  const refused = (...args: string[]) => expect(() => readOptions(args));
  refused('--only', 'kernel').toThrow('there is no group "kernel"; did you mean "kernels"?');
  refused('--only', '').toThrow('there is no group ""; they are kernels, reports');
  refused('--compar', 'a').toThrow('there is no option --compar; did you mean "--compare"?');
  refused('--rounds', '0').toThrow('--rounds must be a whole number from 1 to 100, not "0"');
  refused('--rounds', 'many').toThrow(BenchError);
  refused('--compare').toThrow(/--compare.*argument missing/);
  refused('file.json').toThrow(/file\.json/);
  refused('--with', 'a.json').toThrow('the first is --compare');
  refused('--compare', 'a.json', '--with', 'b.json', '--only', 'pareto').toThrow('leave out --only');
});
