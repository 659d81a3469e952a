import type { Gradients, MapShape, PoolLayer, Shape } from '../../types.js';
import { elements } from '../elements.js';
import { product, sum } from '../exact.js';
import { LayerError } from '../layerError.js';
import { featureShape, requirePadding, requirePerDimension, requireShape } from './checks.js';
import { NO_WORK } from './rule.js';
import type { LayerOf, LayerRule, Work } from './rule.js';

/** PyTorch's indices of maxima are int64. */
const INDEX_BYTES = 8;

/** Max and average pooling in one to three dimensions. */
export const pool: LayerRule<PoolLayer> = { shape: poolShape, work: poolWork };

/** The mean over all points of a map, or over all tokens. */
export const globalPool: LayerRule<LayerOf<'globalPool'>> = { shape: globalShape, work: globalWork };

function poolShape(layer: PoolLayer): MapShape {
  const { input } = layer;
  requireShape(input);
  const dimensions = input.size.length;
  requirePerDimension('kernel', layer.kernel, dimensions);
  requirePerDimension('stride', layer.stride, dimensions);
  requirePerDimension('dilation', layer.dilation, dimensions);
  requirePadding(layer.padding, dimensions);
  if (layer.pool === 'avg' && layer.dilation.some((dilation) => dilation !== 1)) {
    throw new LayerError('average pooling has no dilation');
  }
  return { kind: 'map', channels: input.channels, size: input.size.map((_, dimension) => poolSize(layer, dimension)) };
}

/** PyTorch's pooling_output_shape: in ceil mode the last window must start inside the input or its left padding. */
function poolSize(layer: PoolLayer, dimension: number): number {
  const [before, after] = layer.padding[dimension] as readonly [number, number];
  const input = layer.input.size[dimension] as number;
  const kernel = layer.kernel[dimension] as number;
  const stride = layer.stride[dimension] as number;
  requireHalf(before, kernel);
  requireHalf(after, kernel);
  const room = input + before + after - (layer.dilation[dimension] as number) * (kernel - 1) - 1;
  let size = Math.floor((room + (layer.ceil ? stride - 1 : 0)) / stride) + 1;
  if (layer.ceil && (size - 1) * stride >= input + before) size -= 1;
  if (size >= 1) return size;
  const padded = input + before + after;
  throw new LayerError(
    `pooling kernel ${kernel} is larger than the padded input ${padded} in dimension ${dimension + 1}`,
    'use a smaller kernel or dilation, or more padding',
  );
}

function requireHalf(padding: number, kernel: number): void {
  if (padding <= Math.floor(kernel / 2)) return;
  throw new LayerError(`pooling padding ${padding} is more than half of kernel ${kernel}`);
}

/** PyTorch saves the input of every pooling, and the indices of the maxima. */
function poolWork(layer: PoolLayer, output: Shape, gradients: Gradients): Work {
  const toInput = gradients.inputs[0] === true;
  const input = elements(layer.input);
  const moved = sum(input, elements(output));
  const indexBytes = toInput && layer.pool === 'max' ? product(INDEX_BYTES, elements(output)) : 0;
  return {
    ...NO_WORK,
    saved: toInput ? input : 0,
    savedBytes: indexBytes,
    forwardMoved: moved,
    forwardMovedBytes: indexBytes,
    backwardMoved: toInput ? moved : 0,
    backwardMovedBytes: indexBytes,
    working: moved,
  };
}

function globalShape(layer: LayerOf<'globalPool'>): Shape {
  const input = featureShape(layer.input);
  if (input.kind === 'tokens') return { kind: 'tokens', tokens: 1, features: input.features };
  return { kind: 'map', channels: input.channels, size: input.size.map(() => 1) };
}

function globalWork(layer: LayerOf<'globalPool'>, output: Shape, gradients: Gradients): Work {
  const moved = sum(elements(layer.input), elements(output));
  return {
    ...NO_WORK,
    forwardMoved: moved,
    backwardMoved: gradients.inputs[0] === true ? moved : 0,
    working: moved,
  };
}
