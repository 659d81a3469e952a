import type { LayerName } from '../../types.js';
import { attention } from './attention.js';
import { conv, depthwise } from './conv.js';
import { linear } from './linear.js';
import type { Lowering } from './lowering.js';
import {
  act,
  classToken,
  constant,
  embedding,
  flatten,
  globalPool,
  layerScale,
  norm,
  pad,
  plain,
  pool,
  positionEmbedding,
  reshape,
  shuffle,
  slice,
  squeeze,
  tokens,
  upsample,
} from './simple.js';

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
