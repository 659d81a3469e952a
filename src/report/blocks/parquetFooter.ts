import type { ColumnChunk, RowGroup, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { RecordSchema, WrittenBlock } from './blockFormat.js';
import type { ChunkFacts } from './parquetChunk.js';
import { keyValues } from './keyValues.js';

const MAGIC_BYTES = 4;

/** The footer of a Parquet file: the metadata of all row groups, their length, and the magic. */
export function parquetFooter(
  schema: RecordSchema,
  elements: SchemaElement[],
  blocks: readonly WrittenBlock[],
): Uint8Array<ArrayBuffer> {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: elements,
    createdBy: `nascost version ${schema.origin['version'] ?? 'unknown'}`,
    kvMetadata: Object.entries(keyValues(schema)).map(([key, value]) => ({ key, value })),
  });
  writer.row_groups = new Each(blocks.length, (i) => rowGroup(elements, blocks[i] as WrittenBlock));
  writer.num_rows = BigInt(blocks.reduce((sum, { rows }) => sum + rows, 0));
  void writer.finish();
  // the magic at its start is the file's header
  return bytes.getBytes().slice(MAGIC_BYTES) as Uint8Array<ArrayBuffer>;
}

/**
 * A list whose items are made when they are read: the metadata of 10^9 rows are a million column chunks, 70 MB as bytes
 * and ten times as much as objects.
 */
class Each<T> extends Array<T> {
  readonly #make: (i: number) => T;

  constructor(length: number, make: (i: number) => T) {
    super(length);
    this.#make = make;
  }

  override map<U>(to: (value: T, i: number, list: T[]) => U): U[] {
    return new Each(this.length, (i) => to(this.#make(i), i, this));
  }

  override *[Symbol.iterator](): ArrayIterator<T> {
    for (let i = 0; i < this.length; i++) yield this.#make(i);
  }
}

/** A block's metadata as text, a list per column; as short as it can be, since a file has many. */
export function chunksText(chunks: readonly ChunkFacts[]): string {
  return JSON.stringify(
    chunks.map(({ dictionary, bytes, uncompressed, nulls, bounds = [] }) => [
      dictionary,
      bytes,
      uncompressed,
      nulls,
      ...bounds.map(String),
    ]),
  );
}

function chunkFacts(text: string): ChunkFacts[] {
  const lists = JSON.parse(text) as [number, number, number, number, string?, string?][];
  return lists.map(([dictionary, bytes, uncompressed, nulls, min, max]) => ({
    dictionary,
    bytes,
    uncompressed,
    nulls,
    bounds: min === undefined || max === undefined ? undefined : [BigInt(min), BigInt(max)],
  }));
}

/** What the footer says of a row group. */
export function rowGroup(elements: readonly SchemaElement[], block: WrittenBlock): RowGroup {
  let offset = block.offset;
  const facts = chunkFacts(block.meta);
  const columns = facts.map((chunk, c) => {
    const column = columnChunk(elements[c + 1] as SchemaElement, chunk, block.rows, offset);
    offset += chunk.bytes;
    return column;
  });
  return {
    columns,
    total_byte_size: BigInt(facts.reduce((sum, { uncompressed }) => sum + uncompressed, 0)),
    num_rows: BigInt(block.rows),
    total_compressed_size: BigInt(block.length),
  };
}

function columnChunk(
  { name, type = 'BYTE_ARRAY' }: SchemaElement,
  facts: ChunkFacts,
  rows: number,
  offset: number,
): ColumnChunk {
  const { dictionary, bytes, uncompressed, nulls, bounds } = facts;
  return {
    file_offset: BigInt(offset),
    meta_data: {
      type,
      encodings: dictionary > 0 ? ['PLAIN', 'RLE_DICTIONARY', 'RLE'] : ['PLAIN', 'RLE'],
      path_in_schema: [name],
      codec: 'SNAPPY',
      num_values: BigInt(rows),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(bytes),
      data_page_offset: BigInt(offset + dictionary),
      ...(dictionary > 0 && { dictionary_page_offset: BigInt(offset) }),
      statistics: { null_count: BigInt(nulls), ...(bounds && { min_value: bounds[0], max_value: bounds[1] }) },
    },
  };
}
