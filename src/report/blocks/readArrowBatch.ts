import type { Data, RecordBatch } from 'apache-arrow';
import type { ColumnData } from './columnData.js';
import type { RecordColumn } from './recordColumns.js';

/** The columns of a batch that was made of such columns. */
export function readArrowBatch(columns: readonly RecordColumn[], { data }: RecordBatch): ColumnData[] {
  return columns.map((column, c) => columnData(column, data.children[c] as Data));
}

// buffers are padded to eight bytes: they may be longer than what they hold
function columnData(column: RecordColumn, data: Data): ColumnData {
  const { length, values, valueOffsets } = data;
  switch (column.kind) {
    case 'text': {
      const offsets = (valueOffsets as Int32Array).subarray(0, length + 1);
      const bytes = (values as Uint8Array).subarray(0, offsets[length]);
      const missing = column.nullable ? rows(Uint8Array, data, (row) => (isThere(data, row) ? 0 : 1)) : undefined;
      return { kind: 'text', offsets, bytes, missing };
    }
    case 'int64':
      return { kind: 'int64', values: (values as BigInt64Array).subarray(0, length) };
    case 'double':
      return { kind: 'double', values: rows(Float64Array, data, (row) => (isThere(data, row) ? values[row] : NaN)) };
    case 'coded':
      return { kind: 'coded', codes: rows(Int32Array, data, (row) => (isThere(data, row) ? values[row] : -1)) };
  }
}

function rows<T extends Uint8Array | Int32Array | Float64Array>(
  Rows: new (length: number) => T,
  { length }: Data,
  at: (row: number) => number,
): T {
  const found = new Rows(length);
  for (let row = 0; row < length; row++) found[row] = at(row);
  return found;
}

function isThere({ nullCount, nullBitmap }: Data, row: number): boolean {
  return nullCount === 0 || (((nullBitmap as Uint8Array)[row >> 3] as number) & (1 << (row & 7))) !== 0;
}
