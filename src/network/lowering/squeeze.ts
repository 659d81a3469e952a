import type { MapShape, NodeId, Shape } from '../../types.js';
import type { MapTensor, Tensor } from '../tensor.js';
import { emitAct } from './finish.js';
import { requireMap } from './kinds.js';
import type { Site } from './lowering.js';
import { attribute, emit, mainValue } from './lowering.js';

/** Squeeze-and-excitation: pool, 1x1 down, act, 1x1 up, gate, multiply (Hu et al., arXiv:1709.01507). */
export function squeeze(site: Site): Tensor {
  const input = requireMap(site, 'squeeze');
  if (!input) return site.input;
  const { builder } = site;
  const one = builder.constant(1);
  const point = [input.channels, ...input.size.map(() => one)];
  const pooled = emit(site, {
    part: 'pool',
    key: 'globalPool',
    inputs: [input],
    build: ([shape]) => ({ type: 'globalPool', input: shape as Shape }),
    sizes: point,
  });
  const squeezed = mainValue(site, 'squeeze', null);
  const reduced = pointwise(site, 'reduce', pooled as MapTensor, squeezed);
  const activated = emitAct(site, reduced, attribute(site, 'act', 'relu'), 'act');
  const expanded = pointwise(site, 'expand', activated as MapTensor, input.channels);
  const gate = emitAct(site, expanded, attribute(site, 'gate', 'hsigmoid'), 'gate');
  return emit(site, {
    part: 'multiply',
    key: 'multiply',
    inputs: [input, gate],
    build: (shapes) => ({ type: 'multiply', inputs: shapes }),
  });
}

/** A biased 1x1 convolution at one position. */
function pointwise(site: Site, part: string, input: MapTensor, out: NodeId): Tensor {
  return emit(site, {
    part,
    key: 'pointwise',
    inputs: [input],
    attributes: [out],
    build: ([shape], [channels]) => {
      const ones = (shape as MapShape).size.map(() => 1);
      return {
        type: 'conv',
        input: shape as MapShape,
        out: channels as number,
        kernel: ones,
        stride: ones,
        padding: ones.map(() => [0, 0] as const),
        dilation: ones,
        groups: 1,
        bias: true,
        transposed: false,
        outputPadding: ones.map(() => 0),
      };
    },
    sizes: [out, ...input.size],
    learns: true,
  });
}
