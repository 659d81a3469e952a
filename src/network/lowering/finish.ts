import type { Activation, MapShape, NodeId, Norm, TokenShape, Value } from '../../types.js';
import type { Tensor } from '../tensor.js';
import type { Site } from './lowering.js';
import { emit, optional } from './lowering.js';
import { attribute } from './lowering.js';

/** The `norm` and `act` that may follow a layer, as attributes of it. */
export function finish(site: Site, output: Tensor): Tensor {
  return finishWith(site, output, {
    norm: readIf(site, 'norm'),
    act: readIf(site, 'act'),
  });
}

/** As `finish`, with nodes read elsewhere (a join reads its own). */
export function finishWith(
  site: Site,
  output: Tensor,
  { norm, act }: { readonly norm: NodeId | undefined; readonly act: NodeId | undefined },
): Tensor {
  let current = output;
  if (norm !== undefined) {
    current = optional(site, given(site, norm), current, (context) =>
      emitNorm({ ...site, context }, current, norm, { part: 'norm' }),
    );
  }
  if (act !== undefined) {
    current = optional(site, given(site, act), current, (context) =>
      emitAct({ ...site, context }, current, act, 'act'),
    );
  }
  return current;
}

/** Whether a `norm` or `act` is one: `none` says that there is none where words are chosen. */
export function isGiven(value: unknown): boolean {
  return value !== null && value !== 'none';
}

/** A normalisation; `affine` and `groups` as the language's defaults unless given. */
export function emitNorm(
  site: Site,
  input: Tensor,
  norm: NodeId,
  options: { readonly part?: string; readonly affine?: NodeId; readonly groups?: NodeId } = {},
): Tensor {
  const { builder } = site;
  const affine = builder.apply('affine', [norm, options.affine ?? builder.constant(null)], ([kind, value]) =>
    value === null ? kind !== 'instance' : value,
  );
  return emit(site, {
    part: options.part ?? '',
    key: 'norm',
    inputs: [input],
    attributes: [norm, affine, options.groups ?? builder.constant(1)],
    build: ([shape], [kind, isAffine, groups]) => ({
      type: 'norm',
      input: shape as MapShape | TokenShape,
      norm: kind as Norm,
      affine: isAffine === true,
      groups: groups as number,
    }),
    learns: affine,
  });
}

export function emitAct(site: Site, input: Tensor, act: NodeId, part = ''): Tensor {
  return emit(site, {
    part,
    key: 'act',
    inputs: [input],
    attributes: [act],
    build: ([shape], [kind]) => ({ type: 'act', input: shape as MapShape | TokenShape, act: kind as Activation }),
    learns: site.builder.apply('prelu', [act], ([kind]) => kind === 'prelu'),
  });
}

function readIf(site: Site, name: string): NodeId | undefined {
  const value: Value | undefined = site.item.attributes.get(name);
  return value && attribute(site, name, null);
}

function given(site: Site, node: NodeId): NodeId {
  return site.builder.apply('given', [node], ([value]) => isGiven(value));
}
