import type { Exact, Gradients, MapShape, Shape, TokenShape } from '../../types.js';
import { elements } from '../elements.js';
import { sum } from '../exact.js';
import { LayerError } from '../layerError.js';
import { featureShape, shapeText } from './checks.js';
import type { FeatureShape } from './checks.js';
import { NO_WORK } from './rule.js';
import type { LayerOf, LayerRule, Work } from './rule.js';

/** A sum of equal shapes. Autograd hands its gradient on to every input without a copy. */
export const add: LayerRule<LayerOf<'add'>> = { shape: addShape, work: joinWork };

/** A product; a size of 1 is stretched to its partner's, as a gate of one number per channel is. */
export const multiply: LayerRule<LayerOf<'multiply'>> = { shape: multiplyShape, work: multiplyWork };

/** Joins channels of maps of equal size, or features of equally many tokens. */
export const concat: LayerRule<LayerOf<'concat'>> = { shape: concatShape, work: joinWork };

function addShape(layer: LayerOf<'add'>): Shape {
  return foldInputs(layer.inputs, (left, right) => {
    if (sameShape(left, right)) return left;
    throw new LayerError(`cannot add ${shapeText(left)} and ${shapeText(right)}`, 'the shapes must be equal');
  });
}

function multiplyShape(layer: LayerOf<'multiply'>): Shape {
  return foldInputs(layer.inputs, (left, right) => {
    const stretched = stretch(left, right);
    if (stretched !== undefined) return stretched;
    throw new LayerError(
      `cannot multiply ${shapeText(left)} by ${shapeText(right)}`,
      'each size must be equal, or 1 on one side',
    );
  });
}

function concatShape(layer: LayerOf<'concat'>): Shape {
  return foldInputs(layer.inputs, (left, right) => {
    const joined = join(left, right);
    if (joined !== undefined) return featureShape(joined) as FeatureShape;
    throw new LayerError(
      `cannot concatenate ${shapeText(left)} and ${shapeText(right)}`,
      'all but the channels or features must be equal',
    );
  });
}

function foldInputs(
  inputs: readonly Shape[],
  combine: (left: FeatureShape, right: FeatureShape) => FeatureShape,
): Shape {
  const [first, ...rest] = inputs;
  if (first === undefined) throw new LayerError('nothing to join: there are no inputs');
  return rest.reduce<FeatureShape>((left, right) => combine(left, featureShape(right)), featureShape(first));
}

function sameShape(left: FeatureShape, right: FeatureShape): boolean {
  if (left.kind === 'map') return right.kind === 'map' && left.channels === right.channels && sameSize(left, right);
  return right.kind === 'tokens' && left.tokens === right.tokens && left.features === right.features;
}

function sameSize(left: MapShape, right: MapShape): boolean {
  return left.size.length === right.size.length && left.size.every((size, dimension) => size === right.size[dimension]);
}

function stretch(left: FeatureShape, right: FeatureShape): FeatureShape | undefined {
  if (left.kind === 'map') return right.kind === 'map' ? stretchMaps(left, right) : undefined;
  return right.kind === 'tokens' ? stretchTokens(left, right) : undefined;
}

function stretchMaps(left: MapShape, right: MapShape): MapShape | undefined {
  if (left.size.length !== right.size.length) return undefined;
  const size = left.size.map((length, dimension) => stretchSize(length, right.size[dimension] as number));
  const channels = stretchSize(left.channels, right.channels);
  return channels === 0 || size.includes(0) ? undefined : { kind: 'map', channels, size };
}

function stretchTokens(left: TokenShape, right: TokenShape): TokenShape | undefined {
  const tokens = stretchSize(left.tokens, right.tokens);
  const features = stretchSize(left.features, right.features);
  return tokens === 0 || features === 0 ? undefined : { kind: 'tokens', tokens, features };
}

/** The common size, or 0 where there is none. */
function stretchSize(left: number, right: number): number {
  if (left === right || right === 1) return left;
  return left === 1 ? right : 0;
}

function join(left: FeatureShape, right: FeatureShape): FeatureShape | undefined {
  if (left.kind === 'map') {
    if (right.kind !== 'map' || !sameSize(left, right)) return undefined;
    return { kind: 'map', channels: left.channels + right.channels, size: left.size };
  }
  if (right.kind !== 'tokens' || left.tokens !== right.tokens) return undefined;
  return { kind: 'tokens', tokens: left.tokens, features: left.features + right.features };
}

/** Reads every input and writes the output; backward the output gradient is handed on, or viewed, in place. */
function joinWork(layer: { readonly inputs: readonly Shape[] }, output: Shape): Work {
  const moved = sum(inputElements(layer.inputs), elements(output));
  return { ...NO_WORK, forwardMoved: moved, working: moved };
}

/** The gradient of one input reads the output gradient and all other inputs, which are therefore saved. */
function multiplyWork(layer: LayerOf<'multiply'>, output: Shape, gradients: Gradients): Work {
  const moved = sum(inputElements(layer.inputs), elements(output));
  const needing = layer.inputs.map((_, index) => gradients.inputs[index] === true);
  const count = needing.filter(Boolean).length;
  const saved = layer.inputs.filter((_, index) => count > (needing[index] === true ? 1 : 0));
  return {
    ...NO_WORK,
    saved: inputElements(saved),
    forwardMoved: moved,
    backwardMoved: sum(...needing.filter(Boolean).map(() => moved)),
    working: moved,
  };
}

function inputElements(inputs: readonly Shape[]): Exact {
  return sum(...inputs.map(elements));
}
