import type { CostOptions, CostVector, Gradients, Layer, Shape } from '../types.js';
import { product, sum } from './exact.js';
import { METRICS } from './metrics.js';
import { conv } from './rules/conv.js';
import { act, dropout, layerScale, norm } from './rules/elementwise.js';
import { add, concat, multiply } from './rules/join.js';
import { linear } from './rules/linear.js';
import { matmul } from './rules/matmul.js';
import { globalPool, pool } from './rules/pool.js';
import { constant, identity, pad, reshape, shuffle, slice, upsample, zero } from './rules/rearrange.js';
import type { LayerOf, LayerRule, Work } from './rules/rule.js';
import { classToken, embedding, parameter, positionEmbedding } from './rules/table.js';

/** Every layer type: its shape rule beside its cost rule. A new layer is one more entry. */
export const LAYERS: { readonly [T in Layer['type']]: LayerRule<LayerOf<T>> } = {
  conv,
  linear,
  matmul,
  pool,
  globalPool,
  norm,
  act,
  embedding,
  positionEmbedding,
  classToken,
  layerScale,
  upsample,
  add,
  multiply,
  concat,
  slice,
  pad,
  reshape,
  shuffle,
  dropout,
  zero,
  identity,
  constant,
  parameter,
};

/** Bytes per element. */
const ELEMENT_BYTES = { float32: 4, float16: 2, bfloat16: 2, float64: 8 } as const;

/** Numbers that the optimiser keeps per trained parameter. */
const OPTIMIZER_STATES = { sgd: 0, momentum: 1, adam: 2 } as const;

/** The cost of a layer that is not there. */
export const zeroCost: CostVector = METRICS.map(() => 0);

/**
 * The shape of a layer's output for one sample, by PyTorch's rules.
 * @throws LayerError where PyTorch would refuse the layer.
 */
export function outputShape(layer: Layer): Shape {
  return ruleOf(layer).shape(layer);
}

/**
 * What one training step on one sample costs at a layer: one exact figure per metric, in the order of METRICS.
 * docs/cost-model.md derives every figure.
 * @throws LayerError where PyTorch would refuse the layer.
 */
export function layerCost(layer: Layer, gradients: Gradients, options: CostOptions): CostVector {
  const rule = ruleOf(layer);
  return costVector(rule.work(layer, rule.shape(layer), gradients), gradients, options);
}

function ruleOf(layer: Layer): LayerRule<Layer> {
  return LAYERS[layer.type] as LayerRule<Layer>;
}

function costVector(work: Work, gradients: Gradients, options: CostOptions): CostVector {
  const bytes = ELEMENT_BYTES[options.precision];
  const forward = product(2, work.macs);
  const forwardRuns = gradients.recompute ? 2 : 1;
  const moved = sum(product(forwardRuns, work.forwardMoved), work.backwardMoved);
  const movedBytes = sum(product(forwardRuns, work.forwardMovedBytes), work.backwardMovedBytes);
  // weight, its gradient and the optimiser's states; a parameter that gets no gradient has neither
  const copies = gradients.filter ? 2 + OPTIMIZER_STATES[options.optimizer] : 1;
  const held = product(copies, work.parameters);
  const saved = gradients.recompute ? 0 : work.saved;
  const savedBytes = gradients.recompute ? 0 : work.savedBytes;
  return [
    forward,
    work.filterGradFlops,
    work.inputGradFlops,
    sum(product(forwardRuns, forward), work.filterGradFlops, work.inputGradFlops),
    work.macs,
    gradients.trainable ? work.parameters : 0,
    work.activations,
    sum(product(bytes, sum(saved, held)), savedBytes),
    sum(product(bytes, moved), movedBytes),
    sum(product(bytes, work.working), work.workingBytes),
  ];
}
