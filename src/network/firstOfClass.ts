import type { Dag } from './dag.js';
import { compareDags, hasEdge, innerPermutations, relabelled } from './dag.js';

/** A graph with a label at each inner vertex, in order. */
export interface LabelledDag {
  readonly dag: Dag;
  readonly labels: readonly number[];
}

/** The first graph of a class, and what each vertex of the graph asked for is called in it. */
export interface FirstOfClass extends LabelledDag {
  readonly places: readonly number[];
}

/**
 * Of the labelled graphs that are isomorphic to this one, the first: by the graph as `compareDags` has it, then by the
 * labels, the vertices in order.
 */
export function firstOfClass({ dag, labels }: LabelledDag): FirstOfClass {
  let first: FirstOfClass = { dag, labels, places: dag.map((_, vertex) => vertex) };
  for (const places of innerPermutations(dag.length)) {
    const other = relabelled(dag, places);
    if (other === undefined) continue;
    const moved = [...labels];
    labels.forEach((label, i) => (moved[(places[i + 1] as number) - 1] = label));
    if ((compareDags(other, first.dag) || compareLabels(moved, first.labels)) < 0)
      first = { dag: other, labels: moved, places };
  }
  return first;
}

function compareLabels(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((label, i) => label !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}

/** The vertices that lie on a path from the first to the last, in order; none where there is no path. */
export function verticesOnPaths(dag: Dag): number[] {
  const all = dag.map((_, vertex) => vertex);
  const forward = new Set([0]);
  for (const y of all) if (all.some((x) => forward.has(x) && hasEdge(dag, x, y))) forward.add(y);
  const backward = new Set([dag.length - 1]);
  for (const x of all.toReversed()) if (all.some((y) => backward.has(y) && hasEdge(dag, x, y))) backward.add(x);
  return all.filter((vertex) => forward.has(vertex) && backward.has(vertex));
}

/** The graph of some of the vertices and the edges between them. */
export function subgraph(dag: Dag, vertices: readonly number[]): Dag {
  return vertices.map((y) =>
    vertices.reduce((sources, x, i) => (hasEdge(dag, x, y) ? sources | (1 << i) : sources), 0),
  );
}
