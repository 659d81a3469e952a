import {
  makeData,
  RecordBatch,
  Struct,
  Vector,
  vectorFromArray,
  type Bool,
  type Data,
  type Dictionary,
  type Float64,
  type Int64,
  type Schema,
  type Utf8,
} from 'apache-arrow';
import type { CodedData, ColumnData } from './columnData.js';
import type { CodedColumn, RecordColumn } from './recordColumns.js';
import { TextBuilder } from './textBuilder.js';

/** Columns → record batches of one schema. */
export class ArrowBatches {
  readonly #schema: Schema;
  readonly #dictionaries: readonly (Vector | undefined)[];

  constructor(schema: Schema, columns: readonly RecordColumn[]) {
    this.#schema = schema;
    this.#dictionaries = columns.map((column, c) =>
      column.kind === 'coded' ? dictionary(column, schema.fields[c]?.type as Dictionary) : undefined,
    );
  }

  /** The batch of some rows, one entry of `data` per column. */
  batch(data: readonly ColumnData[], rows: number): RecordBatch {
    const children = this.#schema.fields.map(({ type }, c) =>
      arrowData(type, data[c] as ColumnData, rows, this.#dictionaries[c]),
    );
    const type = new Struct(this.#schema.fields);
    return new RecordBatch(this.#schema, makeData({ type, length: rows, nullCount: 0, children }));
  }
}

/** All values of a domain, in one piece. */
function dictionary(column: CodedColumn, { dictionary: type }: Dictionary): Vector {
  switch (column.type) {
    case 'int64':
      return new Vector([makeData({ type: type as Int64, data: BigInt64Array.from(column.values) })]);
    case 'double':
      return new Vector([makeData({ type: type as Float64, data: Float64Array.from(column.values) })]);
    case 'boolean':
      return vectorFromArray(column.values, type as Bool);
    case 'text': {
      const texts = new TextBuilder(column.values.length, false);
      for (const value of column.values) texts.append(value);
      const { offsets, bytes } = texts.finish();
      return new Vector([makeData({ type: type as Utf8, valueOffsets: offsets, data: bytes })]);
    }
  }
}

function arrowData(type: unknown, data: ColumnData, length: number, values: Vector | undefined): Data {
  switch (data.kind) {
    case 'text': {
      const { missing, offsets, bytes } = data;
      const nulls = missing && validity(length, (row) => missing[row] === 0);
      return makeData({ type: type as Utf8, length, ...nulls, valueOffsets: offsets, data: bytes });
    }
    case 'int64':
      return makeData({ type: type as Int64, length, nullCount: 0, data: data.values });
    case 'double': {
      const nulls = validity(length, (row) => !Number.isNaN(data.values[row]));
      // what stands where there is no value is of no meaning, but must not differ from run to run
      const figures = data.values.map((value) => (Number.isNaN(value) ? 0 : value));
      return makeData({ type: type as Float64, length, ...nulls, data: figures });
    }
    case 'coded':
      return codedData(type as Dictionary, data, length, values as Vector);
  }
}

function codedData(type: Dictionary, { codes }: CodedData, length: number, values: Vector): Data {
  const indices = new type.indices.ArrayType(length) as Int8Array | Int16Array | Int32Array;
  for (let row = 0; row < length; row++) {
    const code = codes[row] as number;
    if (code >= 0) indices[row] = code;
  }
  const nulls = validity(length, (row) => (codes[row] as number) >= 0);
  return makeData({ type, length, ...nulls, data: indices, dictionary: values });
}

/** A bit per row, lowest first: whether there is a value. */
function validity(length: number, isThere: (row: number) => boolean): { nullCount: number; nullBitmap?: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(length / 8));
  let nullCount = length;
  for (let row = 0; row < length; row++) {
    if (!isThere(row)) continue;
    nullCount--;
    nullBitmap[row >> 3] = (nullBitmap[row >> 3] as number) | (1 << (row & 7));
  }
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
}
