import type { Diagram } from '../types.js';

/** A node that stands for all paths from the root over it, which have an excess of `sum` up to there. */
export interface Root {
  readonly node: number;
  readonly sum: number;
}

/** Parts may repeat as much of the diagram as this, all in all. */
const REPETITION = 3;
const MOST_ROOTS = 4096;
/** Nodes that are looked at to find out, about a second. */
const MOST_VISITS = 2e8;

/**
 * Cuts the paths of a diagram by their first decisions while the parts have little in common: values of a global
 * decision (a resolution, a width) are then worked on one after the other, in a part of the memory.
 */
export function cutRoots(diagram: Diagram, excess: Float64Array): Root[] {
  const { arcStart, arcChild, nodeCount } = diagram;
  let roots: Root[] = [{ node: 0, sum: 0 }];
  for (;;) {
    const next = roots.flatMap(({ node, sum }) => {
      if (node === nodeCount - 1) return [{ node, sum }];
      const arcs = Array.from(
        { length: (arcStart[node + 1] as number) - (arcStart[node] as number) },
        (_, i) => (arcStart[node] as number) + i,
      );
      return arcs.map((arc) => ({ node: arcChild[arc] as number, sum: sum + (excess[arc] as number) }));
    });
    if (next.length > MOST_ROOTS || next.length * nodeCount > MOST_VISITS) return roots;
    const size = next.reduce((total, { node }) => total + reachable(diagram, node).length, 0);
    if (size > REPETITION * nodeCount || next.every((root, i) => root.node === roots[i]?.node)) return roots;
    roots = next;
  }
}

/** Nodes that a node reaches, itself among them, in ascending order. */
export function reachable({ nodeCount, arcStart, arcChild }: Diagram, from: number): Uint32Array {
  const reached = new Uint8Array(nodeCount - from);
  reached[0] = 1;
  const nodes: number[] = [];
  for (let node = from; node < nodeCount; node++) {
    if (reached[node - from] === 0) continue;
    nodes.push(node);
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      reached[(arcChild[arc] as number) - from] = 1;
    }
  }
  return Uint32Array.from(nodes);
}
