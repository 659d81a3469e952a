import { layerCost, zeroCost } from '../cost/layers.js';
import { LayerError } from '../cost/layerError.js';
import type {
  CostOptions,
  CostVector,
  Gradients,
  Invalid,
  Layer,
  LayerUse,
  NodeId,
  Place,
  Shape,
  Space,
} from '../types.js';
import type { Context } from './context.js';
import { join } from './context.js';
import type { GraphBuilder } from './graphBuilder.js';
import { invalid, isInvalid } from './invalid.js';
import type { Tensor } from './tensor.js';
import { shapeOf, sizesOf, withSizes } from './tensor.js';
import { TraceLimitError } from './traceError.js';

const MAX_LAYERS = 100_000;

/** Values of a cost node before those of its inputs. */
const FLAGS = 5;

/** One primitive layer about to be recorded. */
export interface Emission {
  /** Added to the item's path: `norm`; empty for the item itself. */
  readonly part: string;
  readonly place: Place;
  /**
   * Names `build`: two emissions of one key build the same layer from the same shapes (of inputs that are read) and
   * attributes.
   */
  readonly key: string;
  readonly inputs: readonly Tensor[];
  /** Nodes of the attributes that `build` reads. */
  readonly attributes: readonly NodeId[];
  readonly build: (shapes: readonly Shape[], attributes: readonly unknown[]) => Layer;
  /** A tensor of the output's kind, and its sizes. */
  readonly like: Tensor;
  readonly sizes: readonly NodeId[];
  /** Boolean: it has parameters of its own. */
  readonly learns: NodeId;
  /** Boolean: there is work to do (a sum of one is none). Absent: wherever the context is present. */
  readonly works?: NodeId;
  /** Per input, boolean: it is really read (an input that is not picked is not). Absent: all are. */
  readonly reads?: readonly NodeId[];
}

interface Recorded {
  readonly path: string;
  readonly place: Place;
  readonly present: NodeId;
  readonly trainable: NodeId;
  readonly recompute: NodeId;
  readonly emission: Emission;
  readonly output: Tensor;
}

/**
 * Records the layers of the trace and, at its end, turns each into a cost node.
 *
 * Gradients follow reachability, as autograd does. Forward, a tensor needs a gradient where something upstream is
 * trained; backward, a tensor is alive where some reader leads to an output of the network.
 */
export class Recorder {
  readonly #builder: GraphBuilder;
  readonly #options: CostOptions;
  readonly #unread: Space['unread'];
  readonly #recorded: Recorded[] = [];
  /** In the order of creation, with the node under which each exists. */
  readonly #tensors: { tensor: Tensor; present: NodeId }[] = [];
  readonly #functions = new Map<string, LayerFunctions>();

  constructor(builder: GraphBuilder, options: CostOptions, unread: Space['unread']) {
    this.#builder = builder;
    this.#options = options;
    this.#unread = unread;
  }

  /** A tensor that is made of others without a layer (a selection, a share of a split). */
  derive(tensor: Tensor, present: NodeId, from: readonly { tensor: Tensor; when: NodeId }[]): Tensor {
    this.#tensors.push({ tensor, present });
    for (const source of from) source.tensor.uses.push({ when: this.#builder.and(present, source.when), by: tensor });
    return tensor;
  }

  emit(context: Context, emission: Emission): Tensor {
    const builder = this.#builder;
    if (this.#recorded.length >= MAX_LAYERS) {
      throw new TraceLimitError(emission.place, `a network has at most ${MAX_LAYERS.toLocaleString('en')} layers`);
    }
    const learned = builder.and(emission.learns, context.trainable);
    const upstream = emission.inputs.map((input, i) =>
      builder.and(input.needsGradient, emission.reads?.[i] ?? builder.true),
    );
    const output = withSizes(emission.like, emission.sizes, builder.or(learned, ...upstream));
    this.derive(
      output,
      context.present,
      emission.inputs.map((tensor, i) => ({ tensor, when: emission.reads?.[i] ?? builder.true })),
    );
    const path = emission.part === '' ? context.path : join(context.path, emission.part);
    const present = builder.and(context.present, emission.works ?? builder.true);
    const { trainable, recompute } = context;
    this.#recorded.push({ path, place: emission.place, present, trainable, recompute, emission, output });
    return output;
  }

  /** The layers of the network whose output is `output`. */
  finish(output: Tensor): LayerUse[] {
    const alive = this.#reachability(output);
    return this.#recorded.map((recorded) => {
      const reaches = alive.get(recorded.output) ?? this.#builder.false;
      if (this.#unread === 'run') return this.#layerUse(recorded, reaches);
      return this.#layerUse({ ...recorded, present: this.#builder.and(recorded.present, reaches) }, this.#builder.true);
    });
  }

  /**
   * Per tensor, a boolean node: it reaches the output. Readers are made after what they read, so one pass backwards
   * does.
   */
  #reachability(output: Tensor): Map<Tensor, NodeId> {
    const builder = this.#builder;
    const alive = new Map<Tensor, NodeId>([[output, builder.true]]);
    for (const { tensor, present } of this.#tensors.toReversed()) {
      if (alive.has(tensor)) continue;
      const ways = tensor.uses.map((use) => builder.and(use.when, alive.get(use.by) ?? builder.false));
      // the last reader first: then an order from the end can forget who it was
      alive.set(tensor, builder.given(present, builder.or(...ways)));
    }
    return alive;
  }

  #layerUse({ path, place, present, trainable, recompute, emission, output }: Recorded, alive: NodeId): LayerUse {
    const builder = this.#builder;
    const { shapes, needs } = this.#inputsOf(emission);
    const fields = [...shapes, ...emission.attributes];
    const functions = this.#functionsOf(emission);
    const layer = builder.sink(fields, functions.layer);

    const wanted = builder.and(recompute, output.needsGradient);
    const flags = [present, alive, trainable, emission.learns, wanted, ...needs];
    const cost = builder.sink([...flags, ...fields], functions.cost);
    return { path, place, present, cost, layer, alive };
  }

  /**
   * What a layer needs to know of its inputs: their sizes, and whether each needs a gradient. Of inputs that are not
   * all read, both are lists of those that are: which others there might have been makes no difference, and shall not
   * seem to.
   */
  #inputsOf({ inputs, reads }: Emission): { shapes: readonly NodeId[]; needs: readonly NodeId[] } {
    const builder = this.#builder;
    const sizes = inputs.flatMap(sizesOf);
    const needs = inputs.map((input) => input.needsGradient);
    if (!reads || !hasChoice(reads, builder)) return { shapes: sizes, needs };
    const shapesOf = shapeReader(inputs);
    const shapes = builder.apply(`shapes ${inputKinds(inputs)}`, [...reads, ...sizes], (values) =>
      shapesOf(values, inputs.length).filter((_, i) => values[i] === true),
    );
    const needed = builder.apply(`needs ${inputs.length}`, [...reads, ...needs], (values) =>
      values.slice(inputs.length).filter((_, i) => values[i] === true),
    );
    return { shapes: [shapes], needs: [needed] };
  }

  /**
   * The functions of a layer's nodes. Layers written at one place of the file share them, so that whoever evaluates the
   * graph can share their results: the second block of a stage costs what the first one does under the same values.
   */
  #functionsOf({ place, key, inputs, reads, build }: Emission): LayerFunctions {
    const listed = reads !== undefined && hasChoice(reads, this.#builder);
    const name = `${key}/${inputKinds(inputs)}/${listed}/${place.pointer}`;
    const known = this.#functions.get(name);
    if (known) return known;
    const shapesOf = shapeReader(inputs);
    const width = listed ? 1 : inputs.flatMap(sizesOf).length;
    const make = (values: readonly unknown[], from: number): Layer =>
      build(listed ? (values[from] as Shape[]) : shapesOf(values, from), values.slice(from + width));
    const functions: LayerFunctions = {
      layer: (fields) => firstInvalid(fields) ?? guarded(place, () => make(fields, 0)),
      cost: (values) => this.#cost(values, listed ? undefined : inputs.length, place, make),
    };
    this.#functions.set(name, functions);
    return functions;
  }

  /**
   * `values`: present, alive, trainable, learns, recompute; whether each of `inputs` needs a gradient, or the list of
   * that; then the fields of the layer.
   */
  #cost(
    values: readonly unknown[],
    inputs: number | undefined,
    place: Place,
    make: (values: readonly unknown[], from: number) => Layer,
  ): CostVector | Invalid {
    const [present, alive, trainable, learns, recompute] = values;
    if (present === false) return zeroCost;
    const broken = firstInvalid(values);
    if (broken) return broken;
    const end = FLAGS + (inputs ?? 1);
    const needs = inputs === undefined ? (values[FLAGS] as unknown[]) : values.slice(FLAGS, end);
    const gradients: Gradients = {
      trainable: trainable === true,
      filter: alive === true && trainable === true && learns === true,
      inputs: needs.map((needed) => alive === true && needed === true),
      recompute: alive === true && recompute === true,
    };
    return guarded(place, () => layerCost(make(values, end), gradients, this.#options));
  }
}

/** Whether which inputs are read depends on anything. */
function hasChoice(reads: readonly NodeId[], builder: GraphBuilder): boolean {
  return reads.some((read) => read !== builder.true);
}

function inputKinds(inputs: readonly Tensor[]): string {
  return inputs.map((input) => `${input.kind} ${sizesOf(input).length}`).join();
}

/** Reads the shapes of inputs from their sizes, which stand one after the other. */
function shapeReader(inputs: readonly Tensor[]): (values: readonly unknown[], from: number) => Shape[] {
  const kinds = inputs.map((input) => input.kind);
  const counts = inputs.map((input) => sizesOf(input).length);
  return (values, from) => {
    let at = from;
    return kinds.map((kind, i) => {
      const shape = shapeOf(kind, values as readonly number[], at, counts[i] as number);
      at += counts[i] as number;
      return shape;
    });
  };
}

interface LayerFunctions {
  /** From the sizes of the inputs and the attributes. */
  readonly layer: (fields: readonly unknown[]) => Layer | Invalid;
  readonly cost: (values: readonly unknown[]) => CostVector | Invalid;
}

function firstInvalid(values: readonly unknown[]): Invalid | undefined {
  for (const value of values) if (typeof value === 'object' && isInvalid(value)) return value;
  return undefined;
}

/** The result, or what a LayerError says as an Invalid. */
export function guarded<T>(place: Place, run: () => T): T | Invalid {
  try {
    return run();
  } catch (error) {
    if (error instanceof LayerError) return invalid(place, error.message, error.hint);
    throw error;
  }
}
