import { expect, test } from 'vitest';
import { METRICS } from '../../src/cost/metrics.js';
import { openSpace } from '../../src/index.js';
import { largeMetrics } from '../../src/run/largeMetrics.js';

/** Two layers of 2^a x 2^30 weights and more: figures around 2^63, as many layers of them as `repeat` says. */
function huge(features: number, widths: readonly number[], repeat: number) {
  const network = [
    { linear: { choice: widths }, bias: false },
    { linear: features, bias: false },
  ];
  return openSpace({
    text: JSON.stringify({ name: 'huge', input: { tokens: 4, features }, network: [{ layers: network, repeat }] }),
  });
}

test.each([
  ['small', 2 ** 10, [64, 128], 1],
  ['below 2^63', 2 ** 27, [2 ** 29, 2 ** 30], 2],
  ['around 2^63', 2 ** 29, [2 ** 28, 2 ** 29, 2 ** 30], 2],
  ['above 2^63', 2 ** 31, [2 ** 30, 2 ** 31], 2],
])('metrics are large where an architecture has 2^63 or more: %s', async (_name, features, widths, repeat) => {
  const space = await huge(features, widths, repeat);
  const found = Array.from({ length: Number(space.size) }, (_, index) => space.cost(index));
  const largest = METRICS.filter((metric) => found.some((costs) => costs[metric] >= 2n ** 63n));
  expect(largeMetrics(space.diagram, METRICS)).toEqual(largest);
});
