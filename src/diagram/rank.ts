import type { Choice, Diagram } from '../types.js';
import { fromLimbs } from './diagram.js';
import { walkOf } from './walk.js';

/** The first decision by which a choice leaves the space. */
export interface Deviation {
  /** Index into Graph.decisions. */
  readonly decision: number;
  /** Values (by index) that the space allows there, after the decisions before it; empty: it is inactive there. */
  readonly possible: readonly number[];
}

/** The number of an architecture, or undefined if the choice is not in the space. The inverse of unrank. */
export function rank(diagram: Diagram, choice: Choice): bigint | undefined {
  const arcs = pathOf(diagram, choice);
  if (!Array.isArray(arcs)) return undefined;
  const walk = walkOf(diagram);
  const index = new Float64Array(diagram.countLimbs.length);
  for (const arc of arcs) walk.climb(arc, index);
  return fromLimbs([...index], 40n);
}

/** The arcs of a choice from the root on, or where it leaves the space. */
export function pathOf(diagram: Diagram, choice: Choice): number[] | Deviation {
  const { order, level, arcStart, arcChild, arcValue, nodeCount } = diagram;
  const arcs: number[] = [];
  let passed = 0;
  let node = 0;
  while (node < nodeCount - 1) {
    const here = level[node] as number;
    const skipped = firstActive(order, choice, passed, here);
    if (skipped !== undefined) return { decision: skipped, possible: [] };
    const decision = order[here] as number;
    const arc = arcWithValue(diagram, node, choice[decision] as number);
    if (arc === undefined) {
      return { decision, possible: [...arcValue.subarray(arcStart[node], arcStart[node + 1])] };
    }
    arcs.push(arc);
    node = arcChild[arc] as number;
    passed = here + 1;
  }
  const superfluous = firstActive(order, choice, passed, order.length);
  return superfluous === undefined ? arcs : { decision: superfluous, possible: [] };
}

/** The arc of a node that has a value, by binary search: arcs are in ascending order of value. */
export function arcWithValue(diagram: Diagram, node: number, value: number): number | undefined {
  const { arcStart, arcValue } = diagram;
  let low = arcStart[node] as number;
  let high = arcStart[node + 1] as number;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((arcValue[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low < (arcStart[node + 1] as number) && arcValue[low] === value ? low : undefined;
}

/** The first decision of levels [from, to) that a choice makes. */
function firstActive(order: Uint32Array, choice: Choice, from: number, to: number): number | undefined {
  for (let k = from; k < to; k++) if ((choice[order[k] as number] as number) >= 0) return order[k];
  return undefined;
}
