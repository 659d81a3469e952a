import type { Diagram } from '../types.js';
import { columnsOf, maxColumns } from './metricColumns.js';

/** What sampling keeps from call to call about some metrics of a diagram, for one thread. */
export class PathTables {
  readonly diagram: Diagram;
  readonly columns: readonly number[];
  /** Per column of `columns`: it combines by max. */
  readonly isMax: readonly boolean[];
  /** Samples served; a few are cheaper without tables. */
  served = 0;

  constructor(diagram: Diagram, metrics: readonly number[]) {
    this.diagram = diagram;
    this.columns = columnsOf(diagram, metrics);
    const combinesByMax = maxColumns(diagram);
    this.isMax = this.columns.map((column) => combinesByMax[column] === true);
  }
}
