import { layDiagram } from '../diagram/diagram.js';
import { gather } from '../diagram/gather.js';
import { countPaths } from '../diagram/pathCounts.js';
import type { Diagram } from '../types.js';

/**
 * A diagram over another one's nodes and arcs, each of which may occur any number of times, before dead ends are cut.
 */
export interface Derivation {
  /** Copy → node that it is a copy of; in ascending order, the root first, the terminal (one copy at most) last. */
  readonly nodeOrigin: ArrayLike<number>;
  /**
   * Copy → its first arc; one entry more than copies. Arcs of a copy are in the order of the arcs they are copies of.
   */
  readonly arcStart: ArrayLike<number>;
  readonly arcOrigin: ArrayLike<number>;
  /** The copy that an arc leads to; negative: the arc is left out. */
  readonly arcChild: ArrayLike<number>;
}

/** A diagram of some architectures of a space; its indices are its own. */
export interface Derived {
  readonly diagram: Diagram;
  /** Arc of the derived diagram → arc of the derivation. */
  readonly arcs: Uint32Array;
}

/** Lays out the part of a derivation that lies on paths from its root to its terminal. */
export function deriveDiagram(source: Diagram, derivation: Derivation): Derived {
  const { nodeOrigin } = derivation;
  const kept = numberKept(source, derivation);
  if (kept === undefined) return { diagram: emptyDiagram(source), arcs: new Uint32Array(0) };
  const copies = new Uint32Array(kept.nodes);
  for (let copy = 0; copy < nodeOrigin.length; copy++) {
    const node = kept.number[copy] as number;
    if (node >= 0) copies[node] = copy;
  }
  const arcs = new Uint32Array(kept.arcs);
  const arcStart = new Uint32Array(kept.nodes + 1);
  const arcChild = new Uint32Array(kept.arcs);
  let next = 0;
  for (let node = 0; node < kept.nodes; node++) {
    const copy = copies[node] as number;
    arcStart[node] = next;
    for (let arc = derivation.arcStart[copy] as number; arc < (derivation.arcStart[copy + 1] as number); arc++) {
      const child = keptChild(kept.number, derivation.arcChild[arc] as number);
      if (child < 0) continue;
      arcs[next] = arc;
      arcChild[next++] = child;
    }
  }
  arcStart[kept.nodes] = next;
  const origin = arcs.map((arc) => derivation.arcOrigin[arc] as number);
  const diagram = layDiagram({
    order: [...source.order],
    level: copies.map((copy) => source.level[nodeOrigin[copy] as number] as number),
    arcStart,
    arcChild,
    arcValue: origin.map((arc) => source.arcValue[arc] as number),
    metrics: source.metrics,
    columns: source.columns.map((column) => gather(new Float64Array(origin.length), column, origin)),
    base: [...source.base],
    countLimbs: countPaths(kept.nodes, arcStart, arcChild),
  });
  return { diagram, arcs };
}

interface Kept {
  /** Copy → node, or -1. */
  readonly number: Int32Array;
  readonly nodes: number;
  readonly arcs: number;
}

/** Numbers what the root reaches and what reaches the terminal; nothing where no path does both. */
function numberKept(source: Diagram, { nodeOrigin, arcStart, arcChild }: Derivation): Kept | undefined {
  const count = nodeOrigin.length;
  const reaches = new Uint8Array(count);
  for (let copy = count - 1; copy >= 0; copy--) {
    if (nodeOrigin[copy] === source.nodeCount - 1) reaches[copy] = 1;
    for (let arc = arcStart[copy] as number; arc < (arcStart[copy + 1] as number); arc++) {
      const child = arcChild[arc] as number;
      if (child >= 0 && reaches[child] === 1) reaches[copy] = 1;
    }
  }
  const reached = new Uint8Array(count);
  const number = new Int32Array(count).fill(-1);
  if (reaches[0] !== 1) return undefined;
  reached[0] = 1;
  let [nodes, arcs] = [0, 0];
  for (let copy = 0; copy < count; copy++) {
    if (reached[copy] === 0 || reaches[copy] === 0) continue;
    number[copy] = nodes++;
    for (let arc = arcStart[copy] as number; arc < (arcStart[copy + 1] as number); arc++) {
      const child = arcChild[arc] as number;
      if (child < 0 || reaches[child] === 0) continue;
      reached[child] = 1;
      arcs++;
    }
  }
  return { number, nodes, arcs };
}

function keptChild(number: Int32Array, child: number): number {
  return child < 0 ? -1 : (number[child] as number);
}

/** No architecture: a root without arcs, and the terminal that it does not reach. */
export function emptyDiagram({ order, metrics, columns, base }: Diagram): Diagram {
  return layDiagram({
    order: [...order],
    level: Uint32Array.of(0, order.length),
    arcStart: new Uint32Array(3),
    arcChild: new Uint32Array(0),
    arcValue: new Uint32Array(0),
    metrics,
    columns: columns.map(() => new Float64Array(0)),
    base: [...base],
    countLimbs: [Float64Array.of(0, 1), Float64Array.of(0, 0)],
  });
}
