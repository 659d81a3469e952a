import type { Gradients, Shape, TokenShape } from '../../types.js';
import { elements } from '../elements.js';
import { product } from '../exact.js';
import { requireInteger, requireShape } from './checks.js';
import type { LayerOf, LayerRule, Work } from './rule.js';
import { weightedWork } from './weighted.js';

type Linear = LayerOf<'linear'>;

/** A fully connected layer, applied to every token: 2 x in x out FLOPs per token, three times. */
export const linear: LayerRule<Linear> = { shape, work };

function shape(layer: Linear): TokenShape {
  requireShape(layer.input);
  requireInteger('output features', layer.out);
  return { kind: 'tokens', tokens: layer.input.tokens, features: layer.out };
}

function work(layer: Linear, output: Shape, gradients: Gradients): Work {
  const weights = product(layer.input.features, layer.out);
  const activations = elements(output);
  return weightedWork(
    {
      input: elements(layer.input),
      output: activations,
      weights,
      bias: layer.bias ? layer.out : 0,
      tied: layer.tied,
      macs: product(weights, layer.input.tokens),
      activations,
      nonlinear: false,
    },
    gradients,
  );
}
