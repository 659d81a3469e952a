import type { ConvLayer, MapShape, NodeId, Padding } from '../../types.js';
import type { MapTensor, Tensor } from '../tensor.js';
import { finish, isGiven } from './finish.js';
import { requireMap } from './kinds.js';
import type { Site } from './lowering.js';
import { attribute, emit, kernelOf, mainValue } from './lowering.js';
import { perDimension, readWindow, slidingSizes } from './window.js';

/** `conv`: dense, grouped or transposed. */
export function conv(site: Site): Tensor {
  const input = requireMap(site, 'conv');
  if (!input) return site.input;
  const out = mainValue(site, 'out', null);
  return lower(site, input, out, attribute(site, 'groups', 1), kernelOf(site, 3));
}

/** `depthwise`: one group per input channel, `multiplier` output channels each. */
export function depthwise(site: Site): Tensor {
  const input = requireMap(site, 'depthwise');
  if (!input) return site.input;
  const multiplier = attribute(site, 'multiplier', 1);
  const out = site.builder.apply('times', [input.channels, multiplier], ([a, b]) => (a as number) * (b as number));
  return lower(site, input, out, input.channels, mainValue(site, 'kernel', null));
}

function lower(site: Site, input: MapTensor, out: NodeId, groups: NodeId, kernel: NodeId): Tensor {
  const { builder } = site;
  const window = readWindow(site, input, kernel, builder.constant(1));
  const transposed = attribute(site, 'transposed', false);
  const outputPadding = perDimension(site, 'outputPadding', attribute(site, 'outputPadding', 0), input);
  const bias = attribute(site, 'bias', null);
  const hasBias = builder.apply(
    'bias',
    [bias, attribute(site, 'norm', null)],
    ([given, norm]) => given ?? !isGiven(norm),
  );
  const size = slidingSizes(site, input, window, {
    key: 'conv',
    extra: outputPadding.map((extra) => builder.apply('list', [extra, transposed], (values) => [...values])),
    layer: (map, [k, stride, padding, dilation, extra]) => {
      const [own, isTransposed] = extra as unknown as [number, boolean];
      return convLayer(map, [1, 1, false, isTransposed, k, stride, padding, dilation, own]);
    },
  });
  const attributes = [
    out,
    groups,
    hasBias,
    transposed,
    ...window.kernel,
    ...window.stride,
    ...window.padding,
    ...window.dilation,
    ...outputPadding,
  ];
  const output = emit(site, {
    key: 'conv',
    inputs: [input],
    attributes,
    build: ([shape], values) => convLayer(shape as MapShape, values),
    sizes: [out, ...size],
    learns: true,
  });
  return finish(site, output);
}

/** From [out, groups, bias, transposed, kernel…, stride…, padding…, dilation…, outputPadding…]. */
function convLayer(input: MapShape, values: readonly unknown[]): ConvLayer {
  const [out, groups, bias, transposed, ...rest] = values as [number, number, boolean, boolean, ...unknown[]];
  const n = input.size.length;
  const part = <T>(i: number) => rest.slice(i * n, (i + 1) * n) as T[];
  return {
    type: 'conv',
    input,
    out,
    groups,
    bias: bias === true,
    transposed: transposed === true,
    kernel: part<number>(0),
    stride: part<number>(1),
    padding: part<Padding>(2),
    dilation: part<number>(3),
    outputPadding: part<number>(4),
  };
}
