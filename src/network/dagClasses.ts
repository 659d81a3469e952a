import type { Dag } from './dag.js';
import { bitCount, compareDags, innerPermutations, relabelled } from './dag.js';

/**
 * The directed acyclic graphs of 2 to `vertices` vertices with at most `edges` edges in which every vertex lies on a
 * path from the first to the last, one of each isomorphism class: the one that comes first by `compareDags`. In that
 * order; ends once there are more than `most`.
 */
export function dagClasses(vertices: number, edges: number, most: number): Dag[] {
  const found: Dag[] = [];
  for (let order = 2; order <= vertices && order - 1 <= edges; order++) {
    const permutations = innerPermutations(order);
    const dag = new Array<number>(order).fill(0);
    /**
     * Chooses the sources of vertex y and of those before it; `reached` are the vertices that have a reader already.
     */
    const choose = (y: number, edgesLeft: number, reached: number): void => {
      if (found.length > most) return;
      if (y === 0) {
        if (isFirst(dag, permutations)) found.push([...dag]);
        return;
      }
      for (let sources = 1; sources < 1 << y; sources++) {
        const left = edgesLeft - bitCount(sources);
        // each vertex before y needs one more, and the one that comes next a reader
        if (left < y - 1 || !hasReader(y - 1, reached | sources)) continue;
        dag[y] = sources;
        choose(y - 1, left, reached | sources);
      }
    };
    choose(order - 1, edges, 0);
  }
  return found;
}

function hasReader(vertex: number, reached: number): boolean {
  return ((reached >>> vertex) & 1) === 1;
}

function isFirst(dag: Dag, permutations: readonly (readonly number[])[]): boolean {
  return permutations.every((places) => {
    const other = relabelled(dag, places);
    return other === undefined || compareDags(dag, other) <= 0;
  });
}
