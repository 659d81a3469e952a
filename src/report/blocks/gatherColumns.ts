import { exactAt, type ExactColumn } from '../exactColumn.js';
import { OutputError } from '../outputFile.js';
import type { RecordRows } from './blockFormat.js';
import type { CodedData, ColumnData, FloatData, IntegerData, TextData } from './columnData.js';
import type { CodedColumn, RecordColumn } from './recordColumns.js';
import { TextBuilder } from './textBuilder.js';

/**
 * Records as columns.
 *
 * @throws OutputError where a figure passes 2^63 - 1 in a column of whole numbers
 */
export function gatherColumns(columns: readonly RecordColumn[], rows: RecordRows): ColumnData[] {
  const { measured, errors } = rows;
  const architectures = gatherChoices(
    columns.filter((column) => column.kind === 'coded'),
    rows,
  );
  const metrics = columns.slice(architectures.length, architectures.length + rows.columns.length);
  return [
    ...architectures,
    ...metrics.map((column, m) => gatherFigures(column, rows.columns[m] as ExactColumn, rows.count)),
    ...measured.map(gatherMeasure),
    ...(measured.length > 0 ? [gatherErrors(errors, rows.count)] : []),
  ];
}

/** Rows that are turned into columns at a time. */
const TILE = 64;

/** The index and the decisions: the only part that goes row by row. */
function gatherChoices(decisions: readonly CodedColumn[], rows: RecordRows): [TextData, ...CodedData[]] {
  const { count } = rows;
  const codes = decisions.map(() => new Int32Array(count));
  const indices = new TextBuilder(count, false);
  const width = decisions.length;
  const tile = Array.from({ length: TILE }, () => new Int32Array(width));
  for (let first = 0; first < count; first += TILE) {
    const length = Math.min(TILE, count - first);
    for (let r = 0; r < length; r++) indices.appendDigits(rows.choose(first + r, tile[r] as Int32Array).toString());
    for (let d = 0; d < width; d++) {
      const table = (decisions[d] as CodedColumn).codes;
      const column = codes[d] as Int32Array;
      for (let r = 0; r < length; r++) column[first + r] = table[((tile[r] as Int32Array)[d] as number) + 1] as number;
    }
  }
  return [indices.finish(), ...codes.map((column): CodedData => ({ kind: 'coded', codes: column }))];
}

function gatherFigures(column: RecordColumn, figures: ExactColumn, count: number): IntegerData | TextData {
  if (column.kind === 'int64') return { kind: 'int64', values: integers(column.name, figures, count) };
  const texts = new TextBuilder(count, false);
  for (let row = 0; row < count; row++) texts.appendDigits(exactAt(figures, row).toString());
  return texts.finish();
}

const LARGEST = 2n ** 63n - 1n;

function integers(name: string, figures: ExactColumn, count: number): BigInt64Array {
  const values = new BigInt64Array(count);
  if (figures instanceof Float64Array) {
    // whole and below 2^53: halves are put in place without a bigint per figure
    const halves = new Uint32Array(values.buffer);
    for (let row = 0; row < count; row++) {
      const figure = figures[row] as number;
      halves[2 * row] = figure;
      halves[2 * row + 1] = figure / 2 ** 32;
    }
    return values;
  }
  for (let row = 0; row < count; row++) {
    const figure = figures[row] as bigint;
    if (figure > LARGEST) throw tooLarge(name, figure);
    values[row] = figure;
  }
  return values;
}

function tooLarge(name: string, figure: bigint): OutputError {
  return new OutputError(
    `${name} of an architecture is ${figure}, and the whole numbers of .parquet and .arrow files end at 2^63 - 1: write .jsonl or .csv`,
  );
}

/** As in text, a figure that is no finite number is none. */
function gatherMeasure(figures: Float64Array): FloatData {
  return { kind: 'double', values: figures.map((figure) => (Number.isFinite(figure) ? figure : NaN)) };
}

function gatherErrors(errors: readonly (string | undefined)[], count: number): TextData {
  const texts = new TextBuilder(count, true);
  for (let row = 0; row < count; row++) {
    const error = errors[row];
    if (error === undefined) texts.appendMissing();
    else texts.append(error);
  }
  return texts.finish();
}
