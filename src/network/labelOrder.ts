import type { Dag } from './dag.js';
import { compareDags, innerPermutations, relabelled } from './dag.js';

/**
 * Tells, label after label, whether the labels of a graph's inner vertices come first among those that its
 * automorphisms make of them. Plain data: it keeps only what later labels are compared with, so that labellings which
 * need no more comparing are alike.
 */
export type LabelOrder =
  | {
      /** Automorphisms under which the labels are equal so far: where vertex v goes, and the vertex to compare next. */
      readonly tied: readonly { readonly places: readonly number[]; readonly next: number }[];
      /** By vertex; UNREAD where it is not known yet or not needed any more. */
      readonly labels: readonly number[];
    }
  /** An automorphism leads to labels that come before them. */
  | 'not the first';

const UNREAD = -1;

/** Before any label. */
export function startLabels(dag: Dag): LabelOrder {
  const automorphisms = innerPermutations(dag.length)
    .slice(1)
    .filter((places) => {
      const other = relabelled(dag, places);
      return other !== undefined && compareDags(other, dag) === 0;
    });
  return settled(
    automorphisms.map((places) => ({ places, next: 1 })),
    [],
    0,
  );
}

/** With the label of `vertex`, which comes after those before it. */
export function nextLabel(order: LabelOrder, vertex: number, label: number): LabelOrder {
  if (order === 'not the first' || order.tied.length === 0) return order;
  const labels = [...order.labels];
  labels[vertex] = label;
  const tied: { places: readonly number[]; next: number }[] = [];
  for (const { places, next } of order.tied) {
    let at = next;
    // automorphisms come with their inverses: comparing with the label of the vertex's place does for all of them
    while (at <= vertex && (places[at] as number) <= vertex && labels[at] === labels[places[at] as number]) at++;
    if (at === places.length - 1) continue;
    const other = places[at] as number;
    if (at > vertex || other > vertex) tied.push({ places, next: at });
    else if ((labels[other] as number) < (labels[at] as number)) return 'not the first';
  }
  return settled(tied, labels, vertex);
}

function settled(
  tied: readonly { readonly places: readonly number[]; readonly next: number }[],
  labels: readonly number[],
  known: number,
): LabelOrder {
  const needed = (vertex: number) => tied.some(({ places, next }) => next <= vertex || places.indexOf(vertex) >= next);
  const kept = Array.from({ length: tied.length === 0 ? 0 : known + 1 }, (_, vertex) =>
    vertex > 0 && needed(vertex) ? (labels[vertex] as number) : UNREAD,
  );
  return { tied, labels: kept };
}
