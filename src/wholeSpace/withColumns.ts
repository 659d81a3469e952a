import { layDiagram } from '../diagram/diagram.js';
import type { Diagram, MetricColumns } from '../types.js';
import type { Quantity } from './quantity.js';

/** A diagram with quantities of decisions as metrics of its own, behind those it has, in their order. */
export function withColumns(diagram: Diagram, quantities: readonly Quantity[]): Diagram {
  if (quantities.length === 0) return diagram;
  const amounts = quantities.map((quantity) => quantity.amounts(diagram));
  const first = diagram.columns.length;
  const metrics = quantities.map(({ combine }, q): MetricColumns => ({
    combine,
    kind: 'plain',
    first: first + q,
    count: 1,
    ranked: [],
  }));
  return layDiagram({
    ...diagram,
    order: [...diagram.order],
    metrics: [...diagram.metrics, ...metrics],
    columns: [
      ...diagram.columns,
      ...amounts.map(({ arcs }) => Float64Array.from(arcs as ArrayLike<number | bigint>, Number)),
    ],
    base: [...diagram.base, ...amounts.map(({ base }) => Number(base))],
  });
}
