import { layDiagram } from '../../src/diagram/diagram.js';
import { countPaths } from '../../src/diagram/pathCounts.js';
import type { Diagram } from '../../src/types.js';
import { costQuantity, type Quantity } from '../../src/wholeSpace/quantity.js';

/** A node of a diagram made by hand: its level, and for each arc the node that it leads to and its costs. */
export interface HandNode {
  readonly level: number;
  readonly arcs: readonly (readonly [child: number, ...costs: number[]])[];
}

/** Lays out nodes, the terminal last; all figures are sums. */
export function handMade(nodes: readonly HandNode[], levels: number, figures: number): Diagram {
  const arcs = nodes.flatMap((node) => node.arcs);
  const arcStart = new Uint32Array(nodes.length + 1);
  nodes.forEach((node, n) => (arcStart[n + 1] = (arcStart[n] ?? 0) + node.arcs.length));
  const arcChild = Uint32Array.from(arcs, ([child]) => child);
  return layDiagram({
    order: Array.from({ length: levels }, (_, k) => k),
    level: Uint32Array.from(nodes, ({ level }) => level),
    arcStart,
    arcChild,
    arcValue: Uint32Array.from(nodes.flatMap((node) => node.arcs.map((_, value) => value))),
    metrics: Array.from({ length: figures }, (_, first) => ({
      combine: 'sum',
      kind: 'plain',
      first,
      count: 1,
      ranked: [],
    })),
    columns: Array.from({ length: figures }, (_, f) => Float64Array.from(arcs, (arc) => arc[1 + f] ?? 0)),
    base: Array.from({ length: figures }, () => 0),
    countLimbs: countPaths(nodes.length, arcStart, arcChild),
  });
}

export function figure(index: number): Quantity {
  return costQuantity(`figure${index}`, index, 'sum');
}
