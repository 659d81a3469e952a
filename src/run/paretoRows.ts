import type { Direction, Ties } from '../pareto/paretoFront.js';
import { METRICS } from '../cost/metrics.js';
import { plainText } from '../report/plainText.js';
import { listed, suggest } from '../space/suggest.js';
import type { CompiledSpace } from './compiledSpace.js';
import { RequestError, RowError } from './errors.js';
import { joinRow } from './joinRow.js';
import { readFigure, type Figure } from './readFigure.js';
import type { ReadRow } from './openRow.js';
import { readRows, type RowFile } from './readRows.js';
import { RowFilter, type FrontRow } from './rowFilter.js';
import { shownValue } from './shownValue.js';

/** A column, and which way is better. */
export interface ColumnObjective {
  readonly column: string;
  readonly direction: Direction;
}

export interface ParetoRowsOptions {
  /** At least one. */
  readonly objectives: readonly ColumnObjective[];
  readonly ties: Ties;
  /** The space whose metrics are columns of every row. */
  readonly join: CompiledSpace | undefined;
  /** Rows that cannot be used are left out; otherwise the first one ends the run. */
  readonly skipInvalid: boolean;
  /** Ends the reading: the report is of the rows until then. */
  readonly signal: AbortSignal;
}

export interface ParetoRowsReport {
  /** How many rows the front is of. */
  readonly rows: number;
  /** How many were left out, and what was wrong with the first. */
  readonly skipped: number;
  readonly firstSkipped: RowError | undefined;
  /** Best in the first objective first; rows that are equal in it in the order of the files. */
  readonly front: readonly FrontRow[];
}

/**
 * The Pareto front of the rows of files, which form one set. Objectives are compared exactly where they are whole
 * numbers. Memory grows with the front, not with the files.
 *
 * @throws RowError (unless such rows are skipped) where a row lacks an objective or has something else than a finite
 * number in it, or cannot be joined
 * @throws RequestError where a file cannot be read as rows, or CSV has no column of an objective
 */
export async function paretoRows(
  files: Iterable<RowFile>,
  { objectives, ties, join, skipInvalid, signal }: ParetoRowsOptions,
): Promise<ParetoRowsReport> {
  const filter = new RowFilter(
    objectives.map(({ direction }) => direction),
    ties,
  );
  const columns = objectives.map(({ column }) => column);
  let rows = 0;
  let skipped = 0;
  let firstSkipped: RowError | undefined;
  for await (const read of allRows(files, signal)) {
    const figures = read instanceof RowError ? read : attempt(() => figuresOf(read, columns, join));
    if (figures instanceof RowError) {
      if (!skipInvalid) throw figures;
      skipped++;
      firstSkipped ??= figures;
    } else {
      rows++;
      filter.add((read as ReadRow).row, figures);
    }
  }
  return { rows, skipped, firstSkipped, front: filter.front() };
}

async function* allRows(files: Iterable<RowFile>, signal: AbortSignal): AsyncGenerator<ReadRow | RowError> {
  for (const file of files) {
    for await (const some of readRows(file)) {
      if (signal.aborted) return;
      yield* some;
    }
  }
}

function attempt<Result>(act: () => Result): Result | RowError {
  try {
    return act();
  } catch (error) {
    if (error instanceof RowError) return error;
    throw error;
  }
}

function figuresOf(read: ReadRow, columns: readonly string[], join: CompiledSpace | undefined): Figure[] {
  const costs = join && joinRow(join, read).costs;
  return columns.map((column) => {
    const metric = METRICS.find((name) => name === column);
    if (costs !== undefined && metric !== undefined) return costs[metric];
    return figureOf(read, column, costs === undefined ? [] : METRICS);
  });
}

/** @param joined columns that the row has beside its own */
function figureOf({ row, open }: ReadRow, column: string, joined: readonly string[]): Figure {
  const value = open.value(column);
  const figure = readFigure(value);
  if (figure !== undefined) return figure;
  const { file, line } = row;
  if (value !== undefined) throw new RowError(file, line, `${JSON.stringify(column)} is ${shown(value)}`);
  const problem = missing(column, [...new Set([...open.columns, ...joined])]);
  // the header tells for all rows
  throw row.format === 'csv' ? new RequestError(`${file} ${problem}`) : new RowError(file, line, `the row ${problem}`);
}

function missing(column: string, columns: readonly string[]): string {
  const hint = suggest(column, columns);
  const there =
    columns.length === 0
      ? 'it has none'
      : `its columns are ${listed(columns.map((name) => plainText(name, SHOWN_VALUE)))}`;
  return `has no column ${JSON.stringify(column)}; ${hint === undefined ? '' : `${hint} `}${there}`;
}

const SHOWN_VALUE = 60;

function shown(value: unknown): string {
  if (value === null || value === '') return 'empty; expected a number';
  return `${plainText(shownValue(value), SHOWN_VALUE)}; expected a finite number`;
}
