import type { Shape } from '../../types.js';
import type { Tensor } from '../tensor.js';
import { emitAct, emitNorm, finish } from './finish.js';
import { requireFeatures } from './kinds.js';
import type { Site } from './lowering.js';
import { attribute, emit, mainValue } from './lowering.js';

export function norm(site: Site): Tensor {
  const input = requireFeatures(site, 'norm');
  if (!input) return site.input;
  return emitNorm(site, input, mainValue(site, 'norm', null), {
    affine: attribute(site, 'affine', null),
    groups: attribute(site, 'groups', 1),
  });
}

export function act(site: Site): Tensor {
  const input = requireFeatures(site, 'act');
  return input ? emitAct(site, input, mainValue(site, 'act', null)) : site.input;
}

export function layerScale(site: Site): Tensor {
  const input = requireFeatures(site, 'layerScale');
  if (!input) return site.input;
  return emit(site, {
    key: 'layerScale',
    inputs: [input],
    build: ([shape]) => ({ type: 'layerScale', input: shape as Shape }),
    learns: true,
  });
}

/** Layers that keep the shape and count nothing of their own. */
export function plain(type: 'dropout' | 'zero'): (site: Site) => Tensor {
  return (site) => {
    const input = requireFeatures(site, type);
    if (!input) return site.input;
    return finish(
      site,
      emit(site, { key: type, inputs: [input], build: ([shape]) => ({ type, input: shape as Shape }) }),
    );
  };
}
