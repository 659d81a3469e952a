import { describe, expect, it } from 'vitest';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { unrank } from '../../src/diagram/unrank.js';
import { dagText, parseDag } from '../../src/network/dag.js';
import { dagClasses } from '../../src/network/dagClasses.js';
import { firstOfClass, subgraph, verticesOnPaths } from '../../src/network/firstOfClass.js';
import { vertexChannels } from '../../src/network/vertexChannels.js';
import { traced } from './traced.js';

/** Rows of zeros and ones, and a label per inner vertex. */
interface Plain {
  readonly matrix: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

/** Every labelled graph, in the order of vertices, adjacency bits and labels, whatever is isomorphic to what. */
function* allGraphs(vertices: number, edges: number, labels: number): Generator<Plain> {
  for (let order = 2; order <= vertices; order++) {
    for (let bits = 0; bits < 2 ** ((order * (order - 1)) / 2); bits++) {
      const matrix = Array.from({ length: order }, (_row, x) =>
        Array.from({ length: order }, (_cell, y) => (x < y ? (bits >>> (x + (y * (y - 1)) / 2)) & 1 : 0)),
      );
      if (matrix.flat().filter(Boolean).length > edges || !everyVertexIsOnAPath(matrix)) continue;
      for (let code = 0; code < labels ** (order - 2); code++) {
        yield { matrix, labels: digits(code, labels, order - 2) };
      }
    }
  }
}

function digits(code: number, base: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(code / base ** (count - 1 - i)) % base);
}

/** Some power of the matrix leads from the first vertex to it, and from it to the last. */
function everyVertexIsOnAPath(matrix: Plain['matrix']): boolean {
  const reach = matrix.map((row, x) => row.map((cell, y) => cell === 1 || x === y));
  for (let k = 0; k < matrix.length; k++)
    for (const from of reach)
      for (let y = 0; y < from.length; y++) from[y] ||= from[k] === true && reach[k]?.[y] === true;
  return matrix.every((_, v) => reach[0]?.[v] === true && reach[v]?.at(-1) === true);
}

function isomorphic(a: Plain, b: Plain): boolean {
  if (a.matrix.length !== b.matrix.length) return false;
  const last = a.matrix.length - 1;
  const extend = (places: readonly number[]): boolean => {
    const v = places.length;
    if (v === last) return a.matrix.every((row, x) => row.every((c, y) => c === b.matrix[at(x)]?.[at(y)]));
    return Array.from({ length: last - 1 }, (_, i) => i + 1).some(
      (place) => !places.includes(place) && a.labels[v - 1] === b.labels[place - 1] && extend([...places, place]),
    );
    function at(x: number): number {
      return x === last ? last : (places[x] as number);
    }
  };
  return extend([0]);
}

/** The first of each isomorphism class. */
function plainClasses(vertices: number, edges: number, labels: number): Plain[] {
  const found: Plain[] = [];
  for (const graph of allGraphs(vertices, edges, labels)) {
    if (!found.some((other) => isomorphic(graph, other))) found.push(graph);
  }
  return found;
}

function textOf(matrix: Plain['matrix']): string {
  return matrix.flatMap((row, x) => (x + 1 < row.length ? [row.slice(x + 1).join('')] : [])).join('/');
}

function spaceOf(vertices: number, edges: number, labels: number): object {
  const kernels = [1, 3, 5].slice(0, labels);
  return {
    name: 'graphs',
    input: { channels: 4, size: 8 },
    network: [
      {
        name: 'cell',
        graph: vertices,
        edges,
        operations: Object.fromEntries(kernels.map((kernel, i) => [`k${i}`, { conv: 'in.channels', kernel }])),
      },
    ],
  };
}

describe.each([
  [2, 1, 2],
  [3, 3, 3],
  [4, 6, 3],
  [5, 10, 2],
  [5, 6, 3],
  [6, 7, 1],
])('graphs of %i vertices and %i edges with %i operations', (vertices, edges, labels) => {
  const expected = plainClasses(vertices, edges, labels);

  it('are in the space once per isomorphism class, the first member for all, in their order', () => {
    const { graph } = traced(spaceOf(vertices, edges, labels));
    const { diagram, invalid, wide } = compileDiagram(graph);
    expect([invalid, wide, diagram.size]).toEqual([[], [], BigInt(expected.length)]);
    const choice = new Int32Array(graph.decisions.length);
    const found = expected.map((_, index) => {
      unrank(diagram, BigInt(index), choice);
      return [graph.decisions[0]?.values[choice[0] as number], ...choice.slice(1).filter((label) => label >= 0)];
    });
    expect(found).toEqual(expected.map((plain) => [textOf(plain.matrix), ...plain.labels]));
  });

  it('are told apart by their first members', () => {
    const firsts = new Set(expected.map(({ matrix, labels: own }) => `${textOf(matrix)} ${own.join()}`));
    for (const plain of allGraphs(vertices, edges, labels)) {
      const dag = parseDag(textOf(plain.matrix)) ?? [];
      const first = firstOfClass({ dag, labels: plain.labels });
      expect(firsts).toContain(`${dagText(first.dag)} ${first.labels.join()}`);
      const same = plain.matrix.map((row, x) => row.map((_, y) => plainCell(first.dag, first.places, x, y)));
      expect(same).toEqual(plain.matrix);
      expect(plain.labels.map((_, i) => first.labels[(first.places[i + 1] ?? 0) - 1])).toEqual(plain.labels);
    }
  });
});

function plainCell(dag: readonly number[], places: readonly number[], x: number, y: number): number {
  return ((dag[places[y] ?? 0] ?? 0) >>> (places[x] ?? 0)) & 1;
}

describe('graphs', () => {
  it('are counted as NAS-Bench-101 does', () => {
    expect(dagClasses(7, 9, 4096)).toHaveLength(2494);
  });

  it('are not listed beyond the limit', () => {
    expect(dagClasses(8, 28, 100)).toHaveLength(101);
  });

  it('are read from what they are written as', () => {
    for (const dag of dagClasses(5, 10, 4096)) expect(parseDag(dagText(dag))).toEqual(dag);
    for (const text of ['', '2', '11', '1/1', '10/1/', '10 1', `${'1'.repeat(40)}`])
      expect(parseDag(text)).toBe(undefined);
  });

  it('lose the vertices that lie on no path', () => {
    // 0→1→4, 0→2, 3→4
    const dag = parseDag('1100/001/00/1') ?? [];
    expect(verticesOnPaths(dag)).toEqual([0, 1, 4]);
    expect(dagText(subgraph(dag, [0, 1, 4]))).toBe('10/1');
    expect(verticesOnPaths(parseDag('10/0') ?? [])).toEqual([]);
  });

  it('share channels out among the vertices that lead to the output', () => {
    const channels = (text: string, total: number) => vertexChannels(parseDag(text) ?? [], total);
    expect(channels('1110/001/01/1', 128)).toEqual([128, 43, 43, 42, 128]);
    // the second leads only to the third and is as wide as that
    expect(channels('1101/001/10/1', 7)).toEqual([7, 4, 3, 3, 7]);
    expect(channels('1', 5)).toEqual([5, 5]);
  });
});
