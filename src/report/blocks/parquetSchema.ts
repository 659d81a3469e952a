import type { ParquetType, SchemaElement } from 'hyparquet';
import type { RecordColumn } from './recordColumns.js';

/** The root of a flat schema, and its columns. */
export function parquetSchema(columns: readonly RecordColumn[]): [SchemaElement, ...SchemaElement[]] {
  return [{ name: 'schema', num_children: columns.length }, ...columns.map(schemaElement)];
}

const TYPES: Readonly<Record<Exclude<RecordColumn['kind'], 'coded'> | 'boolean', ParquetType>> = {
  text: 'BYTE_ARRAY',
  int64: 'INT64',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
};

function schemaElement(column: RecordColumn): SchemaElement {
  const kind = column.kind === 'coded' ? column.type : column.kind;
  const isRequired = column.kind === 'int64' || (column.kind === 'text' && !column.nullable);
  return {
    name: column.name,
    type: TYPES[kind],
    repetition_type: isRequired ? 'REQUIRED' : 'OPTIONAL',
    ...(kind === 'text' && { converted_type: 'UTF8', logical_type: { type: 'STRING' } }),
  };
}
