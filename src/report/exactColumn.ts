import { gather } from '../diagram/gather.js';
import type { Exact } from '../types.js';

/**
 * Figures of one metric, a row per architecture: floats where the largest figure of the space is below 2^53, bigints
 * otherwise.
 */
export type ExactColumn = Float64Array | bigint[];

/** The figure of a row; like every Exact, a bigint only above 2^53 - 1. */
export function exactAt(column: ExactColumn, row: number): Exact {
  const value = column[row] as Exact;
  return typeof value === 'bigint' && value <= MAX_SAFE ? Number(value) : value;
}

/** The rows of a column, in the given order, as a column of their own. */
export function takeRows(column: ExactColumn, rows: Uint32Array): ExactColumn {
  if (!(column instanceof Float64Array)) return Array.from(rows, (row) => column[row] as bigint);
  return takeFloats(column, rows);
}

/** As `takeRows`, of floats. */
export function takeFloats(column: Float64Array, rows: Uint32Array): Float64Array {
  return gather(new Float64Array(rows.length), column, rows);
}

/** Columns of one metric, one after the other. */
export function concatColumns(columns: readonly ExactColumn[]): ExactColumn {
  if (columns.every((column) => column instanceof Float64Array)) return concatFloats(columns);
  const result: bigint[] = [];
  for (const column of columns) for (let row = 0; row < column.length; row++) result.push(BigInt(column[row] as Exact));
  return result;
}

/**
 * Numbers in the same order as the figures; the figures themselves where they are floats. Floats and bigints may be
 * mixed, as long as figures that are equal are of one type.
 */
export function orderedNumbers(column: ExactColumn | readonly Exact[]): Float64Array {
  if (column instanceof Float64Array) return column;
  if (column.every((value) => typeof value === 'number')) return Float64Array.from(column);
  const distinct = [...new Set(column)].toSorted((a, b) => (a < b ? -1 : 1));
  const ranks = new Map(distinct.map((value, rank) => [value, rank]));
  return Float64Array.from(column, (value) => ranks.get(value) as number);
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function concatFloats(columns: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(columns.reduce((sum, column) => sum + column.length, 0));
  let offset = 0;
  for (const column of columns) {
    result.set(column, offset);
    offset += column.length;
  }
  return result;
}
