/** What a filter leaves of a table: the columns of the rows that remain. */
export interface Remaining {
  readonly columns: readonly Float64Array[];
  readonly count: number;
  /** The rows' numbers in the table; undefined where all remain. */
  readonly rows: Uint32Array | undefined;
}

/** Only rows kept[0, size), which are ascending. */
export function keepRows(remaining: Remaining, kept: Uint32Array, size: number): Remaining {
  const { columns, count, rows } = remaining;
  if (size === count) return remaining;
  return {
    columns: columns.map((column) => gather(column, kept, new Float64Array(size))),
    count: size,
    rows: rows === undefined ? kept.slice(0, size) : gather(rows, kept, new Uint32Array(size)),
  };
}

function gather<Column extends Float64Array | Uint32Array>(column: Column, rows: Uint32Array, result: Column): Column {
  for (let i = 0; i < result.length; i++) result[i] = column[rows[i] as number] as number;
  return result;
}
