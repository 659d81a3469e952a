import type { Combine, Metric } from '../types.js';

/** What one entry of a cost vector is. */
export interface MetricDescription {
  readonly name: Metric;
  readonly unit: 'FLOPs' | 'MACs' | 'parameters' | 'elements' | 'bytes';
  /** One line, for tables and help. */
  readonly meaning: string;
  /** How the figures of layers make the figure of a network. */
  readonly combine: Combine;
}

/** Every metric, in the order of the `Metric` type and of every cost vector. See docs/cost-model.md. */
export const METRIC_DESCRIPTIONS: readonly MetricDescription[] = [
  describe('forward', 'FLOPs', 'forward pass of one sample, 2 FLOPs per multiply-accumulate'),
  describe('filterGrad', 'FLOPs', 'gradients with respect to weights'),
  describe('inputGrad', 'FLOPs', 'gradients with respect to layer inputs, as autograd needs them'),
  describe('training', 'FLOPs', 'one training step on one sample: forward + filterGrad + inputGrad + recomputation'),
  describe('macs', 'MACs', 'multiply-accumulates of the forward pass: forward / 2'),
  describe('params', 'parameters', 'trainable parameters, with biases and normalisation affine terms'),
  describe('activations', 'elements', 'output elements of convolutions and linear layers'),
  describe('memory', 'bytes', 'activations saved for backward, parameters, gradients and optimiser state'),
  describe('traffic', 'bytes', 'bytes that the forward pass and both gradients read and write'),
  describe('peak', 'bytes', 'largest working set of one layer at inference', 'max'),
];

/** The names alone, in the order of every cost vector. */
export const METRICS: readonly Metric[] = METRIC_DESCRIPTIONS.map((metric) => metric.name);

/** How each metric combines over layers, in the same order. */
export const COMBINE: readonly Combine[] = METRIC_DESCRIPTIONS.map((metric) => metric.combine);

const INDEX: ReadonlyMap<string, number> = new Map(METRICS.map((name, index) => [name, index]));

/** Position of a metric in a cost vector. */
export function metricIndex(name: Metric): number {
  return INDEX.get(name) as number;
}

function describe(
  name: Metric,
  unit: MetricDescription['unit'],
  meaning: string,
  combine: MetricDescription['combine'] = 'sum',
): MetricDescription {
  return { name, unit, meaning, combine };
}
