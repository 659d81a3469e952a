import { expect, test } from 'vitest';
import { METRIC_DESCRIPTIONS, METRICS, metricIndex } from '../../src/cost/metrics.js';
import { zeroCost } from '../../src/cost/layers.js';

test('metrics are in the order of the type, and metricIndex finds each', () => {
  expect(METRICS).toEqual([
    'forward',
    'filterGrad',
    'inputGrad',
    'training',
    'macs',
    'params',
    'activations',
    'memory',
    'traffic',
    'peak',
  ]);
  expect(METRICS.map(metricIndex)).toEqual(METRICS.map((_, index) => index));
});

test('only peak is combined by max', () => {
  const byMax = METRIC_DESCRIPTIONS.filter((metric) => metric.combine === 'max');
  expect(byMax.map((metric) => metric.name)).toEqual(['peak']);
});

test('the zero cost has a zero per metric', () => {
  expect(zeroCost).toEqual(METRICS.map(() => 0));
});
