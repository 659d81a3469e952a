import type { LayerName } from '../../types.js';
import { attention } from './attention.js';
import { conv, depthwise } from './conv.js';
import { linear } from './linear.js';
import type { Lowering } from './lowering.js';
import { act, layerScale, norm, plain } from './elementwise.js';
import { globalPool, pool } from './pool.js';
import { constant, flatten, pad, reshape, shuffle, slice, tokens, upsample } from './rearrange.js';
import { squeeze } from './squeeze.js';
import { classToken, embedding, positionEmbedding } from './tokens.js';

/** Every layer of the language. A new one is an entry here, in the schema, and a rule in src/cost. */
export const LOWERINGS: Readonly<Record<LayerName, Lowering>> = {
  conv,
  depthwise,
  linear,
  pool,
  globalPool,
  norm,
  act,
  attention,
  embedding,
  positionEmbedding,
  classToken,
  layerScale,
  upsample,
  flatten,
  tokens,
  reshape,
  slice,
  pad,
  shuffle,
  squeeze,
  dropout: plain('dropout'),
  constant,
  zero: plain('zero'),
  identity: (site) => site.input,
};
