import { pathCount } from '../diagram/pathCounts.js';
import type { Diagram } from '../types.js';
import type { Measure } from './measure.js';
import { reachable, type Root } from './roots.js';
import {
  between,
  lowerBound,
  mergeLists,
  shifted,
  singleSum,
  SumGrid,
  totalCount,
  type ListRules,
  type SumList,
} from './sumList.js';
import type { PathTotal } from './pathTotal.js';
import { prefixBounds, type PrefixBounds } from './prefixBounds.js';
import type { Work } from './work.js';

/**
 * What is counted: the paths whose excesses add up to an amount from `low` to `high`. A constraint is one; this much of
 * it travels to workers.
 */
export interface ExcessWindow {
  readonly measure: Pick<Measure, 'excess' | 'dearest'>;
  readonly low: number;
  readonly high: number;
}

/**
 * Paths that meet a constraint: certainly, and possibly (more, where lists were made coarse; otherwise the same
 * object).
 */
export interface Tally {
  readonly certain: PathTotal;
  readonly possible: PathTotal;
}

/**
 * Counts the paths over a root that meet a constraint. Lists of distinct sums grow from the root down and from the
 * terminal up, the shorter side first, until they meet; then every pair of lists is counted by two pointers (Horowitz
 * and Sahni, "Computing Partitions with Applications to the Knapsack Problem", 1974). What is decided on the way, since
 * the dearest completion fits or the cheapest does not, is left out of the lists.
 */
export function* meetInMiddle(
  diagram: Diagram,
  constraint: ExcessWindow,
  root: Root,
  rules: ListRules,
  tally: Tally,
): Work<undefined> {
  const sides = new Sides(diagram, constraint, root, rules, tally);
  while (sides.areApart) {
    yield* sides.advance();
    yield undefined;
  }
  yield* sides.meet();
  return undefined;
}

/** The nodes of a part in groups of one level, and what both sides know of them. */
class Sides {
  private readonly groups: readonly number[][];
  private readonly inArcs = new Map<number, { readonly arc: number; readonly parent: number }[]>();
  /** Node → its group. */
  private readonly groupOf = new Map<number, number>();
  private readonly prefixes: PrefixBounds;
  private readonly above = new Map<number, SumList>();
  private readonly below = new Map<number, SumList>();
  /** Groups before `top` have lists from above, those from `bottom` on have lists from below. */
  private top = 0;
  private bottom: number;
  private readonly grid = new SumGrid();

  private readonly diagram: Diagram;
  private readonly constraint: ExcessWindow;
  private readonly rules: ListRules;
  private readonly tally: Tally;

  constructor(diagram: Diagram, constraint: ExcessWindow, root: Root, rules: ListRules, tally: Tally) {
    this.diagram = diagram;
    this.constraint = constraint;
    this.rules = rules;
    this.tally = tally;
    const nodes = reachable(diagram, root.node);
    this.groups = groupByLevel(diagram, nodes);
    this.groups.forEach((group, g) => group.forEach((node) => this.groupOf.set(node, g)));
    this.bottom = this.groups.length;
    this.linkArcs(nodes);
    this.prefixes = prefixBounds(diagram, constraint.measure.excess, root);
    this.above.set(root.node, this.decide(root.node, singleSum(root.sum)));
    this.top = 1;
    if (this.bottom > 1) {
      this.bottom--;
      this.below.set(diagram.nodeCount - 1, singleSum(0));
    }
  }

  get areApart(): boolean {
    return this.top < this.bottom;
  }

  /** One level further, on the side where that takes less. */
  *advance(): Work<undefined> {
    const down = this.groups[this.top] as number[];
    const up = this.groups[this.bottom - 1] as number[];
    if (this.inputSize(down, 'above') <= this.inputSize(up, 'below')) {
      this.top++;
      for (const node of down) {
        this.above.set(node, this.decide(node, mergeLists(this.inputs(node, 'above'), this.rules, this.grid)));
        yield undefined;
      }
      this.forget(this.above, (node) => this.lastChildGroup(node) < this.top);
    } else {
      this.bottom--;
      for (const node of up) {
        this.below.set(node, this.prune(node, mergeLists(this.inputs(node, 'below'), this.rules, this.grid)));
        yield undefined;
      }
      this.forget(this.below, (node) => this.firstParentGroup(node) >= this.bottom);
    }
  }

  /** Counts the pairs over every arc that crosses the middle. */
  *meet(): Work<undefined> {
    const running = new Map<number, Float64Array>();
    for (const [parent, list] of this.above) {
      for (const { arc, child } of outArcs(this.diagram, parent)) {
        const rest = this.below.get(child);
        if ((this.groupOf.get(child) as number) < this.bottom || rest === undefined) continue;
        const sums = running.get(child) ?? runningCounts(rest, this.tally);
        running.set(child, sums);
        countPairs(
          shifted(list, this.constraint.measure.excess[arc] as number),
          rest,
          sums,
          this.constraint,
          this.tally,
        );
        yield undefined;
      }
    }
  }

  private inputs(node: number, side: 'above' | 'below'): SumList[] {
    const { excess } = this.constraint.measure;
    const arcs =
      side === 'above'
        ? (this.inArcs.get(node) ?? []).map(({ arc, parent }) => ({ arc, from: this.above.get(parent) }))
        : outArcs(this.diagram, node).map(({ arc, child }) => ({ arc, from: this.below.get(child) }));
    return arcs.flatMap(({ arc, from }) => (from === undefined ? [] : [shifted(from, excess[arc] as number)]));
  }

  private inputSize(nodes: readonly number[], side: 'above' | 'below'): number {
    let size = 0;
    for (const node of nodes) for (const list of this.inputs(node, side)) size += list.sums.length;
    return size;
  }

  /** Counts what is decided at a node, and returns the rest. */
  private decide(node: number, list: SumList): SumList {
    const { measure, low, high } = this.constraint;
    const dearest = measure.dearest[node] as number;
    this.tally.certain.checkRoom(list);
    const open = between(list, low - dearest - list.error, high);
    const decided = between(open, low, high - dearest - list.error);
    if (decided.sums.length === 0) return open;
    const count = totalCount(decided);
    const paths = pathCount(this.diagram, node);
    this.tally.certain.addProduct(count, paths);
    if (this.tally.possible !== this.tally.certain) this.tally.possible.addProduct(count, paths);
    return without(open, decided);
  }

  /** A list from below without what fits no path from above. */
  private prune(node: number, list: SumList): SumList {
    const { low, high } = this.constraint;
    this.tally.certain.checkRoom(list);
    const cheapest = this.prefixes.cheapest[node] as number;
    const dearest = this.prefixes.dearest[node] as number;
    return between(list, low - dearest - list.error, high - cheapest);
  }

  private linkArcs(nodes: Uint32Array): void {
    for (const parent of nodes) {
      for (const { arc, child } of outArcs(this.diagram, parent)) {
        const arcs = this.inArcs.get(child) ?? [];
        arcs.push({ arc, parent });
        this.inArcs.set(child, arcs);
      }
    }
  }

  private lastChildGroup(node: number): number {
    return outArcs(this.diagram, node).reduce((g, { child }) => Math.max(g, this.groupOf.get(child) as number), -1);
  }

  private firstParentGroup(node: number): number {
    const parents = this.inArcs.get(node) ?? [];
    return parents.reduce((g, { parent }) => Math.min(g, this.groupOf.get(parent) as number), Infinity);
  }

  private forget(lists: Map<number, SumList>, isDone: (node: number) => boolean): void {
    for (const node of lists.keys()) if (isDone(node)) lists.delete(node);
  }
}

function groupByLevel(diagram: Diagram, nodes: Uint32Array): number[][] {
  const groups: number[][] = [];
  let last = -1;
  for (const node of nodes) {
    const level = diagram.level[node] as number;
    if (level !== last) groups.push([]);
    last = level;
    groups.at(-1)?.push(node);
  }
  return groups;
}

function outArcs({ arcStart, arcChild }: Diagram, node: number): { readonly arc: number; readonly child: number }[] {
  const arcs: { arc: number; child: number }[] = [];
  for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
    arcs.push({ arc, child: arcChild[arc] as number });
  }
  return arcs;
}

/** A list without a part of it that shares its memory. */
function without(list: SumList, part: SumList): SumList {
  const start = (part.sums.byteOffset - list.sums.byteOffset) / list.sums.BYTES_PER_ELEMENT;
  const end = start + part.sums.length;
  if (start === 0) return { ...list, sums: list.sums.subarray(end), counts: list.counts.subarray(end) };
  if (end === list.sums.length) {
    return { ...list, sums: list.sums.subarray(0, start), counts: list.counts.subarray(0, start) };
  }
  const join = (from: Float64Array): Float64Array => {
    const joined = new Float64Array(from.length - part.sums.length);
    joined.set(from.subarray(0, start));
    joined.set(from.subarray(end), start);
    return joined;
  };
  return { ...list, sums: join(list.sums), counts: join(list.counts) };
}

/** Entry i: the counts before sum i. */
function runningCounts({ counts }: SumList, { certain }: Tally): Float64Array {
  const running = new Float64Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) {
    running[i + 1] = certain.plus(running[i] as number, counts[i] as number);
  }
  return running;
}

/** Pairs whose sum lies in the window: as the upper sums ascend, the parts of the lower ones that fit move down. */
function countPairs(
  upper: SumList,
  lower: SumList,
  running: Float64Array,
  { low, high }: ExcessWindow,
  { certain, possible }: Tally,
): void {
  const error = upper.error + lower.error;
  countWindow(upper, lower, running, low, high - error, certain);
  if (possible !== certain) countWindow(upper, lower, running, low - error, high, possible);
}

function countWindow(
  upper: SumList,
  lower: SumList,
  running: Float64Array,
  low: number,
  high: number,
  total: PathTotal,
): void {
  if (upper.sums.length === 0 || low > high) return;
  const { sums } = lower;
  // the rest of a sum s must lie in [low - s, high - s]
  let from = lowerBound(lower, low - (upper.sums[0] as number) - upper.shift);
  let to = lowerBound(lower, high - (upper.sums[0] as number) - upper.shift + 1);
  for (let i = 0; i < upper.sums.length; i++) {
    const sum = (upper.sums[i] as number) + upper.shift + lower.shift;
    while (from > 0 && (sums[from - 1] as number) + sum >= low) from--;
    while (to > 0 && (sums[to - 1] as number) + sum > high) to--;
    if (to === 0) return;
    if (from < to) total.addDifference(upper.counts[i] as number, running[to] as number, running[from] as number);
  }
}
