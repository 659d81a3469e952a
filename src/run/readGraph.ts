import type { Dag } from '../network/dag.js';
import { dagText, edgeCount, parseDag } from '../network/dag.js';
import { firstOfClass, subgraph, verticesOnPaths } from '../network/firstOfClass.js';
import type { Decision, LabelledGraph } from '../types.js';
import { shownValue } from './shownValue.js';
import type { GivenValue, SpreadArchitecture } from './spreadArchitecture.js';
import { missing, wrongValue } from './valueProblems.js';

type Given = SpreadArchitecture['given'];

/** An architecture whose labelled graphs are the ones that the space holds. */
export interface ReadGraphs {
  readonly given: Given;
  /** What is wrong with the graphs; those are left out. */
  readonly problems: readonly string[];
}

/**
 * A reader of the labelled graphs in architectures of a space. People write any member of an isomorphism class, and
 * vertices that lie on no path from input to output: without those, the class's first member stands for it.
 */
export function graphReader(decisions: readonly Decision[]): (given: Given) => ReadGraphs {
  const byName = new Map(decisions.map((decision) => [decision.name, decision]));
  const graphs = decisions.flatMap((matrix): Declared[] => {
    const { graph } = matrix;
    if (graph === undefined) return [];
    return [{ matrix, graph, operations: graph.operations.flatMap((name) => byName.get(name) ?? []) }];
  });
  return (given) => {
    const problems: string[] = [];
    let read = given;
    for (const declared of graphs) {
      const written = read.get(declared.matrix.name);
      if (written !== undefined) read = readGraph(declared, written, read, problems);
    }
    return { given: read, problems };
  };
}

interface Declared {
  readonly matrix: Decision;
  readonly graph: LabelledGraph;
  /** Of the inner vertices, in order. */
  readonly operations: readonly Decision[];
}

function readGraph(declared: Declared, written: GivenValue, given: Given, problems: string[]): Given {
  const { matrix, graph, operations } = declared;
  const dag = typeof written.value === 'string' ? parseDag(written.value) : parseRows(written.value);
  const kept = dag === undefined ? [] : verticesOnPaths(dag);
  const fault = dag === undefined ? notAMatrix(written.value) : graphFault(graph, dag, kept);
  if (dag === undefined || fault !== undefined) {
    problems.push(`${JSON.stringify(matrix.name)} ${fault}`);
    return withoutGraph(declared, given);
  }
  const inner = kept.slice(1, -1).map((vertex) => operations[vertex - 1] as Decision);
  const labels = inner.map((decision) => graph.labels.indexOf(operationOf(decision, given) as string));
  labels.forEach((label, i) => {
    if (label < 0) problems.push(operationFault(inner[i] as Decision, given));
  });
  if (labels.includes(-1)) return withoutGraph(declared, given);
  const first = firstOfClass({ dag: subgraph(dag, kept), labels });
  const place = (vertex: number) => {
    if (vertex >= dag.length - 1) return vertex;
    return kept.includes(vertex) ? first.places[kept.indexOf(vertex)] : undefined;
  };
  return moved(graph, given, place).set(matrix.name, { ...written, value: dagText(first.dag) });
}

/** The graph of a matrix that is written as a list of rows. */
function parseRows(written: unknown): Dag | undefined {
  if (!Array.isArray(written)) return undefined;
  const rows: readonly unknown[] = written;
  if (!rows.every((row) => Array.isArray(row) && row.length === rows.length)) return undefined;
  const cells = (rows as readonly (readonly unknown[])[]).map((row) => row.map(Number));
  const isMatrix = cells.every((row, x) => row.every((cell, y) => cell === 0 || (cell === 1 && x < y)));
  return isMatrix
    ? parseDag(
        cells
          .map((row, x) => row.slice(x + 1).join(''))
          .slice(0, -1)
          .join('/'),
      )
    : undefined;
}

function notAMatrix(written: unknown): string {
  return `is a matrix of 0 and 1 above its diagonal, [[0, 1, 0], [0, 0, 1], [0, 0, 0]], or what is above it, "10/1", not ${shownValue(written)}`;
}

function graphFault({ vertices, edges }: LabelledGraph, dag: Dag, kept: readonly number[]): string | undefined {
  if (dag.length > vertices) return `has ${dag.length} vertices; there are at most ${vertices}`;
  if (kept.length === 0) return 'has no path from its first vertex to its last';
  const count = edgeCount(subgraph(dag, kept));
  return count > edges ? `has ${count} edges on paths from input to output; there are at most ${edges}` : undefined;
}

/** What can be but one value goes without saying. */
function operationOf({ name, values }: Decision, given: Given): unknown {
  return given.get(name)?.value ?? (values.length === 1 ? values[0] : undefined);
}

function operationFault(decision: Decision, given: Given): string {
  const found = given.get(decision.name);
  return found === undefined ? missing(decision) : wrongValue(decision, found.value);
}

function withoutGraph({ matrix, graph }: Declared, given: Given): Given {
  const rest = moved(graph, given, () => undefined);
  rest.delete(matrix.name);
  return rest;
}

/**
 * What is given, with the operation of every vertex, and the decisions in it, where `place` says; undefined: left out.
 */
function moved(
  { operations }: LabelledGraph,
  given: Given,
  place: (vertex: number) => number | undefined,
): Map<string, GivenValue> {
  const entries = [...given].flatMap(([name, value]): [string, GivenValue][] => {
    const i = operations.findIndex((operation) => name === operation || name.startsWith(`${operation}.`));
    if (i < 0) return [[name, value]];
    const to = place(i + 1);
    if (to === undefined) return [];
    return [[`${operations[to - 1]}${name.slice(operations[i]?.length)}`, value]];
  });
  return new Map(entries);
}
