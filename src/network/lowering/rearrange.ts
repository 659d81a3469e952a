import type { MapShape, NodeId, Padding, Shape } from '../../types.js';
import { invalid } from '../invalid.js';
import type { MapTensor, Tensor, TokenTensor } from '../tensor.js';
import { sizesOf, tokenTensor } from '../tensor.js';
import { TraceError } from '../traceError.js';
import { requireFeatures, requireMap } from './kinds.js';
import type { Site } from './lowering.js';
import { attribute, emit, mainValue, placeOf, productOf } from './lowering.js';
import { perDimension } from './window.js';

/** `upsample`: by a scale (PyTorch's floor of size × scale) or to a size. */
export function upsample(site: Site): Tensor {
  const input = requireMap(site, 'upsample');
  if (!input) return site.input;
  const { builder, item } = site;
  const toSize = item.attributes.has('size');
  if (toSize === item.attributes.has('scale')) {
    throw new TraceError(item.place, 'upsample needs either a scale or a size', 'write "scale": 2');
  }
  const name = toSize ? 'size' : 'scale';
  const factors = perDimension(site, name, attribute(site, name, null), input);
  const size = input.size.map((side, i) =>
    builder.apply(`upsample ${name}`, [side, factors[i] as NodeId], ([from, factor]) =>
      toSize ? factor : Math.floor((from as number) * (factor as number)),
    ),
  );
  return emit(site, {
    key: 'upsample',
    inputs: [input],
    attributes: [mainValue(site, 'upsample', 'nearest'), ...size],
    build: ([shape], [mode, ...sides]) => ({
      type: 'upsample',
      input: shape as MapShape,
      size: sides as number[],
      mode: mode as 'nearest' | 'bilinear',
    }),
    sizes: [input.channels, ...size],
  });
}

export function flatten(site: Site): Tensor {
  const input = requireFeatures(site, 'flatten');
  if (!input) return site.input;
  const features = productOf(site, sizesOf(input));
  return toTokens(site, input, site.builder.constant(1), features);
}

export function tokens(site: Site): Tensor {
  const input = requireMap(site, 'tokens');
  if (!input) return site.input;
  return toTokens(site, input, productOf(site, input.size), input.channels);
}

function toTokens(site: Site, input: Tensor, count: NodeId, features: NodeId): Tensor {
  return emit(site, {
    key: 'to tokens',
    inputs: [input],
    attributes: [count, features],
    build: ([shape], [t, f]) => ({
      type: 'reshape',
      input: shape as Shape,
      output: { kind: 'tokens', tokens: t as number, features: f as number },
    }),
    like: tokenTensor(count, features, input.needsGradient),
  });
}

export function reshape(site: Site): Tensor {
  const input = requireFeatures(site, 'reshape');
  if (!input) return site.input;
  const like = declaredTensor(site);
  if (like.kind === 'tokens') return toTokens(site, input, like.tokens, like.features);
  return emit(site, {
    key: `to map ${like.size.length}`,
    inputs: [input],
    attributes: sizesOf(like),
    build: ([shape], [channels, ...size]) => ({
      type: 'reshape',
      input: shape as Shape,
      output: { kind: 'map', channels: channels as number, size: size as number[] },
    }),
    like,
  });
}

/** `constant`: nothing flows into it, and no gradient. */
export function constant(site: Site): Tensor {
  const like = declaredTensor(site);
  return emit(site, {
    key: `constant ${like.kind} ${sizesOf(like).length}`,
    inputs: [],
    attributes: sizesOf(like),
    build: (_none, sizes) => ({
      type: 'constant',
      output:
        like.kind === 'map'
          ? { kind: 'map', channels: sizes[0] as number, size: sizes.slice(1) as number[] }
          : { kind: 'tokens', tokens: sizes[0] as number, features: sizes[1] as number },
    }),
    like,
  });
}

/** The tensor that an item's channels and size, or tokens and features, describe. */
function declaredTensor(site: Site): MapTensor | TokenTensor {
  const { item, builder } = site;
  const flow = { needsGradient: builder.false, uses: [] };
  const has = (name: string) => item.attributes.has(name);
  if (has('channels') && has('size') && !has('tokens') && !has('features')) {
    const value = item.attributes.get('size');
    const dimensions = value?.kind === 'list' ? value.items.length : 2;
    const like: MapTensor = {
      kind: 'map',
      channels: builder.constant(1),
      size: Array.from({ length: dimensions }, () => 0),
      ...flow,
    };
    return {
      ...like,
      channels: attribute(site, 'channels', null),
      size: perDimension(site, 'size', attribute(site, 'size', null), like),
    };
  }
  if (has('tokens') && has('features') && !has('channels') && !has('size')) {
    return tokenTensor(attribute(site, 'tokens', null), attribute(site, 'features', null), flow.needsGradient);
  }
  throw new TraceError(item.place, `${item.layer} needs "channels" and "size", or "tokens" and "features"`);
}

/** `slice`: channels of a map, tokens of a sequence; [from, to). */
export function slice(site: Site): Tensor {
  const input = requireFeatures(site, 'slice');
  if (!input) return site.input;
  const { builder } = site;
  const place = placeOf(site);
  const range = mainValue(site, 'slice', null);
  const end = (i: number) =>
    builder.apply(`slice ${i}`, [range], ([value]) =>
      Array.isArray(value) && value.length === 2
        ? (value[i] as unknown)
        : invalid(place, `slice must be [from, to], but is ${JSON.stringify(value)}`),
    );
  const from = end(0);
  const to = end(1);
  const length = builder.apply('minus', [to, from], ([a, b]) => (a as number) - (b as number));
  return emit(site, {
    key: 'slice',
    inputs: [input],
    attributes: [from, to],
    build: ([shape], [a, b]) => ({ type: 'slice', input: shape as Shape, from: a as number, to: b as number }),
    sizes: input.kind === 'map' ? [length, ...input.size] : [length, input.features],
  });
}

export function pad(site: Site): Tensor {
  const input = requireMap(site, 'pad');
  if (!input) return site.input;
  const { builder } = site;
  const place = placeOf(site);
  const given = mainValue(site, 'pad', null);
  const padding = perDimension(site, 'pad', given, input).map((node) =>
    builder.apply('both sides', [node], ([value]) => {
      if (typeof value === 'number') return [value, value];
      if (Array.isArray(value) && value.length === 2) return value;
      return invalid(place, `pad must be a number, or [before, after] per dimension, but is ${JSON.stringify(value)}`);
    }),
  );
  const size = input.size.map((side, i) =>
    builder.apply('padded', [side, padding[i] as NodeId], ([n, sides]) => {
      const [before, after] = sides as [number, number];
      return (n as number) + before + after;
    }),
  );
  return emit(site, {
    key: 'pad',
    inputs: [input],
    attributes: padding,
    build: ([shape], sides) => ({ type: 'pad', input: shape as MapShape, padding: sides as Padding[] }),
    sizes: [input.channels, ...size],
  });
}

export function shuffle(site: Site): Tensor {
  const input = requireMap(site, 'shuffle');
  if (!input) return site.input;
  return emit(site, {
    key: 'shuffle',
    inputs: [input],
    attributes: [mainValue(site, 'groups', null)],
    build: ([shape], [groups]) => ({ type: 'shuffle', input: shape as MapShape, groups: groups as number }),
  });
}
