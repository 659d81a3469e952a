import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Figure } from '../../src/run/readFigure.js';
import type { Row } from '../../src/run/row.js';
import { RowFilter } from '../../src/run/rowFilter.js';

const row = (line: number): Row => ({ format: 'jsonl', file: 'f', line, text: '{}' });

/** Fractions, and integers that float64 cannot tell apart. */
const figure: fc.Arbitrary<Figure> = fc.oneof(
  fc.integer({ min: -2, max: 3 }),
  fc.constantFrom(0.5, -1.5),
  fc.bigInt({ min: 2n ** 60n, max: 2n ** 60n + 3n }),
  fc.bigInt({ min: -(2n ** 60n) - 3n, max: -(2n ** 60n) }),
);
const points = fc.array(fc.tuple(figure, figure), { maxLength: 60 });
type Point = readonly [Figure, Figure];

/** Least first, most second. */
const dominates = (a: Point, b: Point) => a[0] <= b[0] && a[1] >= b[1] && (a[0] < b[0] || a[1] > b[1]);
const equals = (a: Point, b: Point) => a[0] === b[0] && a[1] === b[1];

test.each(['all', 'first'] as const)(
  'with ties %s, the front is what no other row dominates, however often rows are let go on the way',
  (ties) => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 3000 }), (list, weight) => {
        const filter = new RowFilter(['min', 'max'], ties, weight);
        list.forEach((point, i) => filter.add(row(i), point));
        const expected = list
          .map((point, line) => ({ point, line }))
          .filter(({ point }) => !list.some((other) => dominates(other, point)))
          .filter(({ point, line }) => ties === 'all' || list.findIndex((other) => equals(other, point)) === line)
          .toSorted((a, b) => (a.point[0] < b.point[0] ? -1 : a.point[0] > b.point[0] ? 1 : a.line - b.line));
        expect(filter.front().map(({ row: { line }, figures }) => [line, ...figures])).toEqual(
          expected.map(({ point, line }) => [line, ...point]),
        );
      }),
    );
  },
);

test('a front that is maximised first begins with the most, ties in the order of the rows', () => {
  const filter = new RowFilter(['max'], 'all');
  [3, 2n ** 60n, 1, 2n ** 60n].forEach((value, i) => filter.add(row(i), [value]));
  expect(filter.front().map(({ row: { line } }) => line)).toEqual([1, 3]);
});
