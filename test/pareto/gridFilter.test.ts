import { describe, expect, it } from 'vitest';

import { gridFilter } from '../../src/pareto/gridFilter.js';
import { manyObjectives } from '../../src/pareto/manyObjectives.js';
import { paretoFront } from '../../src/pareto/paretoFront.js';
import { threeObjectives } from '../../src/pareto/threeObjectives.js';
import { twoObjectives } from '../../src/pareto/twoObjectives.js';
import { seededRandom } from './definition.js';

/** Enough rows for the grid of each number of objectives. */
const CASES = [
  [2, 10_000, twoObjectives],
  [3, 20_000, threeObjectives],
  [4, 70_000, manyObjectives],
] as const;

describe.each(CASES)('gridFilter of %i objectives', (objectives, count, exactFilter) => {
  it('drops most of a cloud along a front, and no row of the front', () => {
    const columns = cloud(objectives, count, 0.5);
    const remaining = gridFilter({ columns, count, rows: undefined });
    expect(remaining.count).toBeLessThan(count / 2);
    expect(remaining.columns.map((column) => column.length)).toEqual(columns.map(() => remaining.count));

    const front = marked(exactFilter(columns, count, 'all'));
    const kept = new Set(remaining.rows);
    expect(front.filter((row) => !kept.has(row))).toEqual([]);
    expect(
      Array.from(
        paretoFront(
          columns,
          columns.map(() => 'min'),
        ),
      ),
      'the whole filter',
    ).toEqual(front);
  });

  it.each([
    ['a few integers', (value: number) => Math.round(value * 12)],
    ['infinities in every objective', (value: number) => (value < 0.02 ? -Infinity : value > 0.6 ? Infinity : value)],
    ['greatest values infinite', (value: number) => (value > 0.3 ? Infinity : value)],
    ['an extent that overflows', (value: number) => (value - 0.3) * 1.7e308 * 2],
    ['an extent too small for its scale', (value: number) => Math.round(value * 12) * 5e-324],
  ])('drops no row of the front: %s', (_, change) => {
    const columns = cloud(objectives, count, 0.05).map((column) => column.map(change));
    const front = marked(exactFilter(columns, count, 'all'));
    const remaining = gridFilter({ columns, count, rows: undefined });
    const kept = remaining.rows === undefined ? undefined : new Set(remaining.rows);
    expect(front.filter((row) => kept !== undefined && !kept.has(row))).toEqual([]);
  });

  it('drops no row where the last objective is infinite everywhere', () => {
    const columns = cloud(objectives, count, 0);
    columns[objectives - 1] = new Float64Array(count).fill(Infinity);
    const front = marked(exactFilter(columns, count, 'all'));
    const remaining = gridFilter({ columns, count, rows: undefined });
    const kept = remaining.rows === undefined ? undefined : new Set(remaining.rows);
    expect(front.filter((row) => kept !== undefined && !kept.has(row))).toEqual([]);
  });
});

describe('manyObjectives', () => {
  it('agrees with the sweep of three objectives on a large front, where the others are copies', () => {
    const columns = cloud(3, 30_000, 0.001);
    const [x, y, z] = columns as [Float64Array, Float64Array, Float64Array];
    const expected = threeObjectives(columns, x.length, 'all');
    expect(marked(expected).length).toBeGreaterThan(20_000);
    expect(manyObjectives([x, y, z, x], x.length, 'all')).toEqual(expected);
    expect(manyObjectives([x, y, z, y, x, z], x.length, 'all')).toEqual(expected);
  });
});

/** Points on a simplex, shifted along the diagonal by up to `noise`. */
function cloud(objectives: number, count: number, noise: number): Float64Array[] {
  const random = seededRandom(objectives);
  const columns = Array.from({ length: objectives }, () => new Float64Array(count));
  for (let row = 0; row < count; row++) {
    const parts = columns.map(() => -Math.log(1 - random()));
    const total = parts.reduce((sum, part) => sum + part, 0);
    const shift = noise * random();
    columns.forEach((column, objective) => (column[row] = Number(parts[objective]) / total + shift));
  }
  return columns;
}

function marked(flags: Uint8Array): number[] {
  return Array.from(flags.keys()).filter((row) => flags[row] === 1);
}
