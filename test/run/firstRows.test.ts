import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstRows } from '../../src/run/firstRows.js';

test.each([
  ['floats', (list: readonly number[]) => Float64Array.from(list)],
  ['bigints', (list: readonly number[]) => list.map((figure) => BigInt(figure) << 60n)],
] as const)('every row has the first of its figure: %s', (_, columnOf) => {
  const figure = fc.oneof(
    fc.nat(5),
    fc.maxSafeNat(),
    fc.nat(40).map((power) => 2 ** power),
  );
  fc.assert(
    fc.property(fc.array(figure, { maxLength: 200 }), (list) => {
      const firstOf = firstRows(columnOf(list));
      expect(list.map((_figure, row) => firstOf(row))).toEqual(list.map((one) => list.indexOf(one)));
    }),
  );
});
