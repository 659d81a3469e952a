import type { Diagram } from '../types.js';

/** The paths from one node to a set of nodes below it, in index order. */
export interface PathList {
  /** Path → the node where it ends. */
  readonly ends: Int32Array;
  /** Per requested column: path → its cost. */
  readonly costs: readonly Float64Array[];
}

/**
 * Expands the paths that leave a node until all of them end at `until` or a later level. Columns hold a cost per arc;
 * `isMax` tells of each how it combines.
 */
export function expandPaths(
  diagram: Diagram,
  node: number,
  columns: readonly Float64Array[],
  isMax: readonly boolean[],
  until: number,
): PathList {
  let list: PathList = { ends: Int32Array.of(node), costs: columns.map(() => new Float64Array(1)) };
  for (;;) {
    const next = highestLevel(diagram, list.ends);
    if (next >= until) return list;
    list = continuePaths(diagram, list, columns, isMax, next, continuedLength(diagram, list.ends, next));
  }
}

function highestLevel(diagram: Diagram, ends: Int32Array): number {
  let highest = Infinity;
  for (let i = 0; i < ends.length; i++) highest = Math.min(highest, diagram.level[ends[i] as number] as number);
  return highest;
}

function continuedLength(diagram: Diagram, ends: Int32Array, level: number): number {
  let length = 0;
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i] as number;
    length +=
      diagram.level[end] === level ? (diagram.arcStart[end + 1] as number) - (diagram.arcStart[end] as number) : 1;
  }
  return length;
}

function continuePaths(
  diagram: Diagram,
  list: PathList,
  columns: readonly Float64Array[],
  isMax: readonly boolean[],
  level: number,
  length: number,
): PathList {
  const ends = new Int32Array(length);
  // per continued path, the path and the arc it comes from; arc -1: it is unchanged
  const from = new Int32Array(length);
  const arcs = new Int32Array(length);
  let at = 0;
  for (let i = 0; i < list.ends.length; i++) {
    const end = list.ends[i] as number;
    if (diagram.level[end] !== level) {
      ends[at] = end;
      from[at] = i;
      arcs[at++] = -1;
      continue;
    }
    for (let arc = diagram.arcStart[end] as number; arc < (diagram.arcStart[end + 1] as number); arc++) {
      ends[at] = diagram.arcChild[arc] as number;
      from[at] = i;
      arcs[at++] = arc;
    }
  }
  const costs = columns.map((arcCosts, c) => {
    const before = list.costs[c] as Float64Array;
    const after = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const arc = arcs[i] as number;
      const cost = arc < 0 ? 0 : (arcCosts[arc] as number);
      const sofar = before[from[i] as number] as number;
      after[i] = isMax[c] === true ? Math.max(sofar, cost) : sofar + cost;
    }
    return after;
  });
  return { ends, costs };
}
