import type { Graph, NodeId } from '../types.js';
import type { CostSink } from './costSinks.js';

/**
 * Parts of a state that may change places with each other: whatever is decided next, costs add up to the same and
 * constraints hold as before. Each part holds entries of the state, in corresponding order.
 */
export type Interchangeable = readonly Int32Array[];

/**
 * Finds the interchangeable parts of the states of a graph: the resolutions of layers whose path is decided, where all
 * that is left to decide is the cell that they share. Two parts are interchangeable if an automorphism of what is yet
 * to be evaluated swaps them and leaves everything else where it is. Symmetry reduction by sorted states, as in model
 * checking (Ip and Dill, *Better Verification Through Symmetry*, 1996).
 */
export class Interchange {
  private readonly graph: Graph;
  private readonly needed: Uint8Array;
  private readonly levelOf: Int32Array;
  /** What observes a node from outside the graph. */
  private readonly observers: ReadonlyMap<NodeId, string>;

  constructor(graph: Graph, needed: Uint8Array, levelOf: Int32Array, costs: readonly CostSink[]) {
    this.graph = graph;
    this.needed = needed;
    this.levelOf = levelOf;
    this.observers = observersOf(graph, costs);
  }

  /** Of the state before a level, given as its nodes. */
  before(level: number, state: Int32Array): Interchangeable[] {
    const later = this.laterNodes(level);
    const reads = slotsRead(this.graph, state, later);
    const together = readTogether(reads, state.length);
    const tried = new Set<string>();
    let best: Interchangeable[] = [];
    for (const share of HUB_SHARES) {
      const fixed = hubs(together, share);
      const key = [...fixed].join();
      if (tried.has(key) || state.length - fixed.size < 2) continue;
      tried.add(key);
      const found = this.interchangeable(state, later, reads, fixed);
      if (countParts(found) > countParts(best)) best = found;
    }
    return best;
  }

  private laterNodes(level: number): NodeId[] {
    const later: NodeId[] = [];
    this.graph.nodes.forEach((node, id) => {
      if (node.kind === 'apply' && this.needed[id] === 1 && (this.levelOf[id] as number) >= level) later.push(id);
    });
    return later;
  }

  private interchangeable(
    state: Int32Array,
    later: readonly NodeId[],
    reads: SlotsRead,
    fixed: ReadonlySet<number>,
  ): Interchangeable[] {
    const groups = new Map<string, Part[]>();
    for (const part of this.parts(state, later, reads, fixed)) {
      const signature = signatureOf(part, this.graph, this.observers);
      if (signature === undefined) continue;
      const group = groups.get(signature);
      if (group === undefined) groups.set(signature, [part]);
      else if (this.areSwappable(group[0] as Part, part)) group.push(part);
    }
    const slotOf = new Map([...state].map((node, slot) => [node, slot]));
    return [...groups.values()]
      .filter((group) => group.length > 1)
      .map((group) => group.map(({ slots }) => Int32Array.from(slots, (node) => slotOf.get(node) as number)));
  }

  /** The connected parts of a state and of what reads them, beside fixed entries; not those that activate decisions. */
  private parts(
    state: Int32Array,
    later: readonly NodeId[],
    reads: SlotsRead,
    fixed: ReadonlySet<number>,
  ): Iterable<Part> {
    const home = Array.from(state, (_, slot) => slot);
    const root = (slot: number): number => {
      let at = slot;
      while (home[at] !== at) at = home[at] = home[home[at] as number] as number;
      return at;
    };
    const own = (node: NodeId): number[] => (reads.get(node) ?? []).filter((slot) => !fixed.has(slot));
    for (const node of later) {
      const [first, ...others] = own(node);
      for (const other of others) home[root(other)] = root(first as number);
    }
    const parts = new Map<number, Part>();
    state.forEach((node, slot) => {
      if (fixed.has(slot)) return;
      const part = parts.get(root(slot)) ?? { slots: [], nodes: [] };
      part.slots.push(node);
      parts.set(root(slot), part);
    });
    for (const node of later) {
      const [slot] = own(node);
      if (slot !== undefined) parts.get(root(slot))?.nodes.push(node);
    }
    return [...parts.values()].filter(
      ({ slots, nodes }) =>
        !slots.some((node) => this.isActivity(node)) && !nodes.some((node) => this.isActivity(node)),
    );
  }

  private isActivity(node: NodeId): boolean {
    return this.observers.get(node)?.includes(ACTIVITY) ?? false;
  }

  /** Whether the map of entries to entries extends to all that is evaluated of them. */
  private areSwappable(one: Part, other: Part): boolean {
    if (one.nodes.length !== other.nodes.length) return false;
    const map = new Map(one.slots.map((node, i) => [node, other.slots[i] as NodeId]));
    const byKey = new Map(other.nodes.map((node) => [this.key(node, (input) => input), node]));
    if (byKey.size !== other.nodes.length) return false;
    for (const node of one.nodes) {
      const image = byKey.get(this.key(node, (input) => map.get(input) ?? input));
      if (image === undefined || this.observers.get(node) !== this.observers.get(image)) return false;
      map.set(node, image);
    }
    return true;
  }

  private key(id: NodeId, rename: (input: NodeId) => NodeId): string {
    const node = this.graph.nodes[id];
    return node?.kind === 'apply' ? `${node.operation ?? `of ${id}`}|${node.inputs.map(rename).join()}` : `${id}`;
  }
}

/** Nodes of the state, and what is evaluated from them. */
interface Part {
  readonly slots: NodeId[];
  readonly nodes: NodeId[];
}

/** Later node → entries of the state in its cone. */
type SlotsRead = ReadonlyMap<NodeId, readonly number[]>;

/**
 * Entries that are read together with more than this share of the others stay in place: a flag that all layers read
 * would make one part of all of them. Which share separates most differs from space to space.
 */
const HUB_SHARES = [1, 1 / 2, 1 / 4, 1 / 8];

const ACTIVITY = 'active';

function observersOf(graph: Graph, costs: readonly CostSink[]): Map<NodeId, string> {
  const observers = new Map<NodeId, string>();
  const add = (node: NodeId, observer: string) => observers.set(node, `${observers.get(node) ?? ''} ${observer}`);
  for (const { node, times } of costs) add(node, `cost ${times}`);
  for (const { node } of graph.constraints) add(node, 'constraint');
  for (const node of graph.active) add(node, ACTIVITY);
  return observers;
}

function slotsRead(graph: Graph, state: Int32Array, later: readonly NodeId[]): SlotsRead {
  const slotOf = new Map([...state].map((node, slot) => [node, slot]));
  const reads = new Map<NodeId, readonly number[]>();
  for (const id of later) {
    const node = graph.nodes[id];
    const slots = new Set<number>();
    for (const input of node?.kind === 'apply' ? node.inputs : []) {
      const slot = slotOf.get(input);
      if (slot !== undefined) slots.add(slot);
      else for (const inner of reads.get(input) ?? []) slots.add(inner);
    }
    reads.set(id, [...slots]);
  }
  return reads;
}

/** Per entry of the state, the entries that some node reads together with it. */
function readTogether(reads: SlotsRead, slots: number): Set<number>[] {
  const together = Array.from({ length: slots }, () => new Set<number>());
  const seen = new Set<string>();
  for (const read of reads.values()) {
    const key = read.join();
    if (seen.has(key)) continue;
    seen.add(key);
    for (const slot of read) for (const other of read) together[slot]?.add(other);
  }
  return together;
}

function hubs(together: readonly ReadonlySet<number>[], share: number): Set<number> {
  const most = share * together.length;
  return new Set([...together.keys()].filter((slot) => (together[slot] as ReadonlySet<number>).size > most));
}

/**
 * What a part looks like from outside, the same for all that it may be swapped with; puts its entries into an order
 * that does not depend on which part it is. Undefined where two entries look alike.
 */
function signatureOf(part: Part, graph: Graph, observers: ReadonlyMap<NodeId, string>): string | undefined {
  const own = new Set([...part.slots, ...part.nodes]);
  const uses = new Map<NodeId, string[]>();
  for (const id of part.nodes.toReversed()) {
    const node = graph.nodes[id];
    if (node?.kind !== 'apply') continue;
    const around = node.inputs.map((input) => (own.has(input) ? '' : input)).join();
    const look = digest(`${node.operation}|${around}|${observers.get(id) ?? ''}|${useText(uses, id)}`);
    node.inputs.forEach((input, position) => {
      if (!own.has(input)) return;
      const list = uses.get(input) ?? [];
      list.push(`${position}:${look}`);
      uses.set(input, list);
    });
  }
  const looks = new Map(part.slots.map((slot) => [slot, digest(useText(uses, slot))]));
  if (new Set(looks.values()).size < part.slots.length) return undefined;
  part.slots.sort((one, other) => ((looks.get(one) as string) < (looks.get(other) as string) ? -1 : 1));
  return part.slots.map((slot) => looks.get(slot)).join(' ');
}

function useText(uses: ReadonlyMap<NodeId, readonly string[]>, node: NodeId): string {
  return (uses.get(node) ?? []).toSorted().join(' ');
}

/** A short stand-in for a text. That two differ in it is certain; that they agree is verified. */
function digest(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) ^ (high >>> 13);
  }
  return (low >>> 0).toString(36) + (high >>> 0).toString(36);
}

function countParts(found: readonly Interchangeable[]): number {
  return found.reduce((sum, parts) => sum + parts.length - 1, 0);
}
