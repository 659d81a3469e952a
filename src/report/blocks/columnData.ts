/** The rows of one column, as files store them; which kind, the column's kind says. */
export type ColumnData = TextData | IntegerData | FloatData | CodedData;

export interface TextData {
  readonly kind: 'text';
  /** Row r is UTF-8 text, [offsets[r], offsets[r + 1]) of the bytes. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  /** Of a nullable column: 1 where there is no text. */
  readonly missing: Uint8Array | undefined;
}

export interface IntegerData {
  readonly kind: 'int64';
  readonly values: BigInt64Array;
}

export interface FloatData {
  readonly kind: 'double';
  /** NaN where there is none. */
  readonly values: Float64Array;
}

export interface CodedData {
  readonly kind: 'coded';
  /** -1 where there is none. */
  readonly codes: Int32Array;
}
