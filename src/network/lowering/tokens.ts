import type { IdShape, TokenShape } from '../../types.js';
import type { Tensor } from '../tensor.js';
import { tokenTensor } from '../tensor.js';
import { requireIds, requireTokens } from './kinds.js';
import type { Site } from './lowering.js';
import { attribute, emit, mainValue } from './lowering.js';

export function embedding(site: Site): Tensor {
  const input = requireIds(site, 'embedding');
  if (!input) return site.input;
  const vocabulary = mainValue(site, 'vocabulary', null);
  const features = attribute(site, 'features', null);
  return emit(site, {
    key: 'embedding',
    inputs: [input],
    attributes: [vocabulary, features],
    build: ([shape], [v, f]) => ({
      type: 'embedding',
      input: shape as IdShape,
      vocabulary: v as number,
      features: f as number,
    }),
    like: tokenTensor(input.tokens, features, input.needsGradient),
    learns: true,
  });
}

export function positionEmbedding(site: Site): Tensor {
  const input = requireTokens(site, 'positionEmbedding');
  if (!input) return site.input;
  return emit(site, {
    key: 'positionEmbedding',
    inputs: [input],
    build: ([shape]) => ({ type: 'positionEmbedding', input: shape as TokenShape }),
    learns: true,
  });
}

export function classToken(site: Site): Tensor {
  const input = requireTokens(site, 'classToken');
  if (!input) return site.input;
  const count = mainValue(site, 'count', 1);
  const total = site.builder.apply('plus', [input.tokens, count], ([a, b]) => (a as number) + (b as number));
  return emit(site, {
    key: 'classToken',
    inputs: [input],
    attributes: [count],
    build: ([shape], [n]) => ({ type: 'classToken', input: shape as TokenShape, count: n as number }),
    sizes: [total, input.features],
    learns: true,
  });
}
