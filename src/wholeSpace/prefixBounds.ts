import type { Diagram } from '../types.js';
import type { Root } from './roots.js';

/** Per node, the least and the most excess of a path from a root; Infinity and 0 where none leads there. */
export interface PrefixBounds {
  readonly cheapest: Float64Array;
  readonly dearest: Float64Array;
}

export function prefixBounds(
  { nodeCount, arcStart, arcChild }: Diagram,
  excess: Float64Array,
  root: Root = { node: 0, sum: 0 },
): PrefixBounds {
  const cheapest = new Float64Array(nodeCount).fill(Infinity);
  const dearest = new Float64Array(nodeCount);
  cheapest[root.node] = root.sum;
  dearest[root.node] = root.sum;
  for (let node = root.node; node < nodeCount - 1; node++) {
    if (cheapest[node] === Infinity) continue;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      const child = arcChild[arc] as number;
      cheapest[child] = Math.min(cheapest[child] as number, (cheapest[node] as number) + (excess[arc] as number));
      dearest[child] = Math.max(dearest[child] as number, (dearest[node] as number) + (excess[arc] as number));
    }
  }
  return { cheapest, dearest };
}
