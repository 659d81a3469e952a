/**
 * A directed acyclic graph with its vertices in topological order: the first is its input, the last its output. Per
 * vertex, bit x says that an edge from x leads to it.
 */
export type Dag = readonly number[];

/** The adjacency matrix above its diagonal, row by row: "110/01/1" has the edges 0→1, 0→2, 1→3 and 2→3. */
export function dagText(dag: Dag): string {
  const rows = dag
    .slice(1)
    .map((_, x) => dag.slice(x + 1).map((_sources, i) => (hasEdge(dag, x, x + 1 + i) ? '1' : '0')));
  return rows.map((row) => row.join('')).join('/');
}

/** The graph of such a text; undefined where it is none. */
export function parseDag(text: string): Dag | undefined {
  const rows = text.split('/');
  const order = rows.length + 1;
  if (order > MOST_VERTICES || rows.some((row, x) => row.length !== order - 1 - x || /[^01]/.test(row)))
    return undefined;
  return Array.from({ length: order }, (_, y) =>
    rows.slice(0, y).reduce((sources, row, x) => (row[y - x - 1] === '1' ? sources | (1 << x) : sources), 0),
  );
}

export const MOST_VERTICES = 31;

export function hasEdge(dag: Dag, from: number, to: number): boolean {
  return (((dag[to] ?? 0) >>> from) & 1) === 1;
}

export function edgeCount(dag: Dag): number {
  return dag.reduce((count, sources) => count + bitCount(sources), 0);
}

export function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/**
 * Negative where `a` comes before `b`: the one with fewer vertices, then the one whose adjacency bits are the smaller
 * number, if the edge x → y is bit x + y (y − 1) / 2.
 */
export function compareDags(a: Dag, b: Dag): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let y = a.length - 1; y >= 0; y--) if (a[y] !== b[y]) return (a[y] as number) - (b[y] as number);
  return 0;
}

/** The graph with vertex v called places[v]; undefined where an edge would lead backwards. */
export function relabelled(dag: Dag, places: readonly number[]): Dag | undefined {
  const sources = new Array<number>(dag.length).fill(0);
  for (let y = 1; y < dag.length; y++) {
    const to = places[y] as number;
    for (let x = 0; x < y; x++) {
      if (!hasEdge(dag, x, y)) continue;
      const from = places[x] as number;
      if (from > to) return undefined;
      sources[to] = (sources[to] as number) | (1 << from);
    }
  }
  return sources;
}

/** All ways to rename the inner vertices of a graph of this many; the identity is the first. */
export function innerPermutations(order: number): number[][] {
  const inner = Array.from({ length: order - 2 }, (_, i) => i + 1);
  return permutations(inner).map((places) => [0, ...places, order - 1]);
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) => permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]));
}
