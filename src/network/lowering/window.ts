import { outputShape } from '../../cost/layers.js';
import type { MapShape, NodeId, Padding, Place } from '../../types.js';
import type { MapTensor } from '../tensor.js';
import type { Site } from './lowering.js';
import { attribute, placeOf } from './lowering.js';
import { invalid } from '../invalid.js';
import { guarded } from '../recorder.js';

/** The attributes of a sliding window, per spatial dimension. */
export interface Window {
  readonly kernel: readonly NodeId[];
  readonly stride: readonly NodeId[];
  readonly padding: readonly NodeId[];
  readonly dilation: readonly NodeId[];
}

/** Reads stride, padding and dilation beside a kernel; padding is resolved to [before, after]. */
export function readWindow(site: Site, input: MapTensor, kernelNode: NodeId, strideDefault: NodeId): Window {
  const per = (name: string, otherwise: unknown) => perDimension(site, name, attribute(site, name, otherwise), input);
  const kernel = perDimension(site, 'kernel', kernelNode, input);
  const stride = site.item.attributes.has('stride')
    ? per('stride', 1)
    : perDimension(site, 'stride', strideDefault, input);
  const dilation = per('dilation', 1);
  const padding = readPadding(site, input, { kernel, stride, dilation });
  return { kernel, stride, padding, dilation };
}

/** One node per dimension of a value that is one for all, or a list. */
export function perDimension(site: Site, name: string, node: NodeId, input: MapTensor): NodeId[] {
  const dimensions = input.size.length;
  const place = placeOf(site, name);
  return input.size.map((_, i) =>
    site.builder.apply(`dimension ${i} of ${dimensions}`, [node], ([value]) => {
      if (!Array.isArray(value)) return value;
      if (value.length === dimensions) return value[i] as unknown;
      return invalid(place, `${name} has ${value.length} entries for a map of ${dimensions} dimensions`);
    }),
  );
}

function readPadding(site: Site, input: MapTensor, window: Omit<Window, 'padding'>): NodeId[] {
  const value = site.item.attributes.get('padding');
  const node = attribute(site, 'padding', null);
  const place = placeOf(site, 'padding');
  const { builder } = site;
  const dimensions = input.size.length;
  const possible = builder.possibleValues(node);
  const readsSize = value !== undefined && (possible === undefined || possible.includes('same'));
  return input.size.map((size, i) => {
    const inputs = [node, window.kernel[i], window.stride[i], window.dilation[i], ...(readsSize ? [size] : [])];
    return builder.apply(`padding ${i} of ${dimensions}`, inputs as NodeId[], ([given, ...rest]) =>
      resolvePadding(given, i, dimensions, rest as number[], place),
    );
  });
}

function resolvePadding(
  given: unknown,
  dimension: number,
  dimensions: number,
  [kernel = 1, stride = 1, dilation = 1, size = 1]: readonly number[],
  place: Place,
): unknown {
  if (given === null || given === 'half') {
    const half = Math.floor((dilation * (kernel - 1)) / 2);
    return [half, half];
  }
  if (given === 'valid') return [0, 0];
  if (given === 'same') {
    const total = Math.max((Math.ceil(size / stride) - 1) * stride + dilation * (kernel - 1) + 1 - size, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  }
  if (typeof given === 'number') return [given, given];
  if (Array.isArray(given) && given.length === dimensions) {
    const own: unknown = given[dimension];
    if (typeof own === 'number') return [own, own];
    if (Array.isArray(own) && own.length === 2) return own;
  }
  const rule = `a number, one number or [before, after] per dimension (${dimensions}), half, same or valid`;
  return invalid(place, `padding must be ${rule}, but is ${JSON.stringify(given)}`);
}

/** The sizes that a window leaves, by the cost model's own rule, one dimension at a time. */
export function slidingSizes(
  site: Site,
  input: MapTensor,
  { kernel, stride, padding, dilation }: Window,
  rule: { readonly key: string; readonly extra?: readonly NodeId[]; readonly layer: WindowLayer },
): NodeId[] {
  return input.size.map((size, i) => {
    const inputs = [size, kernel[i], stride[i], padding[i], dilation[i], ...(rule.extra ? [rule.extra[i]] : [])];
    return site.builder.apply(`size:${rule.key}`, inputs as NodeId[], (values) =>
      guarded(site.item.place, () => {
        const shape = outputShape(
          rule.layer({ kind: 'map', channels: 1, size: [values[0] as number] }, values.slice(1) as never),
        );
        return (shape as MapShape).size[0];
      }),
    );
  });
}

/** The one-dimensional layer of a window: (input, [kernel, stride, padding, dilation, extra]). */
type WindowLayer = (
  input: MapShape,
  window: readonly [number, number, Padding, number, number | boolean],
) => Parameters<typeof outputShape>[0];
