import { countPathsOver } from '../diagram/pathCounts.js';
import type { Diagram } from '../types.js';
import type { Bounded, Constraint } from './bounded.js';
import { deriveDiagram, type Derivation } from './deriveDiagram.js';
import { StateTable } from './stateTable.js';
import type { Work } from './work.js';

/** A diagram of the architectures that possibly meet all constraints; all that do are among them. */
export interface Within {
  readonly diagram: Diagram;
  /** Its paths are the architectures that meet the constraints: none has to be refused. */
  readonly exact: boolean;
  /** How many certainly meet them; all paths of the diagram possibly do. */
  readonly certain: bigint;
  /** The diagram of those that certainly do. */
  inner(): Diagram;
}

/**
 * Compiles constraints into a diagram, as a relaxed decision diagram (Bergman, Cire, van Hoeve and Hooker, "Decision
 * Diagrams for Optimization", 2016, chapter 4): its nodes are a node of the space's and what the path there has spent.
 * Where a node would have more than `cap` such states, states that are near each other are merged, and remember the
 * least and the most that their paths have spent. What is decided becomes one state; what cannot meet the constraints
 * is cut.
 */
export function* withinDiagram({ diagram, constraints }: Bounded, cap: number): Work<Within> {
  if (constraints.length === 0) return { diagram, exact: true, certain: diagram.size, inner: () => diagram };
  const states = new States(diagram, constraints, cap);
  for (let node = 0; node < diagram.nodeCount; node++) {
    states.open(node);
    yield undefined;
  }
  return yield* states.close();
}

/**
 * The first of ever finer diagrams, of more and more states a node, that is enough; the last one, where the next would
 * be too large or there is none.
 *
 * @param mostArcs a diagram with more is not refined
 */
export function* refineWithin(
  bounded: Bounded,
  caps: readonly number[],
  mostArcs: number,
  isEnough: (within: Within) => boolean,
): Work<Within> {
  for (let i = 0; ; i++) {
    const within = yield* withinDiagram(bounded, caps[i] as number);
    if (isEnough(within) || within.diagram.arcCount > mostArcs || i === caps.length - 1) return within;
  }
}

class States {
  private readonly diagram: Diagram;
  private readonly constraints: readonly Constraint[];
  private readonly cap: number;
  private readonly inArcs: InArcs;
  /**
   * State → node, least and most spent per constraint, first arc. Constraint k of state s is at s × constraints + k.
   */
  private readonly nodes: number[] = [];
  private readonly least: number[] = [];
  private readonly most: number[] = [];
  private readonly arcStart: number[] = [];
  /** Node → its first state. */
  private readonly stateStart: Uint32Array;
  private readonly arcOrigin: number[] = [];
  private readonly arcChild: number[] = [];
  /** Arcs to the terminal that only possibly meet the constraints. */
  private readonly doubtful = new Set<number>();

  constructor(diagram: Diagram, constraints: readonly Constraint[], cap: number) {
    this.diagram = diagram;
    this.constraints = constraints;
    this.cap = cap;
    this.inArcs = reverseArcs(diagram);
    this.stateStart = new Uint32Array(diagram.nodeCount + 1);
  }

  /** Makes the states of a node from those of its parents. */
  open(node: number): void {
    const { stateStart, constraints, diagram } = this;
    stateStart[node] = this.nodes.length;
    const table = node === 0 ? this.rootState() : this.gather(node);
    const { arcStart } = diagram;
    const isTerminal = node === diagram.nodeCount - 1;
    for (let state = 0; state < table.size; state++) {
      this.nodes.push(node);
      for (let k = 0; k < constraints.length; k++) {
        this.least.push(table.least[state * constraints.length + k] as number);
        this.most.push(table.most[state * constraints.length + k] as number);
      }
      this.arcStart.push(this.arcOrigin.length);
      if (isTerminal) continue;
      for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
        this.arcOrigin.push(arc);
        this.arcChild.push(-1);
      }
    }
    stateStart[node + 1] = this.nodes.length;
  }

  /** With a turn between its passes, each of which takes up to a second. */
  *close(): Work<Within> {
    const { diagram, doubtful } = this;
    const terminal = diagram.nodeCount - 1;
    const first = this.stateStart[terminal] as number;
    // one terminal, whatever was spent
    const arcChild = this.arcChild.map((child) => Math.min(child, first));
    const derivation: Derivation = {
      nodeOrigin: this.nodes.length > first ? this.nodes.slice(0, first + 1) : this.nodes,
      arcStart: [...this.arcStart.slice(0, first + 1), this.arcOrigin.length],
      arcOrigin: this.arcOrigin,
      arcChild,
    };
    this.arcChild.forEach((child, arc) => {
      if (child >= first && this.isDoubtful(child)) doubtful.add(arc);
    });
    yield undefined;
    const derived = deriveDiagram(diagram, derivation);
    yield undefined;
    const exact = doubtful.size === 0;
    const withoutDoubt = () => ({
      ...derivation,
      arcChild: arcChild.map((child, arc) => (doubtful.has(arc) ? -1 : child)),
    });
    const certain = exact
      ? derived.diagram.size
      : countPathsOver(derived.diagram, (arc) => !doubtful.has(derived.arcs[arc] as number));
    yield undefined;
    return {
      diagram: derived.diagram,
      exact,
      certain,
      inner: () => (exact ? derived.diagram : deriveDiagram(diagram, withoutDoubt()).diagram),
    };
  }

  private rootState(): StateTable {
    const table = new StateTable(this.constraints.length);
    const spent = new Float64Array(this.constraints.length);
    if (!this.settle(0, spent, spent.slice())) return table;
    table.insert(spent, spent, spent);
    return table;
  }

  /** All ways into a node, in cells of a width that leaves no more states than the cap. */
  private gather(node: number): StateTable {
    const isTerminal = node === this.diagram.nodeCount - 1;
    const widths = new Float64Array(this.constraints.length).fill(1);
    // satisfied and open constraints are never merged: no width leaves fewer states than there are combinations of them
    const cap = Math.max(this.cap, 2 ** widths.length);
    for (;;) {
      const table = this.tryGather(node, widths, isTerminal ? Infinity : cap);
      if (table !== undefined) return table;
      this.widen(node, widths);
    }
  }

  private tryGather(node: number, widths: Float64Array, cap: number): StateTable | undefined {
    const { constraints, inArcs } = this;
    const count = constraints.length;
    const table = new StateTable(count);
    const [least, most, cell] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
    for (let i = inArcs.start[node] as number; i < (inArcs.start[node + 1] as number); i++) {
      const arc = inArcs.arc[i] as number;
      const parent = inArcs.parent[i] as number;
      const place = arc - (this.diagram.arcStart[parent] as number);
      for (let state = this.stateStart[parent] as number; state < (this.stateStart[parent + 1] as number); state++) {
        for (let k = 0; k < count; k++) {
          const spent = (constraints[k] as Constraint).measure.excess[arc] as number;
          const before = this.least[state * count + k] as number;
          least[k] = before < 0 ? before : before + spent;
          most[k] = before < 0 ? before : (this.most[state * count + k] as number) + spent;
        }
        const slot = (this.arcStart[state] as number) + place;
        if (!this.settle(node, least, most)) continue;
        for (let k = 0; k < count; k++) cell[k] = Math.floor((least[k] as number) / (widths[k] as number));
        this.arcChild[slot] = (this.stateStart[node] as number) + table.insert(cell, least, most);
        if (table.size > cap) return undefined;
      }
    }
    return table;
  }

  /**
   * Marks every constraint that all completions meet by SATISFIED, since what was spent no longer matters for it; false
   * where some constraint is met by no completion.
   */
  private settle(node: number, least: Float64Array, most: Float64Array): boolean {
    for (let k = 0; k < this.constraints.length; k++) {
      const { measure, low, high } = this.constraints[k] as Constraint;
      const from = least[k] as number;
      if (from < 0) continue;
      const dearest = measure.dearest[node] as number;
      const to = most[k] as number;
      if (from > high || to + dearest < low) return false;
      if (from >= low && to + dearest <= high) {
        least[k] = SATISFIED;
        most[k] = SATISFIED;
      }
    }
    return true;
  }

  /** Cells that begin with about the range over the cap, and double. */
  private widen(node: number, widths: Float64Array): void {
    for (let k = 0; k < widths.length; k++) {
      const { measure, high } = this.constraints[k] as Constraint;
      const dearest = measure.dearest[node] as number;
      const range = Math.min(high, (measure.dearest[0] as number) - dearest) + 1;
      const cells = this.cap ** (1 / widths.length);
      widths[k] = Math.max(2 * (widths[k] as number), 2 ** Math.floor(Math.log2(range / cells)) / 4);
    }
  }

  private isDoubtful(state: number): boolean {
    const count = this.constraints.length;
    for (let k = 0; k < count; k++) if ((this.least[state * count + k] as number) !== SATISFIED) return true;
    return false;
  }
}

const SATISFIED = -1;

interface InArcs {
  readonly start: Uint32Array;
  readonly arc: Uint32Array;
  readonly parent: Uint32Array;
}

function reverseArcs({ nodeCount, arcCount, arcStart, arcChild }: Diagram): InArcs {
  const start = new Uint32Array(nodeCount + 1);
  for (let arc = 0; arc < arcCount; arc++)
    start[(arcChild[arc] as number) + 1] = (start[(arcChild[arc] as number) + 1] as number) + 1;
  for (let node = 0; node < nodeCount; node++) start[node + 1] = (start[node + 1] as number) + (start[node] as number);
  const next = start.slice();
  const arcs = new Uint32Array(arcCount);
  const parents = new Uint32Array(arcCount);
  for (let parent = 0; parent < nodeCount; parent++) {
    for (let arc = arcStart[parent] as number; arc < (arcStart[parent + 1] as number); arc++) {
      const child = arcChild[arc] as number;
      const place = next[child] as number;
      next[child] = place + 1;
      arcs[place] = arc;
      parents[place] = parent;
    }
  }
  return { start, arc: arcs, parent: parents };
}
