import type { NodeId, Place } from '../types.js';
import type { Context } from './context.js';
import type { GraphBuilder } from './graphBuilder.js';
import { invalid } from './invalid.js';
import { selectTensor } from './lowering/lowering.js';
import type { Recorder } from './recorder.js';
import type { Tensor } from './tensor.js';
import { describeKind, sameKind, sizesOf, unknownTensor, withSizes } from './tensor.js';
import { TraceError } from './traceError.js';

/** One way through a joint: present where `when` holds. */
export interface Way {
  readonly when: NodeId;
  readonly output: Tensor;
}

/** Where tensors part and meet: splits, joins, and the choice of one of several. */
export class Joints {
  readonly #builder: GraphBuilder;
  readonly #recorder: Recorder;

  constructor(builder: GraphBuilder, recorder: Recorder) {
    this.#builder = builder;
    this.#recorder = recorder;
  }

  /** Equal shares of the channels or features: views, without a layer of their own. */
  split(input: Tensor, parts: number, place: Place, context: Context): () => Tensor {
    if (input.kind === 'unknown') return () => input;
    if (input.kind === 'ids') throw new TraceError(place, 'split reads channels or features, but gets token ids');
    const whole = input.kind === 'map' ? input.channels : input.features;
    const part = this.#builder.apply(`split ${parts}`, [whole], ([n]) =>
      (n as number) % parts === 0
        ? (n as number) / parts
        : invalid(place, `${String(n)} channels do not split into ${parts} equal parts`),
    );
    const sizes = input.kind === 'map' ? [part, ...input.size] : [input.tokens, part];
    return () =>
      this.#recorder.derive(withSizes(input, sizes, input.needsGradient), context.present, [
        { tensor: input, when: this.#builder.true },
      ]);
  }

  /** The ways that are there, joined. */
  join(place: Place, how: 'add' | 'multiply' | 'concat', context: Context, ways: readonly Way[]): Tensor {
    const builder = this.#builder;
    const [first, ...others] = ways;
    if (!first) throw new TraceError(place, `${how} needs at least one branch`);
    if (ways.some((way) => way.output.kind === 'unknown')) return unknownTensor(this.#builder.false);
    const odd = others.find((way) => !sameKind(way.output, first.output));
    if (odd) {
      throw new TraceError(place, `${how} joins ${describeKind(first.output)} with ${describeKind(odd.output)}`);
    }
    if (ways.length === 1 && first.when === builder.true) return first.output;
    const when = ways.map((way) => way.when);
    const pick = (i: number) =>
      builder.select(
        when,
        ways.map((way) => sizesOf(way.output)[i] as NodeId),
        sizesOf(first.output)[i] as NodeId,
      );
    const sizes = sizesOf(first.output).map((_, i) => pick(i));
    const along = first.output.kind === 'tokens' ? 1 : 0;
    if (how === 'concat') sizes[along] = this.#total(ways, along);
    if (how === 'multiply') for (const i of sizes.keys()) sizes[i] = this.#stretched(ways, i);
    return this.#recorder.emit(context, {
      part: '',
      place,
      key: how,
      inputs: ways.map((way) => way.output),
      attributes: [],
      build: (shapes) => ({ type: how, inputs: shapes }),
      like: first.output,
      sizes,
      learns: builder.false,
      works: builder.apply('at least two', when, (there) => there.filter((is) => is === true).length > 1),
      reads: when,
    });
  }

  /** Sum of one size over the ways that are there. */
  #total(ways: readonly Way[], along: number): NodeId {
    const n = ways.length;
    const parts = ways.map((way) =>
      this.#builder.select([way.when], [sizesOf(way.output)[along] as NodeId], this.#builder.constant(0)),
    );
    return this.#builder.apply(`sum ${n}`, parts, (values) => (values as number[]).reduce((a, b) => a + b, 0));
  }

  /** A product stretches sizes of 1 to its partner's. */
  #stretched(ways: readonly Way[], along: number): NodeId {
    const sizes = ways.map((way) =>
      this.#builder.select([way.when], [sizesOf(way.output)[along] as NodeId], this.#builder.constant(1)),
    );
    return this.#builder.apply(`max ${sizes.length}`, sizes, (values) => Math.max(...(values as number[])));
  }

  merge(
    place: Place,
    context: Context,
    when: readonly NodeId[],
    tensors: readonly Tensor[],
    otherwise: Tensor,
  ): Tensor {
    const all = [...tensors, otherwise].filter((tensor) => tensor.kind !== 'unknown');
    const [first] = all;
    const odd = all.find((tensor) => first && !sameKind(tensor, first));
    if (first && odd) {
      throw new TraceError(
        place,
        `its output is ${describeKind(first)} in one case and ${describeKind(odd)} in another`,
      );
    }
    if (tensors.every((tensor) => tensor === otherwise)) return otherwise;
    return selectTensor({ builder: this.#builder, recorder: this.#recorder, context }, when, tensors, otherwise);
  }
}
