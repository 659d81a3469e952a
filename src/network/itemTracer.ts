import type {
  Block,
  BlockItem,
  Branch,
  ChooseItem,
  GraphItem,
  Item,
  JoinItem,
  LayerItem,
  NodeId,
  PickItem,
  Place,
  Space,
  Value,
} from '../types.js';
import { expressionNames } from '../space/expressionNames.js';
import { MOST_REPETITIONS } from '../space/readItems.js';
import type { Context } from './context.js';
import { inside } from './context.js';
import type { Evaluator } from './evaluator.js';
import type { GraphBuilder } from './graphBuilder.js';
import { traceGraph } from './graphTracer.js';
import { invalid } from './invalid.js';
import { finishWith } from './lowering/finish.js';
import type { Site } from './lowering/lowering.js';
import { LOWERINGS } from './lowering/lowerings.js';
import type { Way } from './joints.js';
import { Joints } from './joints.js';
import type { Recorder } from './recorder.js';
import type { Binding, Environment, Repetition } from './scope.js';
import { Scope } from './scope.js';
import type { Tensor } from './tensor.js';
import { sizesOf, unknownTensor, withSizes } from './tensor.js';
import { TraceError, TraceLimitError } from './traceError.js';

/** Items that are walked over, every repetition counted. */
const MAX_ITEMS = 200_000;

/** What an item demands, to be evaluated when every decision is known. */
export interface Demand {
  readonly value: Value;
  readonly environment: Environment;
  readonly present: NodeId;
}

/** An output, and the outputs before it that later items may read. */
interface Traced {
  readonly output: Tensor;
  readonly history: readonly Tensor[];
}

/** One of the branches of a pick: whether so many are picked, and which of them it is. */
interface Slot {
  readonly number: number;
  readonly exists: NodeId;
  readonly position: NodeId;
}

interface Picked {
  readonly slots: readonly Slot[];
  /** Boolean: the branch at this position is one of them. */
  readonly isPicked: (position: number) => NodeId;
}

/** What an item asks of the architectures that it is present in. */
export interface Requirement {
  readonly present: NodeId;
  readonly holds: NodeId;
  readonly text: string;
  readonly place: Place;
}

/** A branch that may be picked, and its place among all branches. */
interface PickedWay extends Way {
  readonly position: number;
}

/** Walks the items of a space. */
export class ItemTracer {
  /** Those of the items walked so far. */
  readonly requirements: Requirement[] = [];
  readonly #space: Space;
  readonly #builder: GraphBuilder;
  readonly #evaluator: Evaluator;
  readonly #recorder: Recorder;
  readonly #joints: Joints;
  readonly #demands: Demand[] = [];
  #items = 0;
  readonly #inputGradient: boolean;
  /** Per scope of a repetition, the scope of the block that it repeats. */
  readonly #blockScopes = new WeakMap<Scope, Scope>();
  readonly #attempt: <T>(run: () => T, otherwise: T) => T;
  /** How far back a block of this space reads. */
  readonly #memory: number;

  constructor(
    space: Space,
    builder: GraphBuilder,
    evaluator: Evaluator,
    recorder: Recorder,
    inputGradient: boolean,
    attempt: <T>(run: () => T, otherwise: T) => T,
  ) {
    this.#space = space;
    this.#builder = builder;
    this.#evaluator = evaluator;
    this.#recorder = recorder;
    this.#joints = new Joints(builder, recorder);
    this.#inputGradient = inputGradient;
    this.#attempt = attempt;
    this.#memory = Math.max(1, ...[...space.blocks.values()].map((block) => block.inputs.length));
  }

  /** What the items walked over demand. */
  get demands(): readonly Demand[] {
    return this.#demands;
  }

  /**
   * Each item reads the output of the one before it; named ones can be read by later ones. An item without a name that
   * stands alone in what holds it has the holder's path.
   */
  sequence(items: readonly Item[], input: Tensor, context: Context): Traced {
    const scope = new Scope(context.scope);
    const counts = new Map<string, number>();
    let output = input;
    let history = context.history;
    const stands = items.length === 1 && context.path !== '';
    for (const item of items) {
      const before = { output, history };
      const own = { ...context, scope, history };
      const name = item.name ?? (stands ? undefined : nextName(item, counts));
      const traced = this.#attempt(() => this.#item(item, output, name === undefined ? own : inside(own, name)), {
        ...before,
        output: this.#unknown(),
      });
      ({ output, history } = traced);
      if (item.name !== undefined) scope.bind(item.name, { kind: 'tensor', tensor: output });
    }
    return { output, history };
  }

  #item(item: Item, before: Tensor, context: Context): Traced {
    const input = item.from === undefined ? before : this.#named(item.from, before, context, item.place);
    if (!item.when) return this.#repeated(item, input, context);
    const when = this.#boolean(item.when, input, context, 'when');
    const present = this.#builder.and(context.present, when);
    if (present === this.#builder.false) return { output: input, history: context.history };
    if (when === this.#builder.true) return this.#repeated(item, input, context);
    const traced = this.#repeated(item, input, { ...context, present });
    return this.#either(item.place, context, [when], [traced], { output: input, history: context.history });
  }

  #repeated(item: Item, input: Tensor, context: Context): Traced {
    if (!item.repeat) return this.#once(item, input, context);
    const builder = this.#builder;
    const count = this.#read(item.repeat, input, context, 'depth');
    const counts = this.#repeatCounts(item.repeat, count);
    const most = Math.max(...counts);
    const least = Math.min(...counts);
    let current: Traced = { output: input, history: context.history };
    let merged = current;
    let prior: Repetition | undefined;
    for (let index = 0; index < most; index++) {
      const goesOn = builder.apply(`more than ${index}`, [count], ([n]) => (n as number) > index);
      const present = builder.and(context.present, goesOn);
      if (present === builder.false) break;
      const scope = this.#repeatScope(context.scope, index, count, prior);
      const repetition = { ...inside(context, `block${index + 1}`), scope, present, history: current.history };
      current = this.#once(item, current.output, repetition);
      prior = { decisionPath: repetition.decisionPath, block: this.#blockScopes.get(scope) };
      merged = index < least ? current : this.#either(item.place, context, [goesOn], [current], merged);
    }
    return merged;
  }

  #repeatCounts(value: Value, count: NodeId): number[] {
    const possible = this.#builder.possibleValues(count);
    if (!possible)
      throw new TraceError(
        value.place,
        'a repeat count may depend on a few thousand combinations of decisions at most',
      );
    const wrong = possible.find(
      (n) => !Number.isSafeInteger(n) || (n as number) < 0 || (n as number) > MOST_REPETITIONS,
    );
    if (wrong === undefined) return possible as number[];
    const found =
      typeof wrong === 'object' && wrong !== null && 'message' in wrong ? wrong.message : JSON.stringify(wrong);
    throw new TraceError(
      value.place,
      `a repeat count must be an integer from 0 to ${MOST_REPETITIONS}, but is ${String(found)}`,
    );
  }

  #repeatScope(parent: Scope, index: number, count: NodeId, prior: Repetition | undefined): Scope {
    const builder = this.#builder;
    const scope = new Scope(parent);
    const bind = (name: string, node: NodeId) => scope.bind(name, { kind: 'node', node });
    scope.bind('prior', { kind: 'repetition', repetition: prior });
    bind('index', builder.constant(index));
    bind('count', count);
    bind('first', builder.constant(index === 0));
    bind(
      'last',
      builder.apply(`last is ${index}`, [count], ([n]) => n === index + 1),
    );
    return scope;
  }

  /** The item itself, with its residual connection. */
  #once(item: Item, input: Tensor, context: Context): Traced {
    if (++this.#items > MAX_ITEMS) {
      throw new TraceLimitError(
        item.place,
        `a network has at most ${MAX_ITEMS.toLocaleString('en')} items, repetitions counted`,
      );
    }
    const environment = {
      scope: context.scope,
      input,
      decisionPath: context.decisionPath,
      ownDecisions: true,
    } as const;
    for (const value of item.where ?? []) this.#demands.push({ value, environment, present: context.present });
    const own = this.#flags(item, input, context);
    const traced = this.#body(item, input, own);
    const output = this.#residual(item, input, traced.output, own);
    if (output === traced.output && isTransparent(item)) return traced;
    return { output, history: [output, ...context.history].slice(0, this.#memory) };
  }

  #flags(item: Item, input: Tensor, context: Context): Context {
    const { trainable, recompute } = item;
    if (!trainable && !recompute) return context;
    const builder = this.#builder;
    return {
      ...context,
      trainable: trainable
        ? builder.and(context.trainable, this.#boolean(trainable, input, context, 'trainable'))
        : context.trainable,
      recompute: recompute
        ? builder.or(context.recompute, this.#boolean(recompute, input, context, 'recompute'))
        : context.recompute,
    };
  }

  #residual(item: Item, input: Tensor, output: Tensor, context: Context): Tensor {
    if (!item.residual && !item.shortcut) return output;
    const builder = this.#builder;
    const holds = item.residual ? this.#boolean(item.residual, input, context, 'residual') : builder.true;
    const present = builder.and(context.present, holds);
    if (present === builder.false) return output;
    const inner = { ...context, present };
    const carried = item.shortcut ? this.sequence(item.shortcut, input, inside(inner, 'shortcut')).output : input;
    const added = this.#joints.join(item.place, 'add', inside(inner, 'add'), [
      { when: builder.true, output },
      { when: builder.true, output: carried },
    ]);
    return this.#joints.merge(item.place, context, [holds], [added], output);
  }

  #body(item: Item, input: Tensor, context: Context): Traced {
    switch (item.kind) {
      case 'layer':
        return alone(this.#layer(item, input, context), context);
      case 'block':
        return alone(this.#block(item, input, context), context);
      case 'layers':
        return this.sequence(item.layers, input, context);
      case 'choose':
        return alone(this.#choose(item, input, context), context);
      case 'pick':
        return alone(this.#pick(item, input, context), context);
      case 'graph':
        return alone(this.#graph(item, input, context), context);
      case 'join':
        return alone(this.#join(item, input, context), context);
    }
  }

  #layer(item: LayerItem, input: Tensor, context: Context): Tensor {
    const output = LOWERINGS[item.layer](this.#site(item, input, context));
    if (item.layer !== 'constant' || !this.#inputGradient) return output;
    return { ...output, needsGradient: this.#builder.true };
  }

  #site(item: LayerItem, input: Tensor, context: Context): Site {
    return {
      item,
      input,
      context,
      builder: this.#builder,
      recorder: this.#recorder,
      evaluator: this.#evaluator,
      runBranch: (inner, _name, tensor) => this.sequence(item.branch ?? [], tensor, inner).output,
      named: (value) => {
        if (value.kind === 'expression' && value.tree.kind === 'name') {
          return this.#named(value.tree.name, input, context, value.place);
        }
        throw new TraceError(value.place, 'must be the name of an earlier item');
      },
    };
  }

  #block(item: BlockItem, input: Tensor, context: Context): Tensor {
    const block = this.#space.blocks.get(item.block);
    if (!block) throw new TraceError(item.place, `unknown block "${item.block}"`);
    const decisionPath = block.shared ? block.name : context.decisionPath;
    const scope = this.#blockScope(block, item, input, context, decisionPath);
    this.#blockScopes.set(context.scope, scope);
    const history = block.inputs.length === 0 ? [input] : this.#past(block.inputs.length, input, context).toReversed();
    const inner: Context = { ...context, scope, decisionPath, history };
    return this.#once(block.body, input, inner).output;
  }

  /** A scope of its own: a block sees the space's names, its arguments and inputs, and nothing of who uses it. */
  #blockScope(block: Block, item: BlockItem, input: Tensor, context: Context, decisionPath: string): Scope {
    const scope = new Scope(this.#evaluator.global);
    const environment = { scope, input, decisionPath };
    const caller = { scope: context.scope, input, decisionPath: context.decisionPath };
    for (const [name, otherwise] of block.arguments) {
      const given = item.arguments.get(name);
      if (given) this.#bindGiven(scope, name, given, caller);
      else if (otherwise) scope.bind(name, { kind: 'value', value: otherwise, environment });
      else throw new TraceError(item.place, `block "${block.name}" needs the argument "${name}"`);
    }
    for (const [name, value] of [...block.decisions, ...block.let])
      scope.bind(name, { kind: 'value', value, environment });
    for (const [i, tensor] of this.#past(block.inputs.length, input, context).entries()) {
      scope.bind(block.inputs[i] as string, { kind: 'tensor', tensor });
    }
    return scope;
  }

  /**
   * What follows from the repetition before is evaluated at once: left for later, a long chain would be one deep
   * recursion.
   */
  #bindGiven(scope: Scope, name: string, value: Value, environment: Environment): void {
    const binding: Binding = { kind: 'value', value, environment };
    scope.bind(name, binding);
    if (!readsPrior(value)) return;
    this.#attempt(() => {
      binding.evaluated = this.#evaluator.evaluate(value, environment, name);
    }, undefined);
  }

  /** The last `count` outputs, the oldest first; where there are not so many, the oldest there is again. */
  #past(count: number, input: Tensor, context: Context): Tensor[] {
    const newestFirst = [input, ...context.history.slice(1)];
    return Array.from(
      { length: count },
      (_, i) => newestFirst[Math.min(count - 1 - i, newestFirst.length - 1)] ?? input,
    );
  }

  #choose(item: ChooseItem, input: Tensor, context: Context): Tensor {
    const { alternatives, by, place } = item;
    const chosen = by
      ? this.#read(by, input, context, 'by')
      : this.#evaluator.choose(context.decisionPath, [...alternatives.keys()], place, context.present);
    return this.#alternatives(alternatives, chosen, input, context, place, by?.place ?? place);
  }

  /** The alternative that `chosen`, written at `by`, names. */
  #alternatives(
    alternatives: ReadonlyMap<string, readonly Item[]>,
    chosen: NodeId,
    input: Tensor,
    context: Context,
    place: Place,
    by: Place,
  ): Tensor {
    const builder = this.#builder;
    const names = [...alternatives.keys()];
    const ways: Way[] = [];
    for (const [name, items] of alternatives) {
      const when = builder.apply(`is ${JSON.stringify(name)}`, [chosen], ([value]) => value === name);
      const present = builder.and(context.present, when);
      if (present === builder.false) continue;
      ways.push({ when, output: this.sequence(items, input, inside({ ...context, present }, name)).output });
    }
    const known = builder.apply(`one of ${JSON.stringify(names)}`, [chosen], ([value]) =>
      names.includes(value as string)
        ? true
        : invalid(by, `"by" must name an alternative (${names.join(', ')}), but is ${JSON.stringify(value)}`),
    );
    const last = ways.pop();
    if (!last) throw new TraceError(by, `"by" names none of the alternatives (${names.join(', ')})`);
    const output = this.#joints.merge(
      place,
      context,
      ways.map((way) => way.when),
      ways.map((way) => way.output),
      last.output,
    );
    return builder.isConstant(known) && builder.constantValue(known) === true
      ? output
      : this.#poisoned(output, known, context);
  }

  /** The tensor, invalid wherever `check` is. */
  #poisoned(tensor: Tensor, check: NodeId, context: Context): Tensor {
    const sizes = sizesOf(tensor).map((size) => this.#builder.apply('checked', [check, size], ([, value]) => value));
    const copy = withSizes(tensor, sizes, tensor.needsGradient);
    return this.#recorder.derive(copy, context.present, [{ tensor, when: this.#builder.true }]);
  }

  #graph(item: GraphItem, input: Tensor, context: Context): Tensor {
    return traceGraph({
      item,
      input,
      context,
      builder: this.#builder,
      recorder: this.#recorder,
      joints: this.#joints,
      decide: ({ decisionPath, present }, values, graph) =>
        this.#evaluator.choose(decisionPath, values, item.place, present, graph),
      read: (value, name) => this.#read(value, input, context, name),
      sequence: (items, tensor, inner) => this.sequence(items, tensor, inner).output,
      alternatives: (alternatives, chosen, tensor, inner) =>
        this.#alternatives(alternatives, chosen, tensor, inner, item.place, item.place),
      require: (holds, text) => this.requirements.push({ present: context.present, holds, text, place: item.place }),
    });
  }

  #pick(item: PickItem, input: Tensor, context: Context): Tensor {
    const builder = this.#builder;
    const labels = [...item.branches.keys()];
    const { slots, isPicked } = item.repeats
      ? this.#inputs(item, labels, context)
      : this.#subset(item, labels, context);
    const ways = labels.flatMap((label, position): PickedWay[] => {
      const when = isPicked(position);
      const present = builder.and(context.present, when);
      if (present === builder.false) return [];
      const branch = item.branches.get(label) as Branch;
      return [{ position, when, output: this.#branch(branch, label, input, { ...context, present }) }];
    });
    // picked more than once, a branch is joined as often
    const joined =
      item.each || item.repeats
        ? slots
            .filter(({ exists }) => builder.and(context.present, exists) !== builder.false)
            .map((slot) => this.#edge(item, slot, `edge${slot.number + 1}`, ways, context))
        : ways;
    return this.#joints.join(item.place, item.join, context, joined);
  }

  /** One decision: the subset. */
  #subset(item: PickItem, labels: readonly string[], context: Context): Picked {
    const builder = this.#builder;
    const picked = this.#evaluator.choose(
      context.decisionPath,
      subsets(labels, item.sizes),
      item.place,
      context.present,
    );
    const slots = Array.from({ length: Math.max(...item.sizes) }, (_, slot): Slot => {
      const exists = builder.apply(
        `more than ${slot} picked`,
        [picked],
        ([subset]) => (subset as string[]).length > slot,
      );
      const position = builder.apply(`pick ${slot} of ${JSON.stringify(labels)}`, [picked], ([subset]) =>
        labels.indexOf((subset as string[])[slot] ?? ''),
      );
      return { number: slot, exists, position };
    });
    const isPicked = (i: number) =>
      builder.apply(`picks ${JSON.stringify(labels[i])}`, [picked], ([subset]) =>
        (subset as string[]).includes(labels[i] as string),
      );
    return { slots, isPicked };
  }

  /** A decision for each: any of the branches. */
  #inputs(item: PickItem, labels: readonly string[], context: Context): Picked {
    const builder = this.#builder;
    const slots = Array.from({ length: item.sizes[0] ?? 0 }, (_, slot): Slot => {
      const { decisionPath, present } = inside(context, `input${slot + 1}`);
      const picked = this.#evaluator.choose(decisionPath, labels, item.place, present);
      const position = builder.apply(`position in ${JSON.stringify(labels)}`, [picked], ([label]) =>
        labels.indexOf(label as string),
      );
      return { number: slot, exists: builder.true, position };
    });
    return { slots, isPicked: (i) => builder.or(...slots.map((slot) => this.#isPosition(slot, i))) };
  }

  #isPosition({ position }: Slot, i: number): NodeId {
    return this.#builder.apply(`is ${i}`, [position], ([value]) => value === i);
  }

  /** The branch that was picked for a slot, with `each` applied to it. */
  #edge(item: PickItem, slot: Slot, name: string, ways: readonly PickedWay[], context: Context): Way {
    const builder = this.#builder;
    const present = builder.and(context.present, slot.exists);
    const inner = inside({ ...context, present }, name);
    const reached = ways
      .map((way) => ({ way, when: this.#isPosition(slot, way.position) }))
      .filter(({ when }) => when !== builder.false);
    const last = reached.pop();
    if (!last) throw new TraceError(item.place, 'no branch can be picked');
    const source = this.#joints.merge(
      item.place,
      inner,
      reached.map(({ when }) => when),
      reached.map(({ way }) => way.output),
      last.way.output,
    );
    const scope = new Scope(context.scope);
    scope.bind('slot', { kind: 'node', node: builder.constant(slot.number) });
    scope.bind('picked', { kind: 'node', node: slot.position });
    return { when: slot.exists, output: this.sequence(item.each ?? [], source, { ...inner, scope }).output };
  }

  #join(item: JoinItem, input: Tensor, context: Context): Tensor {
    const builder = this.#builder;
    const share =
      item.join === 'split' ? this.#joints.split(input, item.branches.size, item.place, context) : undefined;
    const ways = [...item.branches].map(([label, branch]): Way => {
      const own = share ? share() : input;
      const output = this.#branch(branch, label, own, context);
      return { when: item.looseEnds ? this.#isLoose(output, context) : builder.true, output };
    });
    const output = this.#joints.join(item.place, item.join === 'split' ? 'concat' : item.join, context, ways);
    const read = (value: Value | undefined, name: string) => value && this.#read(value, output, context, name);
    const parts = { norm: read(item.norm, 'norm'), act: read(item.act, 'act') };
    return finishWith(this.#site(layerLike(item), output, context), output, parts);
  }

  /** Nothing that was traced so far reads it. */
  #isLoose(tensor: Tensor, context: Context): NodeId {
    const builder = this.#builder;
    const isRead = builder.or(...tensor.uses.map((use) => use.when));
    return builder.not(builder.given(context.present, isRead));
  }

  #branch(branch: Branch, label: string, input: Tensor, context: Context): Tensor {
    if (branch.kind === 'reference') return this.#named(branch.name, input, context, branch.place);
    return this.sequence(branch.items, input, inside(context, label)).output;
  }

  #either(
    place: Place,
    context: Context,
    when: readonly NodeId[],
    traced: readonly Traced[],
    otherwise: Traced,
  ): Traced {
    const output = this.#joints.merge(
      place,
      context,
      when,
      traced.map((one) => one.output),
      otherwise.output,
    );
    const length = Math.min(
      this.#memory,
      Math.max(otherwise.history.length, ...traced.map((one) => one.history.length)),
    );
    const history = Array.from({ length }, (_, i) =>
      i === 0 && traced.every((one) => one.history[0] === one.output) && otherwise.history[0] === otherwise.output
        ? output
        : this.#joints.merge(
            place,
            context,
            when,
            traced.map((one) => past(one, i)),
            past(otherwise, i),
          ),
    );
    return { output, history };
  }

  #named(name: string, current: Tensor, context: Context, place: Place): Tensor {
    if (name === 'in') return current;
    const bound = context.scope.find(name);
    if (bound?.kind === 'tensor') return bound.tensor;
    throw new TraceError(place, `"${name}" is not an earlier item`);
  }

  #read(value: Value, input: Tensor, context: Context, name: string): NodeId {
    const { scope, decisionPath, present } = context;
    return this.#evaluator.read(value, { scope, input, decisionPath }, name, present);
  }

  #boolean(value: Value, input: Tensor, context: Context, name: string): NodeId {
    const node = this.#read(value, input, context, name);
    return this.#builder.apply(`boolean ${name}`, [node], ([holds]) =>
      typeof holds === 'boolean'
        ? holds
        : invalid(value.place, `"${name}" must be true or false, but is ${JSON.stringify(holds)}`),
    );
  }

  #unknown(): Tensor {
    return unknownTensor(this.#builder.false);
  }
}

function readsPrior(value: Value): boolean {
  if (value.kind === 'list') return value.items.some(readsPrior);
  return value.kind === 'expression' && expressionNames(value.tree).some((name) => name.startsWith('prior.'));
}

function alone(output: Tensor, context: Context): Traced {
  return { output, history: context.history };
}

/** A plain nested sequence: later items look back into it. */
function isTransparent(item: Item): boolean {
  return item.kind === 'layers';
}

/** The output `i` items back; the oldest there is where there are not so many. */
function past({ output, history }: Traced, i: number): Tensor {
  return history[Math.min(i, history.length - 1)] ?? output;
}

function nextName(item: Item, counts: Map<string, number>): string {
  const kind =
    item.kind === 'layer'
      ? item.layer
      : item.kind === 'block'
        ? item.block
        : item.kind === 'join'
          ? item.join
          : item.kind;
  const count = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, count);
  return `${kind}${count}`;
}

/** Subsets of the given sizes, smaller ones first, each in the order of the labels. */
function subsets(labels: readonly string[], sizes: readonly number[]): string[][] {
  const ofSize = (size: number, from: number): string[][] =>
    size === 0
      ? [[]]
      : labels.slice(from).flatMap((label, i) => ofSize(size - 1, from + i + 1).map((rest) => [label, ...rest]));
  return sizes.flatMap((size) => ofSize(size, 0));
}

/** A join as what `finishWith` reads: it has no attributes of its own there. */
function layerLike(item: JoinItem): LayerItem {
  return { kind: 'layer', layer: 'identity', place: item.place, attributes: new Map() };
}
