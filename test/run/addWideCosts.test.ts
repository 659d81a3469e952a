import { expect, test } from 'vitest';
import { METRICS, metricIndex } from '../../src/cost/metrics.js';
import { addWideCosts } from '../../src/run/addWideCosts.js';

const vector = (value: number | bigint) => METRICS.map(() => value);

test('wide costs are added, and peak is the larger of the two', () => {
  const columns = [Float64Array.of(1, 2), Float64Array.of(10, 20)];
  const [training, peak] = addWideCosts(columns, [metricIndex('training'), metricIndex('peak')], 2, (row) =>
    vector(row === 0 ? 5 : 100),
  );
  expect(training).toEqual(Float64Array.of(6, 102));
  expect(peak).toEqual(Float64Array.of(10, 100));
});

test('a figure past 2^53 makes the column one of bigints, exactly', () => {
  const [column] = addWideCosts([Float64Array.of(3, Number.MAX_SAFE_INTEGER)], [metricIndex('params')], 2, () =>
    vector(2),
  );
  expect(column).toEqual([5n, 2n ** 53n + 1n]);
});
