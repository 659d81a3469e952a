import type { Decision, DomainValue, Graph, GraphNode, Invalid, LabelledGraph, NodeId, Place } from '../types.js';
import { Algebra } from './algebra.js';
import { isInvalid } from './invalid.js';
import { TraceError, TraceLimitError } from './traceError.js';
import { valueKey } from './valueKey.js';

/** A node whose cone has no more combinations of decisions than this is tabulated. */
const TABLE_LIMIT = 4096;

const MAX_DECISIONS = 10_000;

/**
 * What a node is worth under every combination of the decisions that it depends on: `table` holds ids of values,
 * mixed radix over `support` (ascending decision numbers, the first varying slowest).
 */
interface Tabulated {
  readonly support: readonly number[];
  readonly table: Int32Array;
}

/**
 * Builds a Graph with as few nodes, and as few decisions behind each, as is cheap to find.
 *
 * Every small node is tabulated as it is made. That makes functions comparable: a node that is constant becomes a
 * constant, one that equals an earlier node becomes that node, and one that turns out not to depend on a decision
 * (the size of a map after a padded convolution, whatever its kernel) loses it. The last matters most: a cell that is
 * shared by twenty positions stays small only if the shape between two cells does not seem to depend on its operations.
 */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly decisions: Decision[] = [];
  readonly true: NodeId;
  readonly false: NodeId;

  readonly #tabulated: (Tabulated | undefined)[] = [];
  /** How many decisions stand behind a node, or more where that is not known: never fewer than behind its inputs. */
  readonly #heights: number[] = [];
  readonly #values: unknown[] = [];
  readonly #valueIds = new Map<string | number | boolean, number>();
  readonly #byTable = new Map<string, NodeId>();
  readonly #byStructure = new Map<string, NodeId>();
  readonly #functions = new Map<unknown, number>();
  readonly #operations = new Map<string, number>();
  readonly #algebra = new Algebra();
  readonly #decisionNodes: NodeId[] = [];
  readonly #decisionByName = new Map<string, number>();

  constructor() {
    this.true = this.constant(true);
    this.false = this.constant(false);
  }

  constant(value: unknown): NodeId {
    const id = this.#valueId(value);
    const key = `|${id}`;
    const known = this.#byTable.get(key);
    if (known !== undefined) return known;
    const node = this.#add({ kind: 'constant', value }, { support: [], table: Int32Array.of(id) });
    this.#byTable.set(key, node);
    return node;
  }

  /**
   * The decision of this name; made on first use.
   *
   * @throws TraceError when a decision made elsewhere in the file has the name
   */
  decision(
    name: string,
    values: readonly DomainValue[],
    place: Place,
    graph?: LabelledGraph,
  ): { decision: number; node: NodeId } {
    const known = this.#decisionByName.get(name);
    if (known !== undefined) {
      if (this.#decision(known).place.pointer === place.pointer)
        return { decision: known, node: this.decisionNode(known) };
      throw new TraceError(place, `two decisions would be called "${name}"`, 'give one of the items a name of its own');
    }
    if (this.decisions.length >= MAX_DECISIONS) {
      throw new TraceLimitError(place, `a space has at most ${MAX_DECISIONS.toLocaleString('en')} decisions`);
    }
    const decision = this.decisions.push({ name, values, place, ...(graph && { graph }) }) - 1;
    this.#decisionByName.set(name, decision);
    const tabulated =
      values.length <= TABLE_LIMIT
        ? { support: [decision], table: Int32Array.from(values, (value) => this.#valueId(value)) }
        : undefined;
    const node = this.#add({ kind: 'decision', decision }, tabulated);
    this.#decisionNodes.push(node);
    if (tabulated) this.#byTable.set(tableKey(tabulated), node);
    return { decision, node };
  }

  decisionNode(decision: number): NodeId {
    const node = this.#decisionNodes[decision];
    if (node === undefined) throw new RangeError(`no decision ${decision}`);
    return node;
  }

  decisionNamed(name: string): number | undefined {
    return this.#decisionByName.get(name);
  }

  /**
   * `apply(values of inputs)`. `key` names the function: two calls with the same key and inputs give the same node, so
   * it must tell apart everything that the closure holds. Invalids among the inputs are passed on before `apply` runs.
   */
  apply(key: string, inputs: readonly NodeId[], apply: (values: readonly unknown[]) => unknown): NodeId {
    return this.#node(key, inputs, (values) => values.find(isInvalid) ?? apply(values));
  }

  /**
   * As `apply`, for nodes that only the outside observes, so that tables would not help. Nodes of one `apply` function
   * and the same inputs are one.
   */
  sink(inputs: readonly NodeId[], apply: (values: readonly unknown[]) => unknown): NodeId {
    let number = this.#functions.get(apply);
    if (number === undefined) this.#functions.set(apply, (number = this.#functions.size));
    const structure = `${number}(${inputs.join()})`;
    const known = this.#byStructure.get(structure);
    if (known !== undefined) return known;
    const operation = this.#operation(`sink ${number}`);
    const node = this.#add({ kind: 'apply', inputs, apply, operation }, undefined);
    this.#byStructure.set(structure, node);
    return node;
  }

  /** The value that stands behind the first true condition; `otherwise` where none is. */
  select(conditions: readonly NodeId[], values: readonly NodeId[], otherwise: NodeId): NodeId {
    const kept: [NodeId, NodeId][] = [];
    let rest = otherwise;
    for (const [i, condition] of conditions.entries()) {
      if (condition === this.false) continue;
      const value = values[i] as NodeId;
      if (condition === this.true) {
        rest = value;
        break;
      }
      kept.push([condition, value]);
    }
    if (kept.every(([, value]) => value === rest)) return rest;
    const n = kept.length;
    return this.#node('select', [...kept.map(([c]) => c), ...kept.map(([, v]) => v), rest], (all) => {
      for (let i = 0; i < n; i++) {
        const condition = all[i];
        if (isInvalid(condition)) return condition;
        if (condition === true) return all[n + i];
      }
      return all[2 * n];
    });
  }

  and(...inputs: readonly NodeId[]): NodeId {
    return this.#fold('and', inputs, this.true, this.false);
  }

  or(...inputs: readonly NodeId[]): NodeId {
    return this.#fold('or', inputs, this.false, this.true);
  }

  not(input: NodeId): NodeId {
    const node = this.apply('not', [input], ([value]) => value !== true);
    if (!this.isConstant(node)) this.#algebra.oppose(node, input);
    return node;
  }

  /** `input`, or something simpler that it equals wherever `condition` holds (elsewhere nobody looks at it). */
  given(condition: NodeId, input: NodeId): NodeId {
    if (this.isConstant(input)) return input;
    if (this.or(this.not(condition), input) === this.true) return this.true;
    if (this.or(this.not(condition), this.not(input)) === this.true) return this.false;
    const holds = this.#algebra.factors(condition);
    const factors = this.#algebra.factors(input);
    const rest = factors.filter((factor) => factor !== condition && !holds.includes(factor));
    return rest.length < factors.length ? this.and(...rest) : input;
  }

  isConstant(node: NodeId): boolean {
    return this.nodes[node]?.kind === 'constant';
  }

  constantValue(node: NodeId): unknown {
    const found = this.nodes[node];
    return found?.kind === 'constant' ? found.value : undefined;
  }

  /**
   * Every value that the node takes under some combination of decisions, or undefined where they are too many to list.
   */
  possibleValues(node: NodeId): unknown[] | undefined {
    const tabulated = this.#tabulated[node];
    return tabulated && [...new Set(tabulated.table)].map((id) => this.#values[id]);
  }

  build(rest: Pick<Graph, 'active' | 'constraints' | 'layers'>): Graph {
    return { decisions: this.decisions, nodes: this.nodes, ...rest };
  }

  /** `neutral` inputs do not count, an `absorbing` one decides. Nearly all calls end before a node is made. */
  #fold(key: 'and' | 'or', inputs: readonly NodeId[], neutral: NodeId, absorbing: NodeId): NodeId {
    const rest: NodeId[] = [];
    for (const input of inputs) {
      if (input === absorbing) return absorbing;
      if (input !== neutral && !rest.includes(input)) rest.push(input);
    }
    if (rest.length < 2) return rest[0] ?? neutral;
    const simpler = key === 'or' && !this.#isSmall(rest) ? this.#simpler(rest) : undefined;
    return simpler ?? this.#chain(key, rest);
  }

  /** An or that tables cannot compare, by the laws of Boolean algebra; undefined where they do not help. */
  #simpler(ways: readonly NodeId[]): NodeId | undefined {
    if (this.#algebra.coversAll(ways)) return this.true;
    const common = this.#algebra.commonFactors(ways);
    if (common.length === 0) return undefined;
    const rest = ways.map((way) => this.#algebra.factors(way).filter((factor) => !common.includes(factor)));
    return this.and(...common, this.or(...rest.map((factors) => this.and(...factors))));
  }

  /**
   * One by one: a state that is kept between decisions then holds what came of those so far, not each of them. First
   * those that the fewest decisions stand behind, so that an order of decisions can follow; such of equally many in the
   * order in which they were made.
   */
  #chain(key: 'and' | 'or', inputs: readonly NodeId[]): NodeId {
    const height = (node: NodeId) => this.#heights[node] as number;
    const [first = this.true, ...others] = inputs.toSorted((a, b) => height(a) - height(b) || a - b);
    return others.reduce((all, input) => this.#junction(key, [all, input]), first);
  }

  #junction(key: 'and' | 'or', inputs: readonly NodeId[]): NodeId {
    const node = this.#node(key, inputs, (values) => fold(values, key === 'or'));
    if (!this.isConstant(node)) this.#algebra.learn(key, node, inputs);
    return node;
  }

  /** Whether their junction is tabulated. */
  #isSmall(inputs: readonly NodeId[]): boolean {
    const union = new Set<number>();
    for (const input of inputs) {
      const tabulated = this.#tabulated[input];
      if (!tabulated) return false;
      for (const decision of tabulated.support) union.add(decision);
    }
    return [...union].reduce((entries, decision) => entries * this.#decision(decision).values.length, 1) <= TABLE_LIMIT;
  }

  #node(key: string, inputs: readonly NodeId[], apply: (values: readonly unknown[]) => unknown): NodeId {
    const structure = `${key}(${inputs.join()})`;
    const known = this.#byStructure.get(structure);
    if (known !== undefined) return known;
    const node = this.#make(key, inputs, apply);
    this.#byStructure.set(structure, node);
    return node;
  }

  #make(key: string, inputs: readonly NodeId[], apply: (values: readonly unknown[]) => unknown): NodeId {
    const full = this.#tabulate(inputs, apply);
    if (!full) return this.#add(this.#partial(key, inputs, apply), undefined);
    const reduced = this.#reduce(full);
    if (reduced.support.length === 0) return this.constant(this.#values[reduced.table[0] as number]);
    const table = tableKey(reduced);
    const equal = this.#byTable.get(table);
    if (equal !== undefined) return equal;
    const node =
      reduced.support.length === full.support.length
        ? this.#add(this.#partial(key, inputs, apply), reduced)
        : this.#add(this.#lookup(reduced), reduced);
    this.#byTable.set(table, node);
    return node;
  }

  /** An apply node that reads only the inputs that vary. */
  #partial(key: string, inputs: readonly NodeId[], apply: (values: readonly unknown[]) => unknown): GraphNode {
    const varying = [...new Set(inputs.filter((input) => !this.isConstant(input)))];
    const template = inputs.map((input) => this.constantValue(input));
    const position = inputs.map((input) => varying.indexOf(input));
    const given = inputs.map((input, i) => (position[i] === -1 ? `=${input}` : position[i]));
    return {
      kind: 'apply',
      inputs: varying,
      operation: this.#operation(`${key}(${given.join()})`),
      apply: (values) =>
        apply(template.map((value, i) => (position[i] === -1 ? value : values[position[i] as number]))),
    };
  }

  /** A table over decisions as an apply node. */
  #lookup({ support, table }: Tabulated): GraphNode {
    const positions = support.map((decision) => {
      const values = this.#decision(decision).values;
      return new Map(values.map((value, i) => [valueKey(value), i]));
    });
    const domains = positions.map((position) => [...position.keys()].join());
    return {
      kind: 'apply',
      inputs: support.map((decision) => this.decisionNode(decision)),
      operation: this.#operation(`table ${domains.join(';')} ${table.join()}`),
      apply: (values) => {
        let index = 0;
        for (const [i, position] of positions.entries()) {
          index = index * position.size + (position.get(valueKey(values[i])) as number);
        }
        return this.#values[table[index] as number];
      },
    };
  }

  #tabulate(inputs: readonly NodeId[], apply: (values: readonly unknown[]) => unknown): Tabulated | undefined {
    const tables: Tabulated[] = [];
    const union = new Set<number>();
    for (const input of inputs) {
      const tabulated = this.#tabulated[input];
      if (!tabulated) return undefined;
      tables.push(tabulated);
      for (const decision of tabulated.support) union.add(decision);
    }
    const support = [...union].toSorted((a, b) => a - b);
    const sizes = support.map((decision) => this.#decision(decision).values.length);
    const entries = sizes.reduce((a, b) => a * b, 1);
    if (entries > TABLE_LIMIT) return undefined;

    // per input, how far one step of each decision moves in the input's own table
    const strides = tables.map((tabulated) => {
      const own = stridesOf(tabulated.support.map((decision) => this.#decision(decision).values.length));
      return support.map((decision) => own[tabulated.support.indexOf(decision)] ?? 0);
    });
    const table = new Int32Array(entries);
    const digits = new Int32Array(support.length);
    const at = new Int32Array(tables.length);
    const values: unknown[] = Array.from({ length: tables.length });
    for (let entry = 0; entry < entries; entry++) {
      for (let i = 0; i < tables.length; i++) values[i] = this.#values[tables[i]?.table[at[i] as number] as number];
      table[entry] = this.#valueId(apply(values));
      for (let d = support.length - 1; d >= 0; d--) {
        const wraps = digits[d] === (sizes[d] as number) - 1;
        const step = wraps ? -(digits[d] as number) : 1;
        digits[d] = (digits[d] as number) + step;
        for (let i = 0; i < at.length; i++) at[i] = (at[i] as number) + step * (strides[i]?.[d] as number);
        if (!wraps) break;
      }
    }
    return { support, table };
  }

  /** The same function without the decisions that it does not depend on. */
  #reduce(full: Tabulated): Tabulated {
    let { support, table } = full;
    for (let d = support.length - 1; d >= 0; d--) {
      const sizes = support.map((decision) => this.#decision(decision).values.length);
      const size = sizes[d] as number;
      const inner = sizes.slice(d + 1).reduce((a, b) => a * b, 1);
      if (!isFlat(table, size, inner)) continue;
      const reduced = new Int32Array(table.length / size);
      for (let i = 0; i < reduced.length; i++) {
        reduced[i] = table[Math.floor(i / inner) * inner * size + (i % inner)] as number;
      }
      table = reduced;
      support = support.filter((_, i) => i !== d);
    }
    return { support, table };
  }

  /** The number of a function, by a name that tells apart all that it holds. */
  #operation(name: string): number {
    let number = this.#operations.get(name);
    if (number === undefined) this.#operations.set(name, (number = this.#operations.size));
    return number;
  }

  #decision(decision: number): Decision {
    return this.decisions[decision] as Decision;
  }

  #valueId(value: unknown): number {
    const key = valueKey(value);
    const known = this.#valueIds.get(key);
    if (known !== undefined) return known;
    const id = this.#values.push(value) - 1;
    this.#valueIds.set(key, id);
    return id;
  }

  #heightAbove(node: GraphNode): number {
    const inputs = node.kind === 'apply' ? node.inputs : [];
    return inputs.reduce((most, input) => Math.max(most, this.#heights[input] as number), 0) + 1;
  }

  #add(node: GraphNode, tabulated: Tabulated | undefined): NodeId {
    this.#tabulated.push(tabulated);
    this.#heights.push(tabulated ? tabulated.support.length : this.#heightAbove(node));
    return this.nodes.push(node) - 1;
  }
}

/** Logical and (absorbing false) or or (absorbing true); an Invalid matters only if nothing absorbs it. */
function fold(values: readonly unknown[], absorbing: boolean): boolean | Invalid {
  if (values.includes(absorbing)) return absorbing;
  const broken = values.find(isInvalid);
  return broken ?? !absorbing;
}

function stridesOf(sizes: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let i = sizes.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= sizes[i] as number;
  }
  return strides;
}

/** Whether the axis of `size` steps, `inner` entries apart, changes nothing. */
function isFlat(table: Int32Array, size: number, inner: number): boolean {
  const block = size * inner;
  for (let start = 0; start < table.length; start += block) {
    for (let i = inner; i < block; i++) {
      if (table[start + i] !== table[start + i - inner]) return false;
    }
  }
  return true;
}

function tableKey({ support, table }: Tabulated): string {
  return `${support.join()}|${table.join()}`;
}
