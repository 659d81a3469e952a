import type { NodeId, TokenShape } from '../../types.js';
import { invalid } from '../invalid.js';
import type { MapTensor, Tensor, TokenTensor } from '../tensor.js';
import { tokenTensor } from '../tensor.js';
import { finish } from './finish.js';
import { requireFeatures } from './kinds.js';
import type { Site } from './lowering.js';
import { attribute, emit, mainValue } from './lowering.js';

/** `linear`: on the features of every token; on a map of one position, on its channels. */
export function linear(site: Site): Tensor {
  const input = requireFeatures(site, 'linear');
  if (!input) return site.input;
  const output = emitLinear(site, asTokens(site, input), mainValue(site, 'out', null), {
    bias: attribute(site, 'bias', true),
    tied: attribute(site, 'tied', false),
  });
  return finish(site, output);
}

/** A linear layer with `out` features. */
export function emitLinear(
  site: Site,
  input: TokenTensor,
  out: NodeId,
  options: { readonly part?: string; readonly bias: NodeId; readonly tied?: NodeId },
): TokenTensor {
  return emit(site, {
    part: options.part ?? '',
    key: 'linear',
    inputs: [input],
    attributes: [out, options.bias, options.tied ?? site.builder.false],
    build: ([shape], [features, bias, tied]) => ({
      type: 'linear',
      input: shape as TokenShape,
      out: features as number,
      bias: bias === true,
      tied: tied === true,
    }),
    sizes: [input.tokens, out],
    learns: true,
  }) as TokenTensor;
}

/** A map of one position as one token. */
function asTokens(site: Site, input: MapTensor | TokenTensor): TokenTensor {
  if (input.kind === 'tokens') return input;
  const { builder, recorder, context, item } = site;
  const one = builder.apply('one position', input.size, (sizes) =>
    sizes.every((size) => size === 1)
      ? 1
      : invalid(
          item.place,
          `linear reads features, but gets a map of ${sizes.join(' x ')} positions`,
          'put "globalPool", "flatten" or "tokens" (one token per position) first',
        ),
  );
  const tokens = tokenTensor(one, input.channels, input.needsGradient);
  return recorder.derive(tokens, context.present, [{ tensor: input, when: builder.true }]) as TokenTensor;
}
