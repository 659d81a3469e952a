import type { Diagram } from '../types.js';

/**
 * Levels at which to cut paths into tables: level → the cut that a path from a node of that level runs to.
 *
 * A table step costs about the same however long the sub-path is, but tables that do not fit in the caches make all
 * steps slow. So the cuts minimise steps + paths / `worth` over all segments, where a segment's paths are those of all
 * nodes at which it can be entered: a dynamic program over levels, which finds the levels where the diagram is narrow.
 */
export function cutLevels(diagram: Diagram, worth: number): Uint32Array {
  const levels = diagram.order.length;
  const nodesOf = nodeRanges(diagram);
  const cost = new Float64Array(levels + 1).fill(Infinity);
  const previous = new Int32Array(levels + 1);
  cost[0] = 0;
  const reached = new Float64Array(diagram.nodeCount);
  const entered = firstParents(diagram);
  for (let from = 0; from < levels; from++) {
    segmentPaths(diagram, nodesOf, entered, from, worth * MOST_STEPS, reached, (to, paths) => {
      const total = (cost[from] as number) + 1 + paths / worth;
      if (total >= (cost[to] as number)) return;
      cost[to] = total;
      previous[to] = from;
    });
  }
  const cuts = new Uint32Array(levels + 1);
  for (let cut = levels; cut > 0; cut = previous[cut] as number) cuts.fill(cut, previous[cut], cut);
  return cuts;
}

/** Segments whose paths are worth more steps than this are not looked at. */
const MOST_STEPS = 8;

/** Level → its first node; one entry more. */
function nodeRanges(diagram: Diagram): Int32Array {
  const starts = new Int32Array(diagram.order.length + 2).fill(diagram.nodeCount);
  for (let node = diagram.nodeCount - 1; node >= 0; node--) starts[diagram.level[node] as number] = node;
  for (let k = diagram.order.length; k >= 0; k--) starts[k] = Math.min(starts[k] as number, starts[k + 1] as number);
  return starts;
}

/** Node → the highest level of a node with an arc to it; -1 at the root. */
function firstParents(diagram: Diagram): Int32Array {
  const entered = new Int32Array(diagram.nodeCount).fill(diagram.order.length);
  entered[0] = -1;
  for (let node = diagram.nodeCount - 1; node >= 0; node--) {
    const level = diagram.level[node] as number;
    for (let arc = diagram.arcStart[node] as number; arc < (diagram.arcStart[node + 1] as number); arc++) {
      const child = diagram.arcChild[arc] as number;
      entered[child] = Math.min(entered[child] as number, level);
    }
  }
  return entered;
}

/**
 * For every level after `from`, as long as there are at most `most`, the number of paths between the two levels, over
 * all nodes at or after `from` that are entered from before it. Always tells of the level next to `from`. `reached` is
 * zero before and after.
 */
function segmentPaths(
  diagram: Diagram,
  nodesOf: Int32Array,
  entered: Int32Array,
  from: number,
  most: number,
  reached: Float64Array,
  tell: (to: number, paths: number) => void,
): void {
  const { arcStart, arcChild, order } = diagram;
  let paths = 0;
  let to = from;
  for (; to < order.length && (to === from || paths <= most); to++) {
    for (let node = nodesOf[to] as number; node < (nodesOf[to + 1] as number); node++) {
      const before = reached[node] as number;
      const ways = before + ((entered[node] as number) < from ? 1 : 0);
      const first = arcStart[node] as number;
      const end = arcStart[node + 1] as number;
      for (let arc = first; arc < end; arc++) {
        const child = arcChild[arc] as number;
        reached[child] = (reached[child] as number) + ways;
      }
      paths += ways * (end - first) - before;
    }
    tell(to + 1, paths);
  }
  // leave it zero for the next segment
  const lastArc = arcStart[nodesOf[to] as number] as number;
  for (let arc = arcStart[nodesOf[from] as number] as number; arc < lastArc; arc++)
    reached[arcChild[arc] as number] = 0;
}
