import type { Gradients, Shape, TokenShape } from '../../types.js';
import { elements } from '../elements.js';
import { product, sum } from '../exact.js';
import { featureShape, requireInteger, requireShape } from './checks.js';
import { NO_WORK } from './rule.js';
import type { LayerOf, LayerRule, Work } from './rule.js';

/** PyTorch's token ids are int64. */
const ID_BYTES = 8;

/** A row of a learned table per token id. No arithmetic: 0 FLOPs. */
export const embedding: LayerRule<LayerOf<'embedding'>> = { shape: embeddingShape, work: embeddingWork };

/** A learned vector per position, added to the tokens. */
export const positionEmbedding: LayerRule<LayerOf<'positionEmbedding'>> = {
  shape: (layer) => featureShape(layer.input),
  work: positionWork,
};

/** Learned tokens set before the others. */
export const classToken: LayerRule<LayerOf<'classToken'>> = { shape: classShape, work: classWork };

/** Learned numbers beside the layers: the input passes through. */
export const parameter: LayerRule<LayerOf<'parameter'>> = { shape: parameterShape, work: parameterWork };

function embeddingShape(layer: LayerOf<'embedding'>): TokenShape {
  requireShape(layer.input);
  requireInteger('the vocabulary', layer.vocabulary);
  requireInteger('the number of features', layer.features);
  return { kind: 'tokens', tokens: layer.input.tokens, features: layer.features };
}

/** The gradient is dense (PyTorch's default): it is as large as the table. */
function embeddingWork(layer: LayerOf<'embedding'>, output: Shape, gradients: Gradients): Work {
  const rows = elements(output);
  const table = product(layer.vocabulary, layer.features);
  const idBytes = product(ID_BYTES, layer.input.tokens);
  const keptBytes = gradients.filter ? idBytes : 0;
  return {
    ...NO_WORK,
    parameters: table,
    savedBytes: keptBytes,
    forwardMoved: product(2, rows),
    forwardMovedBytes: idBytes,
    backwardMoved: gradients.filter ? sum(rows, table) : 0,
    backwardMovedBytes: keptBytes,
    working: sum(table, rows),
    workingBytes: idBytes,
  };
}

function positionWork(layer: LayerOf<'positionEmbedding'>, _output: Shape, gradients: Gradients): Work {
  const size = elements(layer.input);
  const moved = product(3, size);
  return {
    ...NO_WORK,
    parameters: size,
    forwardMoved: moved,
    backwardMoved: gradients.filter ? product(2, size) : 0,
    working: moved,
  };
}

function classShape(layer: LayerOf<'classToken'>): TokenShape {
  requireShape(layer.input);
  requireInteger('the number of class tokens', layer.count);
  const shape: TokenShape = { ...layer.input, tokens: layer.input.tokens + layer.count };
  requireShape(shape);
  return shape;
}

function classWork(layer: LayerOf<'classToken'>, output: Shape, gradients: Gradients): Work {
  const parameters = product(layer.count, layer.input.features);
  const moved = sum(elements(layer.input), parameters, elements(output));
  return {
    ...NO_WORK,
    parameters,
    forwardMoved: moved,
    backwardMoved: gradients.filter ? product(2, parameters) : 0,
    working: moved,
  };
}

function parameterShape(layer: LayerOf<'parameter'>): Shape {
  requireInteger('the number of parameters', layer.count);
  return featureShape(layer.input);
}

function parameterWork(layer: LayerOf<'parameter'>, _output: Shape, gradients: Gradients): Work {
  return {
    ...NO_WORK,
    parameters: layer.count,
    forwardMoved: layer.count,
    backwardMoved: gradients.filter ? layer.count : 0,
    working: sum(elements(layer.input), layer.count),
  };
}
