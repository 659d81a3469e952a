import { Bool, Dictionary, Field, Float64, Int16, Int32, Int64, Int8, Schema, Utf8, type DataType } from 'apache-arrow';
import type { RecordSchema } from './blockFormat.js';
import { keyValues } from './keyValues.js';
import type { CodedColumn, RecordColumn } from './recordColumns.js';

/** The Arrow schema of records. Column i has the dictionary i, where it has one. */
export function arrowSchema(schema: RecordSchema, columns: readonly RecordColumn[]): Schema {
  const fields = columns.map((column, id) => {
    const isRequired = column.kind === 'int64' || (column.kind === 'text' && !column.nullable);
    return new Field(column.name, arrowType(column, id), !isRequired);
  });
  return new Schema(fields, new Map(Object.entries(keyValues(schema))));
}

function arrowType(column: RecordColumn, id: number): DataType {
  switch (column.kind) {
    case 'text':
      return new Utf8();
    case 'int64':
      return new Int64();
    case 'double':
      return new Float64();
    case 'coded':
      return new Dictionary(valueType(column), indexType(column.values.length), id, false);
  }
}

function valueType({ type }: CodedColumn): Int64 | Float64 | Bool | Utf8 {
  switch (type) {
    case 'int64':
      return new Int64();
    case 'double':
      return new Float64();
    case 'boolean':
      return new Bool();
    case 'text':
      return new Utf8();
  }
}

/** The narrowest index that tells `count` values apart. */
function indexType(count: number): Int8 | Int16 | Int32 {
  if (count <= 2 ** 7) return new Int8();
  return count <= 2 ** 15 ? new Int16() : new Int32();
}
