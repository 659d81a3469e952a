import type { MapShape, Padding, Shape } from '../../types.js';
import type { Tensor } from '../tensor.js';
import { requireFeatures, requireMap } from './kinds.js';
import type { Site } from './lowering.js';
import { attribute, emit, kernelOf, mainValue } from './lowering.js';
import { readWindow, slidingSizes } from './window.js';

export function pool(site: Site): Tensor {
  const input = requireMap(site, 'pool');
  if (!input) return site.input;
  const kernel = kernelOf(site, 2);
  const window = readWindow(site, input, kernel, kernel);
  const mode = mainValue(site, 'pool', null);
  const ceil = attribute(site, 'ceil', false);
  const size = slidingSizes(site, input, window, {
    key: 'pool',
    extra: input.size.map(() => ceil),
    layer: (map, [k, stride, padding, dilation, isCeil]) =>
      poolLayer(map, ['max', isCeil, k, stride, padding, dilation]),
  });
  return emit(site, {
    key: 'pool',
    inputs: [input],
    attributes: [mode, ceil, ...window.kernel, ...window.stride, ...window.padding, ...window.dilation],
    build: ([shape], values) => poolLayer(shape as MapShape, values),
    sizes: [input.channels, ...size],
  });
}

function poolLayer(input: MapShape, values: readonly unknown[]) {
  const [mode, ceil, ...rest] = values as ['max' | 'avg', boolean, ...unknown[]];
  const n = input.size.length;
  const part = <T>(i: number) => rest.slice(i * n, (i + 1) * n) as T[];
  return {
    type: 'pool' as const,
    input,
    pool: mode,
    kernel: part<number>(0),
    stride: part<number>(1),
    padding: part<Padding>(2),
    dilation: part<number>(3),
    ceil: ceil === true,
  };
}

export function globalPool(site: Site): Tensor {
  const input = requireFeatures(site, 'globalPool');
  if (!input) return site.input;
  const one = site.builder.constant(1);
  return emit(site, {
    key: 'globalPool',
    inputs: [input],
    attributes: [mainValue(site, 'pool', 'avg')],
    build: ([shape]) => ({ type: 'globalPool', input: shape as Shape }),
    sizes: input.kind === 'map' ? [input.channels, ...input.size.map(() => one)] : [one, input.features],
  });
}
