import { EvaluationError, evaluateExpression } from '../space/evaluate.js';
import { expressionNames } from '../space/expressionNames.js';
import { WORDS } from '../space/words.js';
import type { DomainValue, Expression, FunctionDeclaration, LabelledGraph, NodeId, Place, Value } from '../types.js';
import { join } from './context.js';
import type { GraphBuilder } from './graphBuilder.js';
import { GLOBAL, inlineFunctions } from './inlineFunctions.js';
import { invalid } from './invalid.js';
import type { Binding, Environment, Evaluated, Scope } from './scope.js';
import { TraceError } from './traceError.js';
import type { Tensor } from './tensor.js';
import { describeKind } from './tensor.js';
import { valueKey } from './valueKey.js';

const WORD_SET = new Set<string>(WORDS);

const PRIOR_NAMES =
  'it has its decisions, by their path inside it, and the arguments and "let" of the block that is repeated';

/** Values in a list, those of lists in it included. */
const MOST_VALUES = 10_000;

/** How many values a list holds; stops counting past the limit. */
function countValues(value: unknown): number {
  if (!Array.isArray(value)) return 1;
  let count = 0;
  for (const item of value) {
    count += countValues(item);
    if (count > MOST_VALUES) break;
  }
  return count;
}

/** What an expression reads, and what names it among the functions of the graph. */
interface Signature {
  readonly names: readonly string[];
  readonly position: ReadonlyMap<string, number>;
  readonly key: string;
}

/** Turns the values of a space file into nodes. */
export class Evaluator {
  readonly #builder: GraphBuilder;
  readonly #functions: ReadonlyMap<string, FunctionDeclaration>;
  readonly global: Scope;
  readonly #inlined = new WeakMap<Value, Expression>();
  readonly #signatures = new WeakMap<Expression, Signature>();
  /** Expressions by their text, numbered: equal ones are one function. */
  readonly #keys = new Map<string, number>();
  /** Per decision, the nodes under which it has been read. */
  readonly #readUnder: Set<NodeId>[] = [];
  /** The bindings being evaluated: a name that is defined by itself would never end. */
  readonly #open = new Set<object>();

  readonly #settled: ReadonlyMap<string, DomainValue>;

  constructor(
    builder: GraphBuilder,
    functions: ReadonlyMap<string, FunctionDeclaration>,
    global: Scope,
    settled: ReadonlyMap<string, DomainValue> = new Map(),
  ) {
    this.#settled = settled;
    this.#builder = builder;
    this.#functions = functions;
    this.global = global;
  }

  /** The value as a node, its decisions read where `present` is true. `name` names a decision made inline. */
  read(value: Value, environment: Environment, name: string, present: NodeId): NodeId {
    const evaluated = this.evaluate(value, environment, name);
    this.markRead(evaluated.reads, present);
    return evaluated.node;
  }

  /** A decision between items, read where `present` is true. */
  choose(path: string, values: readonly DomainValue[], place: Place, present: NodeId, graph?: LabelledGraph): NodeId {
    const settled = valueKey(this.#settled.get(path));
    const left = values.filter((value) => valueKey(value) === settled);
    const { decision, node } = this.#builder.decision(path, left.length === 0 ? values : left, place, graph);
    this.markRead([decision], present);
    return node;
  }

  markRead(decisions: readonly number[], present: NodeId): void {
    for (const decision of decisions) (this.#readUnder[decision] ??= new Set()).add(present);
  }

  /** Per decision, a node that is true exactly where the network reads it. */
  activeNodes(): NodeId[] {
    return this.#builder.decisions.map((_, decision) => this.#anyOf([...(this.#readUnder[decision] ?? [])]));
  }

  /**
   * One of many conditions holds. The first few alone may leave out no case (two alternatives that both read a width),
   * which shows only as long as their decisions are few.
   */
  #anyOf(conditions: readonly NodeId[]): NodeId {
    const builder = this.#builder;
    let first = builder.false;
    for (const condition of conditions) {
      first = builder.or(first, condition);
      if (first === builder.true) return first;
      if (builder.possibleValues(first) === undefined) break;
    }
    return builder.or(...conditions);
  }

  evaluate(value: Value, environment: Environment, name: string): Evaluated {
    switch (value.kind) {
      case 'domain': {
        const path = environment.decisionPath === '' ? name : `${environment.decisionPath}.${name}`;
        const settled = this.#settled.get(path);
        const values = settled === undefined ? value.values : [settled];
        const { decision, node } = this.#builder.decision(path, values, value.place);
        return { node, reads: [decision] };
      }
      case 'list': {
        const items = value.items.map((item, i) => this.evaluate(item, environment, `${name}${i + 1}`));
        const node = this.#builder.apply(
          'list',
          items.map((item) => item.node),
          (values) => [...values],
        );
        return { node, reads: items.flatMap((item) => item.reads) };
      }
      case 'expression':
        return this.#expression(value, environment);
    }
  }

  #expression(value: Value & { kind: 'expression' }, environment: Environment): Evaluated {
    if (value.tree.kind === 'literal') return { node: this.#builder.constant(value.tree.value), reads: [] };
    const tree = this.#prune(this.#inline(value), environment, value.place);
    if (tree.kind === 'name') return this.#name(tree.name, environment, value.place);
    const { names, position, key } = this.#signature(tree);
    const parts = names.map((name) => this.#name(name, environment, value.place));
    const node = this.#builder.apply(
      key,
      parts.map((part) => part.node),
      (values) => {
        try {
          const result = evaluateExpression(tree, (name) => values[position.get(name) as number]);
          if (countValues(result) <= MOST_VALUES) return result;
          return invalid(value.place, `${value.text}: a list has at most ${MOST_VALUES.toLocaleString('en')} values`);
        } catch (error) {
          if (!(error instanceof EvaluationError)) throw error;
          return invalid(value.place, `${value.text}: ${error.message}`);
        }
      },
    );
    return { node, reads: [...new Set(parts.flatMap((part) => part.reads))] };
  }

  #signature(tree: Expression): Signature {
    const known = this.#signatures.get(tree);
    if (known) return known;
    const names = expressionNames(tree);
    const position = new Map(names.map((name, i) => [name, i]));
    const text = JSON.stringify(tree);
    const number = this.#keys.get(text) ?? this.#keys.size;
    this.#keys.set(text, number);
    const signature = { names, position, key: `expression ${number}` };
    this.#signatures.set(tree, signature);
    return signature;
  }

  #inline(value: Value & { kind: 'expression' }): Expression {
    const known = this.#inlined.get(value);
    if (known) return known;
    try {
      const tree = this.#functions.size > 0 ? inlineFunctions(value.tree, this.#functions) : value.tree;
      this.#inlined.set(value, tree);
      return tree;
    } catch (error) {
      if (error instanceof RangeError) throw new TraceError(value.place, error.message);
      throw error;
    }
  }

  /** Takes the branch of every conditional whose test is the same in all architectures: the other one is not read. */
  #prune(tree: Expression, environment: Environment, place: Place): Expression {
    if (tree.kind !== 'conditional') return tree;
    const { names } = this.#signature(tree.test);
    const nodes = names.map((name) => this.#name(name, environment, place).node);
    if (!nodes.every((node) => this.#builder.isConstant(node))) return tree;
    try {
      const test = evaluateExpression(tree.test, (name) =>
        this.#builder.constantValue(nodes[names.indexOf(name)] as NodeId),
      );
      // what is neither is told where the conditional is evaluated
      if (typeof test !== 'boolean') return tree;
      return this.#prune(test ? tree.then : tree.otherwise, environment, place);
    } catch (error) {
      if (error instanceof EvaluationError) return tree;
      throw error;
    }
  }

  #name(name: string, environment: Environment, place: Place): Evaluated {
    if (name.startsWith(GLOBAL))
      return this.#name(name.slice(GLOBAL.length), { ...environment, scope: this.global }, place);
    const own = environment.ownDecisions ? this.#decision(join(environment.decisionPath, name)) : undefined;
    if (own) return own;
    const bound = environment.scope.find(name);
    if (bound) {
      const evaluated = this.#bound(bound, name, place);
      if (evaluated) return evaluated;
    }
    const before = this.#ofRepetitionBefore(name, environment.scope, place);
    if (before) return before;
    const decision = this.#decision(name);
    if (decision) return decision;
    const attribute = this.#attribute(name, environment, place);
    if (attribute !== undefined) return { node: attribute, reads: [] };
    if (WORD_SET.has(name)) return { node: this.#builder.constant(name), reads: [] };
    throw new TraceError(place, `unknown name "${name}"`, this.#unknownHint(name, environment.scope));
  }

  #decision(name: string): Evaluated | undefined {
    const decision = this.#builder.decisionNamed(name);
    return decision === undefined ? undefined : { node: this.#builder.decisionNode(decision), reads: [decision] };
  }

  #bound(bound: Binding, name: string, place: Place): Evaluated | undefined {
    if (bound.kind === 'node') return { node: bound.node, reads: [] };
    return bound.kind === 'value' ? this.#binding(bound, name, place) : undefined;
  }

  /**
   * `prior.NAME`: an argument, decision or `let` of the block that is repeated, or a decision by the rest of its path.
   */
  #ofRepetitionBefore(name: string, scope: Scope, place: Place): Evaluated | undefined {
    const [head = '', ...rest] = name.split('.');
    const bound = scope.find(head);
    if (bound?.kind !== 'repetition' || rest.length === 0) return undefined;
    const { repetition } = bound;
    if (!repetition) return { node: this.#builder.constant(null), reads: [] };
    const wanted = rest.join('.');
    const inBlock = repetition.block?.own(wanted);
    const found = inBlock && this.#bound(inBlock, wanted, place);
    const evaluated = found ?? this.#decision(join(repetition.decisionPath, wanted));
    if (evaluated) return evaluated;
    throw new TraceError(place, `${name}: the repetition before has no value "${wanted}"`, PRIOR_NAMES);
  }

  #unknownHint(name: string, scope: Scope): string {
    if (name.includes('.'))
      return 'decisions are named by their whole path; a decision can be read only after it is made';
    return `names here: ${[...new Set(scope.names())].slice(0, 12).join(', ')}`;
  }

  #binding(
    binding: { value: Value; environment: Environment; evaluated?: Evaluated },
    name: string,
    place: Place,
  ): Evaluated {
    if (binding.evaluated) return binding.evaluated;
    if (this.#open.has(binding)) throw new TraceError(place, `"${name}" is defined by itself`);
    this.#open.add(binding);
    try {
      binding.evaluated = this.evaluate(binding.value, binding.environment, name);
      return binding.evaluated;
    } finally {
      this.#open.delete(binding);
    }
  }

  /** `in.channels`, `stem.size`: a size of a tensor, or undefined where the name means something else. */
  #attribute(name: string, environment: Environment, place: Place): NodeId | undefined {
    const dot = name.indexOf('.');
    const head = dot === -1 ? name : name.slice(0, dot);
    const bound = environment.scope.find(head);
    const tensor = head === 'in' ? environment.input : bound?.kind === 'tensor' ? bound.tensor : undefined;
    if (!tensor) return undefined;
    if (dot === -1)
      throw new TraceError(
        place,
        `"${head}" is a map or a sequence, not a value`,
        `read one of its sizes, as ${head}.channels`,
      );
    if (tensor.kind === 'unknown') throw new TraceError(place, '', undefined, true);
    const node = attributeNode(tensor, name.slice(dot + 1), this.#builder);
    if (node !== undefined) return node;
    throw new TraceError(
      place,
      `${name}: ${head === 'in' ? 'the input here' : `"${head}"`} is ${describeKind(tensor)}, without ${name.slice(dot + 1)}`,
      attributeHint(tensor, head),
    );
  }
}

const SIDES: Readonly<Record<number, readonly string[]>> = {
  1: ['length'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
};

function attributeNode(tensor: Tensor, attribute: string, builder: GraphBuilder): NodeId | undefined {
  if (tensor.kind === 'map') {
    if (attribute === 'channels') return tensor.channels;
    if (attribute === 'size') return builder.apply('list', tensor.size, (values) => [...values]);
    return tensor.size[SIDES[tensor.size.length]?.indexOf(attribute) ?? -1];
  }
  if (attribute === 'tokens' && tensor.kind !== 'unknown') return tensor.tokens;
  return attribute === 'features' && tensor.kind === 'tokens' ? tensor.features : undefined;
}

function attributeHint(tensor: Tensor, head: string): string {
  const has =
    tensor.kind === 'map'
      ? ['channels', 'size', ...(SIDES[tensor.size.length] ?? [])]
      : tensor.kind === 'tokens'
        ? ['tokens', 'features']
        : ['tokens'];
  return `it has ${has.map((name) => `${head}.${name}`).join(', ')}`;
}
