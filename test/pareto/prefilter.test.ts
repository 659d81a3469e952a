import { describe, expect, it } from 'vitest';

import { manyObjectives } from '../../src/pareto/manyObjectives.js';
import { paretoFront } from '../../src/pareto/paretoFront.js';
import { prefilter } from '../../src/pareto/prefilter.js';
import { threeObjectives } from '../../src/pareto/threeObjectives.js';
import { twoObjectives } from '../../src/pareto/twoObjectives.js';
import { seededRandom } from './definition.js';

const COUNT = 9000;
const FILTERS = [
  [2, twoObjectives],
  [3, threeObjectives],
  [4, manyObjectives],
  [6, manyObjectives],
] as const;

describe.each(FILTERS)('prefilter of %i objectives', (objectives, exactFilter) => {
  it.each([
    ['uniform', (value: number) => value],
    ['a few integers', (value: number) => Math.floor(value * 5)],
    ['many magnitudes', (value: number) => Math.exp(100 * value)],
    ['infinities', (value: number) => (value < 0.1 ? -Infinity : value > 0.9 ? Infinity : value)],
  ])('drops rows, but none of the front: %s', (_, change) => {
    const random = seededRandom(objectives);
    const columns = Array.from({ length: objectives }, () => new Float64Array(COUNT).map(() => change(random())));
    const remaining = prefilter(columns, COUNT);
    expect(remaining.count).toBeLessThan(0.9 * COUNT);

    const flags = exactFilter(columns, COUNT, 'all');
    const front = Array.from(flags.keys()).filter((row) => flags[row] === 1);
    const kept = new Set(remaining.rows);
    expect(front.filter((row) => !kept.has(row))).toEqual([]);
    const directions = columns.map(() => 'min' as const);
    expect(Array.from(paretoFront(columns, directions)), 'the whole filter').toEqual(front);
  });
});
