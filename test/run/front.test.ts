import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatColumns, exactAt, orderedNumbers, takeRows } from '../../src/report/exactColumn.js';
import { frontOfRange, mergeFronts, type Objective } from '../../src/run/front.js';

const OBJECTIVES: readonly Objective[] = [
  { metric: 'training', direction: 'min' },
  { metric: 'params', direction: 'max' },
];
const points = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { minLength: 1, maxLength: 60 });
const columns = (list: readonly (readonly [number, number])[]) =>
  [0, 1].map((c) => Float64Array.from(list, (point) => point[c] ?? 0));

test.each(['all', 'first'] as const)('with ties %s, the front of parts merges to the front of the whole', (ties) => {
  fc.assert(
    fc.property(points, fc.nat(), (list, draw) => {
      const cut = draw % (list.length + 1);
      const whole = frontOfRange((row) => row, columns(list), OBJECTIVES, ties);
      const parts = [
        frontOfRange((row) => row, columns(list.slice(0, cut)), OBJECTIVES, ties),
        frontOfRange((row) => cut + row, columns(list.slice(cut)), OBJECTIVES, ties),
      ];
      expect(mergeFronts(parts, OBJECTIVES, ties)).toEqual(whole);
    }),
  );
});

test('figures of 2^53 and above are compared exactly, which float64 would not', () => {
  const training = [2n ** 60n + 1n, 2n ** 60n, 2n ** 60n + 2n];
  const params = Float64Array.of(5, 5, 6);
  const front = frontOfRange((row) => 10 + row, [training, params], OBJECTIVES, 'all');
  expect([...front.numbers]).toEqual([11, 12]);
  expect(front.columns[0]).toEqual([2n ** 60n, 2n ** 60n + 2n]);
});

test('no part, no front', () => {
  expect(mergeFronts([], OBJECTIVES, 'all').numbers.length).toBe(0);
});

test('exact columns keep what they hold', () => {
  expect(exactAt([5n, 2n ** 53n], 0)).toBe(5);
  expect(exactAt([5n, 2n ** 53n], 1)).toBe(2n ** 53n);
  expect(takeRows([5n, 6n, 7n], Uint32Array.of(2, 0))).toEqual([7n, 5n]);
  expect(concatColumns([Float64Array.of(1, 2), Float64Array.of(3)])).toEqual(Float64Array.of(1, 2, 3));
  expect(concatColumns([[1n], [2n ** 70n]])).toEqual([1n, 2n ** 70n]);
  expect([...orderedNumbers([2n ** 70n, 3n, 2n ** 70n + 1n, 3n])]).toEqual([1, 0, 2, 0]);
});
