import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { denseRanks } from '../../src/pareto/denseRanks.js';
import { lexicographicOrder } from '../../src/pareto/lexicographicOrder.js';
import { sortBuffers, sortRows } from '../../src/pareto/sortRows.js';

const values = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, Infinity, -Infinity, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, -5e-324, 1e-310),
);
const columns = fc.array(values, { maxLength: 400, size: 'max' }).map((column) => Float64Array.from(column));

describe('sortRows', () => {
  it('sorts as the stable sort of the standard library, whatever the values', () => {
    fc.assert(
      fc.property(columns, (column) => {
        const rows = Uint32Array.from(column, (_, row) => row);
        sortRows(rows, 0, column.length, column, sortBuffers(column.length));
        expect(Array.from(rows)).toEqual(sortedBy([column]));
      }),
    );
  });

  it('leaves rows outside the range alone, and the range in order', () => {
    const column = Float64Array.from({ length: 100 }, (_, row) => (row * 37) % 100);
    const rows = Uint32Array.from(column, (_, row) => row);
    sortRows(rows, 10, 90, column, sortBuffers(100));
    expect(Array.from(rows.subarray(0, 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Array.from(rows.subarray(90))).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
    const sorted = Array.from(rows.subarray(10, 90), (row) => Number(column[row]));
    expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
  });

  it.each([
    ['powers of two over the whole range', (i: number) => 2 ** (((i * 7919) % 2040) - 1020)],
    ['one outlier', (i: number) => (i === 5000 ? 1e300 : (i * 7919) % 10007)],
    ['subnormal numbers', (i: number) => ((i * 7919) % 10007) * 5e-324],
    ['opposite ends of the range', (i: number) => (i % 2 ? 1 : -1) * (Number.MAX_VALUE / (1 + (i % 97)))],
  ])('sorts ten thousand rows: %s', (_, value) => {
    const column = Float64Array.from({ length: 10007 }, (_unused, i) => value(i));
    const rows = Uint32Array.from(column, (_unused, row) => row);
    sortRows(rows, 0, column.length, column, sortBuffers(column.length));
    expect(Array.from(rows)).toEqual(sortedBy([column]));
  });
});

describe('lexicographicOrder', () => {
  it('breaks ties by the next column, and equal rows by row number', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), { maxLength: 300, size: 'max' }), (rows) => {
        const table = [0, 1, 2].map((at) => Float64Array.from(rows, (row) => Number(row[at])));
        const order = lexicographicOrder(table, rows.length, sortBuffers(rows.length));
        expect(Array.from(order)).toEqual(sortedBy(table));
      }),
    );
  });
});

describe('denseRanks', () => {
  it('numbers distinct values from 0 without gaps', () => {
    fc.assert(
      fc.property(columns, (column) => {
        const distinct = Array.from(new Set(Array.from(column, (value) => value + 0))).toSorted((a, b) =>
          a < b ? -1 : 1,
        );
        const ranks = denseRanks(column, column.length, sortBuffers(column.length));
        expect(Array.from(ranks)).toEqual(Array.from(column, (value) => distinct.indexOf(value + 0)));
      }),
    );
  });
});

function sortedBy(table: readonly Float64Array[]): number[] {
  const rows = Array.from(table[0] ?? [], (_, row) => row);
  return rows.toSorted((a, b) => {
    for (const column of table) {
      const [left, right] = [Number(column[a]), Number(column[b])];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  });
}
