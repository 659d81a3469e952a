import { denseRanks } from './denseRanks.js';
import { lexicographicOrder } from './lexicographicOrder.js';
import type { Ties } from './options.js';
import { sortBuffers } from './sortRows.js';
import { Staircase } from './staircase.js';

/**
 * Sort by the first objective, then sweep with the staircase of the other two: a point is of the front if no earlier
 * one is at or below it in both. O(n log n). Source: H. T. Kung, F. Luccio, F. P. Preparata, "On finding the maxima
 * of a set of vectors", JACM 22(4), 1975. Returns 1 for every row of the front.
 */
export function threeObjectives(columns: readonly Float64Array[], count: number, ties: Ties): Uint8Array {
  const [x, y, z] = columns as readonly [Float64Array, Float64Array, Float64Array];
  const buffers = sortBuffers(count);
  const ranks = denseRanks(y, count, buffers);
  const order = lexicographicOrder(columns, count, buffers);
  const { keys, heights } = inOrder(order, ranks, z);
  const staircase = new Staircase(count);
  const kept = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const row = order[i] as number;
    if (staircase.add(keys[i] as number, heights[i] as number)) kept[row] = 1;
    else if (ties === 'all' && keys[i - 1] === keys[i] && heights[i - 1] === heights[i]) {
      // equal rows follow each other, and share their fate
      const before = order[i - 1] as number;
      if (x[before] === x[row]) kept[row] = kept[before] as number;
    }
  }
  return kept;
}

/** Beforehand and in one plain loop, since its cache misses overlap; those of the branching sweep would not. */
function inOrder(
  order: Uint32Array,
  ranks: Uint32Array,
  z: Float64Array,
): { readonly keys: Uint32Array; readonly heights: Float64Array } {
  const keys = new Uint32Array(order.length);
  const heights = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    keys[i] = ranks[row] as number;
    heights[i] = z[row] as number;
  }
  return { keys, heights };
}
