import type { ConvLayer, Gradients, MapShape, Shape } from '../../types.js';
import { elements } from '../elements.js';
import { product, volume } from '../exact.js';
import { LayerError } from '../layerError.js';
import { requireDivisible, requireInteger, requirePadding, requirePerDimension, requireShape } from './checks.js';
import type { LayerRule, Work } from './rule.js';
import { weightedWork } from './weighted.js';

/** Convolutions in one to three dimensions: grouped, depthwise, dilated, transposed. */
export const conv: LayerRule<ConvLayer> = { shape, work };

function shape(layer: ConvLayer): MapShape {
  requireAttributes(layer);
  const sizeRule = layer.transposed ? transposedSize : forwardSize;
  const size = layer.input.size.map((_, dimension) => sizeRule(layer, dimension));
  return { kind: 'map', channels: layer.out, size };
}

/**
 * With Ko = out / groups: forward (Ko Oh Ow) x (Ic Kh Kw x 2), and the two gradients the same. A transposed convolution
 * counts per input point. Source: "Conv计算量分析", derived in docs/cost-model.md.
 */
function work(layer: ConvLayer, output: Shape, gradients: Gradients): Work {
  const { input, kernel, out } = layer;
  const weights = product(out / layer.groups, input.channels, volume(kernel));
  const points = volume(layer.transposed ? input.size : (output as MapShape).size);
  const activations = elements(output);
  return weightedWork(
    {
      input: elements(input),
      output: activations,
      weights,
      bias: layer.bias ? out : 0,
      tied: false,
      macs: product(weights, points),
      activations,
      nonlinear: false,
    },
    gradients,
  );
}

function requireAttributes(layer: ConvLayer): void {
  const { input } = layer;
  requireShape(input);
  const dimensions = input.size.length;
  requireInteger('output channels', layer.out);
  requireDivisible('input channels', input.channels, layer.groups);
  requireDivisible('output channels', layer.out, layer.groups);
  requirePerDimension('kernel', layer.kernel, dimensions);
  requirePerDimension('stride', layer.stride, dimensions);
  requirePerDimension('dilation', layer.dilation, dimensions);
  requirePerDimension('output padding', layer.outputPadding, dimensions, 0);
  requirePadding(layer.padding, dimensions);
}

function forwardSize(layer: ConvLayer, dimension: number): number {
  const [before, after] = layer.padding[dimension] as readonly [number, number];
  const padded = (layer.input.size[dimension] as number) + before + after;
  const span = kernelSpan(layer, dimension);
  if (span <= padded) return Math.floor((padded - span) / (layer.stride[dimension] as number)) + 1;
  throw new LayerError(
    `kernel ${spanText(layer, dimension, span)} is larger than the padded input ${padded} in dimension ${dimension + 1}`,
    'use a smaller kernel or dilation, or more padding',
  );
}

function transposedSize(layer: ConvLayer, dimension: number): number {
  const [before, after] = layer.padding[dimension] as readonly [number, number];
  const stride = layer.stride[dimension] as number;
  const extra = layer.outputPadding[dimension] as number;
  requireOutputPadding(extra, stride, layer.dilation[dimension] as number);
  const full = ((layer.input.size[dimension] as number) - 1) * stride + kernelSpan(layer, dimension);
  const size = full + extra - before - after;
  if (size >= 1 && Number.isSafeInteger(size)) return size;
  throw new LayerError(
    `the output of a transposed convolution has size ${size} in dimension ${dimension + 1}`,
    size < 1 ? 'use less padding, which crops the output here' : undefined,
  );
}

function requireOutputPadding(extra: number, stride: number, dilation: number): void {
  if (extra < Math.max(stride, dilation)) return;
  throw new LayerError(`output padding ${extra} must be smaller than stride ${stride} or dilation ${dilation}`);
}

/** Input positions from the first to the last that one kernel position reads. */
function kernelSpan(layer: ConvLayer, dimension: number): number {
  return (layer.dilation[dimension] as number) * ((layer.kernel[dimension] as number) - 1) + 1;
}

function spanText(layer: ConvLayer, dimension: number, span: number): string {
  const kernel = layer.kernel[dimension] as number;
  return kernel === span ? `${kernel}` : `${kernel} (spanning ${span} when dilated)`;
}
