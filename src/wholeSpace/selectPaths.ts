import type { Diagram } from '../types.js';
import { deriveDiagram, emptyDiagram } from './deriveDiagram.js';
import type { ArcAmounts } from './quantity.js';

/**
 * Reads a path arc by arc; its states are 0, 1, …: it begins in the first, and selects a path that ends in the last.
 */
export interface PathReader {
  readonly states: number;
  /** The state after an arc; negative: the path is not selected. */
  step(arc: number, state: number): number;
}

/** The diagram of the paths that a finite automaton selects: their product (as of an automaton and a graph). */
export function selectPaths(diagram: Diagram, reader: PathReader): Diagram {
  const { states } = reader;
  const { nodeCount, arcStart, arcChild } = diagram;
  const terminal = nodeCount - 1;
  // copies are (node, state), but one copy for the terminal, which is the last
  const nodeOrigin: number[] = [];
  const starts: number[] = [0];
  const arcOrigin: number[] = [];
  const children: number[] = [];
  const last = states * terminal;
  if (terminal === 0) return states === 1 ? diagram : emptyDiagram(diagram);
  for (let node = 0; node < terminal; node++) {
    for (let state = 0; state < states; state++) {
      nodeOrigin.push(node);
      for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
        const next = reader.step(arc, state);
        const child = arcChild[arc] as number;
        arcOrigin.push(arc);
        if (next < 0) children.push(-1);
        else if (child === terminal) children.push(next === states - 1 ? last : -1);
        else children.push(states * child + next);
      }
      starts.push(arcOrigin.length);
    }
  }
  nodeOrigin.push(terminal);
  starts.push(arcOrigin.length);
  return deriveDiagram(diagram, { nodeOrigin, arcStart: starts, arcOrigin, arcChild: children }).diagram;
}

/** The diagram of the architectures that have a value (by index) of a decision, or in which it is inactive (-1). */
export function withValue(diagram: Diagram, decision: number, value: number): Diagram {
  const level = diagram.order.indexOf(decision);
  const deciding = arcLevels(diagram);
  if (value < 0) return selectPaths(diagram, { states: 1, step: (arc) => (deciding[arc] === level ? -1 : 0) });
  return selectPaths(diagram, {
    states: 2,
    step: (arc, state) => (deciding[arc] !== level ? state : diagram.arcValue[arc] === value ? 1 : -1),
  });
}

/**
 * The diagram of the architectures whose largest arc amount (or base) lies in [min, max]: a budget of a quantity that
 * combines by max.
 */
export function withMaximum(
  diagram: Diagram,
  { arcs, base }: ArcAmounts,
  { min, max }: { readonly min: bigint | undefined; readonly max: bigint | undefined },
): Diagram {
  if (max !== undefined && base > max) return emptyDiagram(diagram);
  const tooMuch = (arc: number): boolean => max !== undefined && (arcs[arc] as number | bigint) > max;
  if (min === undefined || base >= min)
    return selectPaths(diagram, { states: 1, step: (arc) => (tooMuch(arc) ? -1 : 0) });
  const step = (arc: number, state: number): number =>
    tooMuch(arc) ? -1 : (arcs[arc] as number | bigint) >= min ? 1 : state;
  return selectPaths(diagram, { states: 2, step });
}

/** The level that an arc decides. */
function arcLevels({ arcStart, arcCount, level, nodeCount }: Diagram): Uint32Array {
  const levels = new Uint32Array(arcCount);
  for (let node = 0; node < nodeCount - 1; node++) {
    levels.fill(level[node] as number, arcStart[node], arcStart[node + 1]);
  }
  return levels;
}
