import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatColumns, exactAt, orderedNumbers, takeRows } from '../../src/report/exactColumn.js';
import { frontOfRows, mergeFronts, type Front, type FrontRules, type Objective } from '../../src/run/front.js';

const OBJECTIVES: readonly Objective[] = [
  { metric: 'training', direction: 'min' },
  { metric: 'params', direction: 'max' },
];
const points = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { minLength: 1, maxLength: 60 });
const columns = (list: readonly (readonly [number, number])[]) =>
  [0, 1].map((c) => Float64Array.from(list, (point) => point[c] ?? 0));
const from = (first: number) => (rows: Uint32Array) => Float64Array.from(rows, (row) => first + row);

test.each(['all', 'first'] as const)('with ties %s, the front of parts merges to the front of the whole', (ties) => {
  const rules: FrontRules = { objectives: OBJECTIVES, ties, repeats: false };
  fc.assert(
    fc.property(points, fc.nat(), (list, draw) => {
      const cut = draw % (list.length + 1);
      const parts = [
        frontOfRows(from(0), columns(list.slice(0, cut)), rules),
        frontOfRows(from(cut), columns(list.slice(cut)), rules),
      ];
      expect(mergeFronts(parts, rules)).toEqual(frontOfRows(from(0), columns(list), rules));
    }),
  );
});

test('an architecture that comes again is kept once, whatever is merged first; at another point it is another', () => {
  const rules: FrontRules = { objectives: OBJECTIVES, ties: 'all', repeats: true };
  const rows = fc.array(fc.tuple(fc.nat(4), fc.nat(3), fc.nat(3)), { minLength: 3, maxLength: 40 });
  fc.assert(
    fc.property(rows, fc.nat(), fc.nat(), fc.boolean(), (list, one, other, isWide) => {
      const frontOf = (part: typeof list) =>
        frontOfRows(
          (some) => {
            const indices = Array.from(some, (row) => part[row]?.[0] as number);
            return isWide ? indices.map((index) => BigInt(index) << 60n) : Float64Array.from(indices);
          },
          columns(part.map(([, x, y]) => [x, y] as const)),
          rules,
        );
      const [a, b] = [one % list.length, other % list.length].toSorted((x, y) => x - y) as [number, number];
      const [first, second, third] = [list.slice(0, a), list.slice(a, b), list.slice(b)].map(frontOf) as [
        Front,
        Front,
        Front,
      ];
      const found = [
        mergeFronts([mergeFronts([first, second], rules), third], rules),
        mergeFronts([first, mergeFronts([second, third], rules)], rules),
        mergeFronts([first, second, third], rules),
      ];
      const kept = new Set(
        list
          .filter(([, x, y]) => !list.some(([, u, v]) => u <= x && v >= y && (u < x || v > y)))
          .map(([index, x, y]) => [index * (isWide ? 2 ** 60 : 1), x, y].join(' ')),
      );
      for (const {
        indices,
        columns: [xs, ys],
      } of found)
        expect(
          Array.from(indices as ArrayLike<number | bigint>, (index, row) =>
            [Number(index), xs?.[row], ys?.[row]].join(' '),
          ),
        ).toEqual([...kept]);
    }),
  );
});

test('figures of 2^53 and above are compared exactly, which float64 would not', () => {
  const training = [2n ** 60n + 1n, 2n ** 60n, 2n ** 60n + 2n];
  const params = Float64Array.of(5, 5, 6);
  const front = frontOfRows(from(10), [training, params], { objectives: OBJECTIVES, ties: 'all', repeats: false });
  expect([...front.indices]).toEqual([11, 12]);
  expect(front.columns[0]).toEqual([2n ** 60n, 2n ** 60n + 2n]);
});

test('no part, no front', () => {
  expect(mergeFronts([], { objectives: OBJECTIVES, ties: 'all', repeats: false }).indices.length).toBe(0);
});

test('exact columns keep what they hold', () => {
  expect(exactAt([5n, 2n ** 53n], 0)).toBe(5);
  expect(exactAt([5n, 2n ** 53n], 1)).toBe(2n ** 53n);
  expect(takeRows([5n, 6n, 7n], Uint32Array.of(2, 0))).toEqual([7n, 5n]);
  expect(concatColumns([Float64Array.of(1, 2), Float64Array.of(3)])).toEqual(Float64Array.of(1, 2, 3));
  expect(concatColumns([[1n], [2n ** 70n]])).toEqual([1n, 2n ** 70n]);
  expect([...orderedNumbers([2n ** 70n, 3n, 2n ** 70n + 1n, 3n])]).toEqual([1, 0, 2, 0]);
});
