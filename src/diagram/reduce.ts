import type { CostTable } from './costTable.js';
import type { Expanded } from './expand.js';
import { Int32List } from './int32List.js';
import { TupleTable } from './tupleTable.js';

/** A reduced diagram: root 0, nodes by level, the terminal last; costs are rows of the cost table. */
export interface Reduced {
  readonly nodeCount: number;
  /** Of the terminal: the number of levels. */
  readonly level: Uint32Array;
  readonly arcStart: Uint32Array;
  readonly arcChild: Uint32Array;
  readonly arcValue: Uint32Array;
  readonly arcCost: Int32Array;
  readonly baseCost: number;
  /** Per node of the expanded diagram: 1 where a path leads from it to the terminal. */
  readonly alive: Uint8Array;
}

/**
 * From the terminal up: drops dead ends, passes over nodes whose decision is inactive (their cost moves to the arcs
 * that lead to them) and merges nodes with equal arcs.
 */
export function reduce(expanded: Expanded, costs: CostTable): Reduced {
  const { levelStart, nodeCount, arcStart, arcChild, arcValue, arcCost } = expanded;
  const levels = levelStart.length - 1;
  // expanded node → reduced node, numbered from the bottom, and the row that moves to the arcs above
  const target = new Int32Array(nodeCount).fill(-1);
  const extra = new Int32Array(nodeCount);
  const merged = new BottomUp();
  const terminal = levelStart[levels] as number;
  if (terminal < nodeCount) target[terminal] = merged.terminal(levels);
  for (let k = levels - 1; k >= 0; k--) {
    merged.openLevel(k);
    for (let node = levelStart[k] as number; node < (levelStart[k + 1] as number); node++) {
      merged.openNode();
      let only = -1;
      for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
        const child = arcChild[arc] as number;
        if ((target[child] as number) < 0) continue;
        only = merged.arcs === 0 ? arc : -1;
        const cost = costs.plus(arcCost[arc] as number, extra[child] as number);
        merged.pushArc(arcValue[arc] as number, target[child] as number, cost);
      }
      if (merged.arcs === 0) continue;
      if (only >= 0 && arcValue[only] === -1) {
        target[node] = target[arcChild[only] as number] as number;
        extra[node] = merged.lastCost;
      } else {
        target[node] = merged.closeNode();
      }
    }
  }
  const alive = Uint8Array.from(target, (node) => (node >= 0 ? 1 : 0));
  const root = nodeCount > 0 ? (target[0] as number) : -1;
  const baseCost = root < 0 ? expanded.baseCost : costs.plus(expanded.baseCost, extra[0] as number);
  return { ...(root < 0 ? emptyDiagram(levels) : merged.renumber()), baseCost, alive };
}

type Renumbered = Omit<Reduced, 'baseCost' | 'alive'>;

/** A root without arcs, and the terminal that it does not reach. */
function emptyDiagram(levels: number): Renumbered {
  return {
    nodeCount: 2,
    level: Uint32Array.of(0, levels),
    arcStart: new Uint32Array(3),
    arcChild: new Uint32Array(0),
    arcValue: new Uint32Array(0),
    arcCost: new Int32Array(0),
  };
}

/** Collects reduced nodes, the terminal first. */
class BottomUp {
  /** Arcs of the open node. */
  arcs = 0;
  lastCost = 0;
  private readonly level = new Int32List();
  private readonly start = new Int32List();
  private readonly values = new Int32List();
  private readonly children = new Int32List();
  private readonly costs = new Int32List();
  private current = 0;
  /** Number of arcs → table of (value, child, cost)* → node, for the open level. */
  private readonly tables = new Map<number, TupleTable>();
  private key = new Int32Array(96);

  terminal(level: number): number {
    this.level.push(level);
    this.start.push(0);
    return 0;
  }

  openLevel(level: number): void {
    this.current = level;
    this.tables.clear();
  }

  openNode(): void {
    this.arcs = 0;
  }

  pushArc(value: number, child: number, cost: number): void {
    const at = 3 * this.arcs++;
    if (at === this.key.length) {
      const wider = new Int32Array(2 * at);
      wider.set(this.key);
      this.key = wider;
    }
    this.key[at] = value;
    this.key[at + 1] = child;
    this.key[at + 2] = cost;
    this.lastCost = cost;
  }

  /** The node with the arcs just pushed. */
  closeNode(): number {
    let table = this.tables.get(this.arcs);
    if (table === undefined) this.tables.set(this.arcs, (table = new TupleTable(3 * this.arcs, 1)));
    const before = table.size;
    const entry = table.insert(this.key, 0);
    if (entry === before) table.data[entry] = this.addNode();
    return table.data[entry] as number;
  }

  /** Numbers nodes from the root: by level, within a level in the order in which they were met. */
  renumber(): Renumbered {
    const count = this.level.length;
    const byLevel = Array.from({ length: count }, (_, node) => node);
    const levels = this.level.array;
    byLevel.sort((a, b) => (levels[a] as number) - (levels[b] as number) || a - b);
    const number = new Int32Array(count);
    byLevel.forEach((node, place) => (number[node] = place));
    const arcTotal = this.values.length;
    const arcStart = new Uint32Array(count + 1);
    const arcChild = new Uint32Array(arcTotal);
    const arcValue = new Uint32Array(arcTotal);
    const arcCost = new Int32Array(arcTotal);
    let arc = 0;
    for (let place = 0; place < count; place++) {
      const node = byLevel[place] as number;
      const end = node + 1 < count ? (this.start.array[node + 1] as number) : arcTotal;
      arcStart[place] = arc;
      for (let from = this.start.array[node] as number; from < end; from++, arc++) {
        arcChild[arc] = number[this.children.array[from] as number] as number;
        arcValue[arc] = this.values.array[from] as number;
        arcCost[arc] = this.costs.array[from] as number;
      }
    }
    arcStart[count] = arc;
    const level = Uint32Array.from(byLevel, (node) => levels[node] as number);
    return { nodeCount: count, level, arcStart, arcChild, arcValue, arcCost };
  }

  private addNode(): number {
    const node = this.level.length;
    this.level.push(this.current);
    this.start.push(this.values.length);
    for (let i = 0; i < this.arcs; i++) {
      this.values.push(this.key[3 * i] as number);
      this.children.push(this.key[3 * i + 1] as number);
      this.costs.push(this.key[3 * i + 2] as number);
    }
    return node;
  }
}
