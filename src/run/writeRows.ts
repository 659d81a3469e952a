import { METRICS } from '../cost/metrics.js';
import { csvCell } from '../report/csvCell.js';
import type { TextFormat } from '../report/fileFormat.js';
import type { Costs } from './costs.js';
import { openRow, type OpenRow } from './openRow.js';
import type { Row } from './row.js';
import { rowJson } from './rowJson.js';

export interface WriteRowsOptions {
  /** The metrics of a row's architecture, where rows are joined to a space. */
  readonly costs: ((row: Row) => Costs) | undefined;
  /** Columns whose cells are numbers in JSON. */
  readonly numeric: ReadonlySet<string>;
}

/**
 * Rows as the text of a file, a line at a time. CSV has the columns of all of the rows in the order in which they are
 * met, then the joined metrics; what is an object or a list in JSON is JSON in its cell.
 */
export function writeRows(rows: readonly Row[], format: TextFormat, options: WriteRowsOptions): Iterable<string> {
  return format === 'csv' ? csvLines(rows, options) : jsonLines(rows, options);
}

function* jsonLines(rows: readonly Row[], { costs, numeric }: WriteRowsOptions): Generator<string> {
  for (const row of rows) yield `${rowJson(row, costs?.(row), numeric)}\n`;
}

function* csvLines(rows: readonly Row[], { costs }: WriteRowsOptions): Generator<string> {
  const columns = [...allColumns(rows, costs === undefined ? [] : METRICS)];
  if (columns.length === 0) return;
  yield csvLine(columns);
  for (const row of rows) {
    const open = openRow(row);
    const joined: Readonly<Record<string, unknown>> = costs?.(row) ?? {};
    yield csvLine(
      columns.map((column) => cellText(Object.hasOwn(joined, column) ? joined[column] : open.value(column))),
    );
  }
}

function allColumns(rows: readonly Row[], joined: readonly string[]): Set<string> {
  const columns = new Set<string>();
  let header: OpenRow['columns'] | undefined;
  for (const row of rows) {
    const own = openRow(row).columns;
    // the rows of a CSV file share theirs
    if (own !== header) for (const column of own) columns.add(column);
    header = own;
  }
  for (const metric of joined) columns.add(metric);
  return columns;
}

function csvLine(cells: readonly string[]): string {
  // an empty line would be no row
  const [only] = cells;
  return cells.length === 1 && only === '' ? '""\n' : `${cells.map(csvCell).join(',')}\n`;
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | bigint | boolean);
}
