import type { Exact, Gradients, Shape } from '../../types.js';
import { elements } from '../elements.js';
import { product, sum, volume } from '../exact.js';
import { LayerError } from '../layerError.js';
import { featureShape, requireDivisible, width } from './checks.js';
import { NO_WORK } from './rule.js';
import type { LayerOf, LayerRule, Work } from './rule.js';
import { weightedWork } from './weighted.js';

/** Normalisation; with `affine`, two numbers per channel or feature (one for rms, which has no shift). */
export const norm: LayerRule<LayerOf<'norm'>> = { shape: normShape, work: normWork };

/** Activation functions; prelu has one learned slope, as PyTorch's default. */
export const act: LayerRule<LayerOf<'act'>> = {
  shape: (layer) => featureShape(layer.input),
  work: (layer, _output, gradients) => scaleWork(layer.input, layer.act === 'prelu' ? 1 : 0, 0, true, gradients),
};

/** One learned factor per channel or feature. */
export const layerScale: LayerRule<LayerOf<'layerScale'>> = {
  shape: (layer) => featureShape(layer.input),
  work: (layer, _output, gradients) => scaleWork(layer.input, width(layer.input), 0, false, gradients),
};

/** Identity at inference; in training a mask of one byte per element. */
export const dropout: LayerRule<LayerOf<'dropout'>> = {
  shape: (layer) => featureShape(layer.input),
  work: dropoutWork,
};

function normShape(layer: LayerOf<'norm'>): Shape {
  const input = featureShape(layer.input);
  if (layer.norm === 'group') requireDivisible('channels', width(input), layer.groups);
  if (layer.norm === 'instance' && input.kind === 'map' && volume(input.size) === 1) {
    throw new LayerError('instance normalisation needs more than one point per channel to train');
  }
  return input;
}

function normWork(layer: LayerOf<'norm'>, _output: Shape, gradients: Gradients): Work {
  const scale = layer.affine ? width(layer.input) : 0;
  return scaleWork(layer.input, scale, layer.norm === 'rms' ? 0 : scale, true, gradients);
}

function scaleWork(input: Shape, weights: Exact, bias: Exact, nonlinear: boolean, gradients: Gradients): Work {
  const size = elements(input);
  return weightedWork(
    { input: size, output: size, weights, bias, tied: false, macs: 0, activations: 0, nonlinear },
    gradients,
  );
}

function dropoutWork(layer: LayerOf<'dropout'>, _output: Shape, gradients: Gradients): Work {
  const size = elements(layer.input);
  const toInput = gradients.inputs[0] === true;
  const mask = toInput ? size : 0;
  const moved = sum(size, size);
  return {
    ...NO_WORK,
    savedBytes: mask,
    forwardMoved: moved,
    forwardMovedBytes: mask,
    backwardMoved: toInput ? product(2, size) : 0,
    backwardMovedBytes: mask,
    working: size,
  };
}
