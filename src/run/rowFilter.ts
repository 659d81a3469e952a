import { paretoFront, type Direction, type Ties } from '../pareto/paretoFront.js';
import { orderedNumbers } from '../report/exactColumn.js';
import type { Figure } from './readFigure.js';
import type { Row } from './row.js';

/** A row of a front, and its objectives. */
export interface FrontRow {
  readonly row: Row;
  readonly figures: readonly Figure[];
}

/**
 * The Pareto front of rows that come one by one. Rows wait until there are many, then those that another one dominates
 * are let go, text and all: what is kept is the front so far, and about as much again.
 */
export class RowFilter {
  private readonly directions: readonly Direction[];
  private readonly ties: Ties;
  private readonly leastWeight: number;
  private rows: Row[] = [];
  private columns: Figure[][];
  private weight = 0;
  private filterAt: number;
  /** How many of the rows, at the start, have been through the filter. */
  private filtered = 0;

  /** @param leastWeight how much waits before a filter pays, in characters */
  constructor(directions: readonly Direction[], ties: Ties, leastWeight = 16 * 1024 * 1024) {
    this.directions = directions;
    this.ties = ties;
    this.columns = directions.map(() => []);
    this.leastWeight = leastWeight;
    this.filterAt = leastWeight;
  }

  /** @param figures one per objective */
  add(row: Row, figures: readonly Figure[]): void {
    this.rows.push(row);
    this.columns.forEach((column, objective) => column.push(figures[objective] as Figure));
    this.weight += rowWeight(row);
    if (this.weight >= this.filterAt) this.filter();
  }

  /** Best in the first objective first; rows that are equal in it keep the order in which they came. */
  front(): FrontRow[] {
    this.filter();
    const sign = this.directions[0] === 'max' ? -1 : 1;
    return this.rows
      .map((row, r) => ({ row, figures: this.columns.map((column) => column[r] as Figure) }))
      .toSorted((a, b) => sign * compareFigures(a.figures[0] as Figure, b.figures[0] as Figure));
  }

  private filter(): void {
    const kept = paretoFront(this.columns.map(orderedNumbers), this.directions, { ties: this.ties });
    this.rows = Array.from(kept, (r) => {
      const row = this.rows[r] as Row;
      return r < this.filtered ? row : ownText(row);
    });
    this.columns = this.columns.map((column) => Array.from(kept, (r) => column[r] as Figure));
    this.filtered = kept.length;
    this.weight = this.rows.reduce((sum, row) => sum + rowWeight(row), 0);
    // a front that is large itself is not filtered again for every few rows
    this.filterAt = Math.max(this.leastWeight, 2 * this.weight);
  }
}

/** Beside its text: objects, headers of strings. */
const OBJECT_WEIGHT = 100;
const CELL_WEIGHT = 24;

/** Roughly, in characters. */
function rowWeight(row: Row): number {
  if (row.format === 'jsonl') return OBJECT_WEIGHT + row.text.length;
  return row.cells.reduce((sum, cell) => sum + CELL_WEIGHT + cell.length, OBJECT_WEIGHT);
}

/** A line is a slice of what was read with it, which would stay in memory as long as the line does. */
function ownText(row: Row): Row {
  return row.format === 'jsonl' ? { ...row, text: Buffer.from(row.text).toString() } : row;
}

function compareFigures(a: Figure, b: Figure): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
