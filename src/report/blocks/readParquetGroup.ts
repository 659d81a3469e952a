import { parquetRead, type FileMetaData, type SchemaElement } from 'hyparquet';
import type { Block } from './blockFormat.js';
import type { ColumnData } from './columnData.js';
import { rowGroup } from './parquetFooter.js';
import type { CodedColumn, RecordColumn } from './recordColumns.js';
import { TextBuilder } from './textBuilder.js';

/** The columns of a block: the inverse of its encoding. */
export async function readParquetGroup(
  columns: readonly RecordColumn[],
  elements: SchemaElement[],
  { rows, bytes, meta }: Block,
): Promise<ColumnData[]> {
  const group = rowGroup(elements, { rows, offset: 0, length: bytes.length, meta });
  const metadata: FileMetaData = {
    version: 2,
    schema: elements,
    num_rows: BigInt(rows),
    row_groups: [group],
    metadata_length: 0,
  };
  const values = new Map(columns.map(({ name }) => [name, new Array<unknown>(rows)]));
  await parquetRead({
    file: {
      byteLength: bytes.length,
      slice: (start, end) => bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + (end ?? bytes.length)),
    },
    metadata,
    onChunk({ columnName, columnData: chunk, rowStart }) {
      const column = values.get(columnName) as unknown[];
      for (let i = 0; i < chunk.length; i++) column[rowStart + i] = chunk[i];
    },
  });
  return columns.map((column) => columnData(column, values.get(column.name) as unknown[]));
}

function columnData(column: RecordColumn, values: readonly unknown[]): ColumnData {
  switch (column.kind) {
    case 'text':
      return texts(column.nullable, values as readonly (string | null | undefined)[]);
    case 'int64':
      return { kind: 'int64', values: BigInt64Array.from(values as readonly bigint[]) };
    case 'double':
      return { kind: 'double', values: Float64Array.from(values, (value) => (value as number | null) ?? NaN) };
    case 'coded':
      return { kind: 'coded', codes: codes(column, values) };
  }
}

function texts(nullable: boolean, values: readonly (string | null | undefined)[]): ColumnData {
  const builder = new TextBuilder(values.length, nullable);
  for (const value of values) {
    if (value === null || value === undefined) builder.appendMissing();
    else builder.append(value);
  }
  return builder.finish();
}

function codes(column: CodedColumn, values: readonly unknown[]): Int32Array {
  const codeOf = new Map<unknown, number>([...column.values].map((value, code) => [value, code]));
  return Int32Array.from(values, (value) => codeOf.get(value) ?? -1);
}
