import type { Layer, LayerItem, NodeId, Place, Shape, Value } from '../../types.js';
import type { Context } from '../context.js';
import type { Evaluator } from '../evaluator.js';
import type { GraphBuilder } from '../graphBuilder.js';
import type { Recorder } from '../recorder.js';
import type { Tensor } from '../tensor.js';
import { TraceError } from '../traceError.js';
import { sizesOf, unknownTensor, withSizes } from '../tensor.js';

/** Turns an item of one layer kind into primitive layers; returns the output. */
export type Lowering = (site: Site) => Tensor;

/** What a lowering works with: the item, what flows in, and the ways to read and to record. */
export interface Site {
  readonly item: LayerItem;
  readonly input: Tensor;
  readonly context: Context;
  readonly builder: GraphBuilder;
  readonly recorder: Recorder;
  readonly evaluator: Evaluator;
  /** Runs a nested branch (the score bias of attention) on `input`. */
  readonly runBranch: (context: Context, name: string, input: Tensor) => Tensor;
  /** The named value that an attribute mentions (the keys of cross-attention). */
  readonly named: (value: Value) => Tensor;
}

/** The node of an attribute; `otherwise` (a constant) where the item does not give it. */
export function attribute(site: Site, name: string, otherwise: unknown): NodeId {
  const value = site.item.attributes.get(name);
  return value ? readValue(site, value, name) : site.builder.constant(otherwise);
}

/** The node of a kernel, which no window goes without. */
export function kernelOf(site: Site, example: number): NodeId {
  const { item } = site;
  if (!item.attributes.has('kernel'))
    throw new TraceError(item.place, `${item.layer} needs a kernel`, `write "kernel": ${example}`);
  return attribute(site, 'kernel', null);
}

/** The node of the value under the layer's own key, which decisions call `name`. */
export function mainValue(site: Site, name: string, otherwise: unknown): NodeId {
  const { main } = site.item;
  return main ? readValue(site, main, name) : site.builder.constant(otherwise);
}

function readValue(site: Site, value: Value, name: string): NodeId {
  const { scope, decisionPath, present } = site.context;
  return site.evaluator.read(value, { scope, input: site.input, decisionPath }, name, present);
}

/** The product of some sizes. */
export function productOf(site: Pick<Site, 'builder'>, sizes: readonly NodeId[]): NodeId {
  return site.builder.apply('product', sizes, (values) => (values as number[]).reduce((a, b) => a * b, 1));
}

/** Records a layer whose output has the given sizes (the input's kind unless `like` says otherwise). */
export function emit(
  site: Site,
  layer: {
    readonly part?: string;
    readonly key: string;
    readonly inputs: readonly Tensor[];
    readonly attributes?: readonly NodeId[];
    readonly build: (shapes: readonly Shape[], attributes: readonly unknown[]) => Layer;
    readonly like?: Tensor;
    readonly sizes?: readonly NodeId[];
    readonly learns?: boolean | NodeId;
  },
): Tensor {
  const like = layer.like ?? (layer.inputs[0] as Tensor);
  const learns = layer.learns ?? false;
  return site.recorder.emit(site.context, {
    part: layer.part ?? '',
    place: site.item.place,
    key: layer.key,
    inputs: layer.inputs,
    attributes: layer.attributes ?? [],
    build: layer.build,
    like,
    sizes: layer.sizes ?? sizesOf(like),
    learns: typeof learns === 'number' ? learns : learns ? site.builder.true : site.builder.false,
  });
}

/**
 * The output of `run` where `condition` holds, else `input` itself. The two have the same kind.
 */
export function optional(
  site: Pick<Site, 'builder' | 'recorder' | 'context'>,
  condition: NodeId,
  input: Tensor,
  run: (context: Context) => Tensor,
): Tensor {
  const { builder, context } = site;
  const present = builder.and(context.present, condition);
  if (present === builder.false) return input;
  const output = run({ ...context, present });
  return selectTensor(site, [condition], [output], input);
}

/** The tensor behind the first true condition, or `otherwise`. All have one kind and number of dimensions. */
export function selectTensor(
  site: Pick<Site, 'builder' | 'recorder' | 'context'>,
  conditions: readonly NodeId[],
  tensors: readonly Tensor[],
  otherwise: Tensor,
): Tensor {
  const { builder, recorder, context } = site;
  const all = [...tensors, otherwise];
  if (all.some((tensor) => tensor.kind === 'unknown')) return unknownTensor(otherwise.needsGradient);
  let none = builder.true;
  const when = conditions.map((condition) => {
    const taken = builder.and(none, condition);
    none = builder.and(none, builder.not(condition));
    return taken;
  });
  when.push(none);
  const only = all[when.indexOf(builder.true)];
  if (only) return only;
  const pick = (of: (tensor: Tensor) => NodeId) => builder.select(conditions, tensors.map(of), of(otherwise));
  const sizes = sizesOf(otherwise).map((_, i) => pick((tensor) => sizesOf(tensor)[i] as NodeId));
  const selected = withSizes(
    otherwise,
    sizes,
    pick((tensor) => tensor.needsGradient),
  );
  return recorder.derive(
    selected,
    context.present,
    all.map((tensor, i) => ({ tensor, when: when[i] as NodeId })),
  );
}

/** A mistake in how a layer is used, at the item. */
export function placeOf(site: Site, name?: string): Place {
  return (name === undefined ? undefined : site.item.attributes.get(name)?.place) ?? site.item.place;
}
