import type { Gradients, MapShape, Shape } from '../../types.js';
import { elements } from '../elements.js';
import { sum } from '../exact.js';
import { LayerError } from '../layerError.js';
import {
  featureShape,
  requireDimensions,
  requireDivisible,
  requireInteger,
  requireShape,
  shapeText,
} from './checks.js';
import { NO_WORK } from './rule.js';
import type { LayerOf, LayerRule, Work } from './rule.js';

/** Layers that compute nothing: they copy elements, or only look at them in another way. */

/** A larger or smaller map of the same channels. */
export const upsample: LayerRule<LayerOf<'upsample'>> = { shape: upsampleShape, work: copyWork };

/** Zeros around a map; negative padding crops. */
export const pad: LayerRule<LayerOf<'pad'>> = { shape: padShape, work: copyWork };

/** Channels interleaved between groups. */
export const shuffle: LayerRule<LayerOf<'shuffle'>> = { shape: shuffleShape, work: copyWork };

/** Channels [from, to) of a map, or tokens [from, to). */
export const slice: LayerRule<LayerOf<'slice'>> = { shape: sliceShape, work: viewWork };

/** The same elements under another shape. */
export const reshape: LayerRule<LayerOf<'reshape'>> = { shape: reshapeShape, work: viewWork };

export const identity: LayerRule<LayerOf<'identity'>> = {
  shape: (layer) => featureShape(layer.input),
  work: viewWork,
};

/** Zeros of the input's shape, whatever the input. */
export const zero: LayerRule<LayerOf<'zero'>> = {
  shape: (layer) => featureShape(layer.input),
  work: (_layer, output) => ({ ...NO_WORK, forwardMoved: elements(output), working: elements(output) }),
};

/** A fixed tensor: it is there, and nothing moves. */
export const constant: LayerRule<LayerOf<'constant'>> = {
  shape: (layer) => featureShape(layer.output),
  work: (_layer, output) => ({ ...NO_WORK, working: elements(output) }),
};

function upsampleShape(layer: LayerOf<'upsample'>): MapShape {
  requireShape(layer.input);
  requireDimensions('size', layer.size, layer.input.size.length);
  const shape: MapShape = { kind: 'map', channels: layer.input.channels, size: layer.size };
  requireShape(shape);
  return shape;
}

function padShape(layer: LayerOf<'pad'>): MapShape {
  const { input, padding } = layer;
  requireShape(input);
  requireDimensions('padding', padding, input.size.length);
  const size = input.size.map((length, dimension) => padSize(length, padding[dimension] as readonly [number, number]));
  return { kind: 'map', channels: input.channels, size };
}

function padSize(length: number, [before, after]: readonly [number, number]): number {
  const size = length + before + after;
  if (Number.isSafeInteger(before) && Number.isSafeInteger(after) && Number.isSafeInteger(size) && size >= 1)
    return size;
  throw new LayerError(`padding [${before}, ${after}] of a size of ${length} leaves ${size}`);
}

function shuffleShape(layer: LayerOf<'shuffle'>): MapShape {
  requireShape(layer.input);
  requireDivisible('channels', layer.input.channels, layer.groups);
  return layer.input;
}

function sliceShape(layer: LayerOf<'slice'>): Shape {
  const { from, to } = layer;
  const input = featureShape(layer.input);
  const extent = input.kind === 'map' ? input.channels : input.tokens;
  requireInteger('the start of a slice', from, 0);
  requireInteger('the end of a slice', to, 0);
  if (from >= to || to > extent) {
    const unit = input.kind === 'map' ? 'channels' : 'tokens';
    throw new LayerError(`slice [${from}, ${to}) does not lie within ${extent} ${unit}`);
  }
  return input.kind === 'map' ? { ...input, channels: to - from } : { ...input, tokens: to - from };
}

function reshapeShape(layer: LayerOf<'reshape'>): Shape {
  const input = featureShape(layer.input);
  const output = featureShape(layer.output);
  const [before, after] = [elements(input), elements(output)];
  if (before === after) return output;
  throw new LayerError(
    `cannot reshape ${shapeText(input)} (${before} elements) to ${shapeText(output)} (${after} elements)`,
  );
}

function copyWork(layer: { readonly input: Shape }, output: Shape, gradients: Gradients): Work {
  const moved = sum(elements(layer.input), elements(output));
  return {
    ...NO_WORK,
    forwardMoved: moved,
    backwardMoved: gradients.inputs[0] === true ? moved : 0,
    working: moved,
  };
}

function viewWork(layer: { readonly input: Shape }): Work {
  return { ...NO_WORK, working: elements(layer.input) };
}
