import type { ConvLayer, CostOptions, Gradients, MapShape, Metric, PoolLayer, TokenShape } from '../../src/types.js';
import type { CostVector, Exact, Layer, Shape } from '../../src/types.js';
import { LayerError } from '../../src/cost/layerError.js';
import { outputShape } from '../../src/cost/layers.js';
import { metricIndex } from '../../src/cost/metrics.js';

/** Everything is trained and every input needs its gradient. */
export const ALL_GRADIENTS: Gradients = { trainable: true, filter: true, inputs: [true, true, true], recompute: false };

export const FLOAT32_SGD: CostOptions = { precision: 'float32', optimizer: 'sgd' };

export function map(channels: number, ...size: number[]): MapShape {
  return { kind: 'map', channels, size };
}

export function tokens(count: number, features: number): TokenShape {
  return { kind: 'tokens', tokens: count, features };
}

/** A plain convolution: kernel 1, stride 1, no padding, one group, no bias, unless told otherwise. */
export function conv(input: MapShape, out: number, attributes: Partial<ConvLayer> = {}): ConvLayer {
  const each = <T>(value: T): T[] => input.size.map(() => value);
  return {
    type: 'conv',
    input,
    out,
    kernel: each(1),
    stride: each(1),
    padding: each([0, 0] as const),
    dilation: each(1),
    groups: 1,
    bias: false,
    transposed: false,
    outputPadding: each(0),
    ...attributes,
  };
}

/** Max pooling of one kernel size with stride 1 and no padding, unless told otherwise. */
export function pool(input: MapShape, kernel: number, attributes: Partial<PoolLayer> = {}): PoolLayer {
  const each = <T>(value: T): T[] => input.size.map(() => value);
  return {
    type: 'pool',
    input,
    pool: 'max',
    kernel: each(kernel),
    stride: each(1),
    padding: each([0, 0] as const),
    dilation: each(1),
    ceil: false,
    ...attributes,
  };
}

/** The output shape, or undefined where the layer is refused. */
export function shapeIfBuilt(layer: Layer): Shape | undefined {
  try {
    return outputShape(layer);
  } catch (error) {
    if (error instanceof LayerError) return undefined;
    throw error;
  }
}

/** One figure of a cost vector. */
export function figure(cost: CostVector, metric: Metric): Exact {
  return cost[metricIndex(metric)] as Exact;
}
