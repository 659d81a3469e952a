import type { Diagram } from '../types.js';
import type { Dimension } from './dimension.js';

/** A part of a diagram that has, for each architecture left out, one that is as good in every dimension. */
export interface Useful {
  /** Per arc: 1 where it is left out. */
  readonly dropped: Uint8Array;
  /** Per node: 1 where a path that is not left out comes by. */
  readonly reached: Uint8Array;
}

/**
 * Compares the values of the first decision: one is left out where another allows the same decisions after it, and
 * makes each of these architectures no worse in any dimension (a larger resolution, where params are maximised and
 * FLOPs minimised). What is left decides whether labels of 1 or of 25 parts are made. Goes on with the next decision
 * where one value is left.
 */
export function dropDominated(diagram: Diagram, dimensions: readonly Dimension[]): Useful {
  const { nodeCount, arcStart, arcChild, arcCount } = diagram;
  const dropped = new Uint8Array(arcCount);
  for (let node = 0; node < nodeCount - 1;) {
    const kept: number[] = [];
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      if (kept.some((other) => isNoWorse(diagram, dimensions, other, arc))) {
        dropped[arc] = 1;
        continue;
      }
      for (const other of kept.filter((earlier) => isNoWorse(diagram, dimensions, arc, earlier))) {
        dropped[other] = 1;
        kept.splice(kept.indexOf(other), 1);
      }
      kept.push(arc);
    }
    const [only] = kept;
    if (only === undefined || kept.length > 1) break;
    node = arcChild[only] as number;
  }
  return { dropped, reached: reachedNodes(diagram, dropped) };
}

/** Every path over an arc is matched by one over the other that is as good in every dimension. */
function isNoWorse(diagram: Diagram, dimensions: readonly Dimension[], better: number, worse: number): boolean {
  return dimensions.every((dimension) => new Comparison(diagram, dimension).isNoWorse(better, worse));
}

/** Pairs of nodes that are worth it: with more, values count as not comparable. */
const MOST_PAIRS = 1_000_000;

class Comparison {
  private readonly diagram: Diagram;
  private readonly dimension: Dimension;
  /** Pair of nodes → the least that the second's paths have more than the first's. */
  private readonly known = new Map<number, number>();

  constructor(diagram: Diagram, dimension: Dimension) {
    this.diagram = diagram;
    this.dimension = dimension;
  }

  isNoWorse(better: number, worse: number): boolean {
    return this.arcGap(better, worse) >= 0;
  }

  private arcGap(better: number, worse: number): number {
    const { costs, combine } = this.dimension;
    const gap = (costs[worse] as number) - (costs[better] as number);
    // of a maximum, only that no arc is worse can be told arc by arc
    if (combine !== 'sum' && gap < 0) return -Infinity;
    const { arcChild } = this.diagram;
    const rest = this.gap(arcChild[better] as number, arcChild[worse] as number);
    return combine === 'sum' ? gap + rest : rest;
  }

  /** -Infinity where the nodes do not allow the same decisions. */
  private gap(better: number, worse: number): number {
    if (better === worse) return 0;
    const { level, arcStart, arcValue, nodeCount } = this.diagram;
    if (level[better] !== level[worse]) return -Infinity;
    const key = better * nodeCount + worse;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.known.size > MOST_PAIRS) return -Infinity;
    const [first, second] = [arcStart[better] as number, arcStart[worse] as number];
    const count = (arcStart[better + 1] as number) - first;
    let least = count === (arcStart[worse + 1] as number) - second ? Infinity : -Infinity;
    for (let i = 0; i < count && least !== -Infinity; i++) {
      const isSame = arcValue[first + i] === arcValue[second + i];
      least = isSame ? Math.min(least, this.arcGap(first + i, second + i)) : -Infinity;
    }
    this.known.set(key, least);
    return least;
  }
}

function reachedNodes({ nodeCount, arcStart, arcChild }: Diagram, dropped: Uint8Array): Uint8Array {
  const reached = new Uint8Array(nodeCount);
  reached[0] = 1;
  for (let node = 0; node < nodeCount - 1; node++) {
    if (reached[node] === 0) continue;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      if (dropped[arc] === 0) reached[arcChild[arc] as number] = 1;
    }
  }
  return reached;
}
