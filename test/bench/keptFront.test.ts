import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptFront } from '../../bench/keptFront.js';
import { paretoFront } from '../../src/pareto/paretoFront.js';

test('the naive filter finds the rows that the filter finds', () => {
  const point = fc.tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 5 }),
  );
  fc.assert(
    fc.property(fc.array(point, { maxLength: 40 }), (points) => {
      const columns = [0, 1, 2].map((i) => Float64Array.from(points, (coordinates) => coordinates[i] as number));
      expect(keptFront(columns)).toEqual([...paretoFront(columns, ['min', 'min', 'min'])]);
    }),
  );
});
