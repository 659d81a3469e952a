import type { Encoding, SchemaElement } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeDictionaryPage } from 'hyparquet-writer/src/dictionary.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import type { CodedData, ColumnData, FloatData, IntegerData, TextData } from './columnData.js';
import type { CodedColumn, RecordColumn } from './recordColumns.js';

/** What the footer tells of a column chunk, beside its place. */
export interface ChunkFacts {
  /** Bytes of the dictionary page, which stands first; 0: there is none. */
  readonly dictionary: number;
  readonly bytes: number;
  /** Bytes before compression. */
  readonly uncompressed: number;
  readonly nulls: number;
  readonly bounds: readonly [min: bigint, max: bigint] | undefined;
}

/** Rows of a data page: those of a usual row group. A page's size is a number of 32 bits, whatever group is joined. */
const PAGE_ROWS = 65_536;

/** What pages are made of. */
interface Pages {
  /** Values of the dictionary page; none: there is no such page. */
  readonly dictionary: readonly unknown[];
  readonly encoding: Encoding;
  /** 1 where there is a value; undefined in a column that always has one. */
  readonly present: Uint8Array | undefined;
  /** The values of rows [lo, hi), without nulls. */
  body(lo: number, hi: number): Uint8Array;
  readonly bounds?: readonly [bigint, bigint];
}

/**
 * Writes a column chunk: its dictionary page, if it has one, and its data pages (Apache Parquet format,
 * DataPageHeaderV2). The library's own column writer looks every value up in a map of values, five times as slow as
 * codes that are known.
 */
export function writeParquetChunk(
  writer: ByteWriter,
  column: RecordColumn,
  element: SchemaElement,
  data: ColumnData,
): ChunkFacts {
  const start = writer.offset;
  const pages = pagesOf(column, data);
  let uncompressed = 0;
  if (pages.dictionary.length > 0) uncompressed += writeDictionaryPage(writer, encoder(element), [...pages.dictionary]);
  const dictionary = writer.offset - start;
  const rows = rowsOf(data);
  let nulls = 0;
  for (let lo = 0; lo < rows; lo += PAGE_ROWS) {
    const page = writeDataPage(writer, pages, lo, Math.min(rows, lo + PAGE_ROWS));
    uncompressed += page.uncompressed;
    nulls += page.nulls;
  }
  return { dictionary, bytes: writer.offset - start, uncompressed, nulls, bounds: pages.bounds };
}

/** The settings that the library's pages take. */
function encoder(element: SchemaElement): Parameters<typeof writeDictionaryPage>[1] {
  return {
    columnName: element.name,
    element,
    schemaPath: [element],
    codec: 'SNAPPY',
    compressors: { SNAPPY: snappyCompress },
    stats: false,
    pageSize: 0,
    columnIndex: false,
    offsetIndex: false,
  };
}

function rowsOf(data: ColumnData): number {
  switch (data.kind) {
    case 'text':
      return data.offsets.length - 1;
    case 'coded':
      return data.codes.length;
    default:
      return data.values.length;
  }
}

function writeDataPage(
  writer: ByteWriter,
  { present, encoding, body }: Pages,
  lo: number,
  hi: number,
): { uncompressed: number; nulls: number } {
  const levels = new ByteWriter();
  const own = present?.subarray(lo, hi);
  if (own) writeRleBitPackedHybrid(levels, own, 1);
  const nulls = own ? hi - lo - sum(own) : 0;
  const raw = body(lo, hi);
  const values = compressedValues(raw);
  const isCompressed = values.length < raw.length;
  const start = writer.offset;
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levels.offset + raw.length,
    compressed_page_size: levels.offset + values.length,
    data_page_header_v2: {
      num_values: hi - lo,
      num_nulls: nulls,
      num_rows: hi - lo,
      encoding,
      definition_levels_byte_length: levels.offset,
      repetition_levels_byte_length: 0,
      is_compressed: isCompressed,
    },
  });
  const header = writer.offset - start;
  writer.appendBytes(levels.getBytes());
  writer.appendBytes(values);
  return { uncompressed: header + levels.offset + raw.length, nulls };
}

/** Bytes of a page that tell whether the others are worth the time. */
const SAMPLE = 8192;
/** A sample of what is worth it shrinks to less than this. */
const WORTH = 0.97;

/** Digits of random indices do not shrink, nor do values that are packed without a bit to spare. */
function compressedValues(raw: Uint8Array): Uint8Array {
  const sample = snappyCompress(raw.subarray(0, SAMPLE));
  if (raw.length > SAMPLE && sample.length > WORTH * SAMPLE) return raw;
  const compressed = raw.length > SAMPLE ? snappyCompress(raw) : sample;
  return compressed.length < raw.length ? compressed : raw;
}

function sum(flags: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < flags.length; i++) total += flags[i] as number;
  return total;
}

function pagesOf(column: RecordColumn, data: ColumnData): Pages {
  switch (data.kind) {
    case 'text':
      return textPages(data);
    case 'int64':
      return integerPages(data);
    case 'double':
      return floatPages(data);
    case 'coded':
      return column.kind === 'coded' && column.type === 'boolean'
        ? booleanPages(column.values, data)
        : codedPages(column as CodedColumn, data);
  }
}

/** Each text behind its length in 32 bits. */
function textPages({ offsets, bytes, missing }: TextData): Pages {
  return {
    dictionary: [],
    encoding: 'PLAIN',
    present: missing?.map((flag) => 1 - flag),
    body(lo, hi) {
      const start = offsets[lo] as number;
      const end = offsets[hi] as number;
      const out = new Uint8Array(end - start + 4 * (hi - lo));
      const view = new DataView(out.buffer);
      let at = 0;
      for (let row = lo; row < hi; row++) {
        if (missing?.[row] === 1) continue;
        const from = offsets[row] as number;
        const to = offsets[row + 1] as number;
        view.setUint32(at, to - from, true);
        at += 4;
        for (let i = from; i < to; i++) out[at++] = bytes[i] as number;
      }
      return out.subarray(0, at);
    },
  };
}

function integerPages({ values }: IntegerData): Pages {
  return {
    dictionary: [],
    encoding: 'PLAIN',
    present: undefined,
    body: (lo, hi) => bytesOf(values.subarray(lo, hi)),
    bounds: integerBounds(values),
  };
}

/** The least and the largest of values from 0; by halves, which need no bigint per value. */
function integerBounds(values: BigInt64Array): [bigint, bigint] {
  const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  let least = 0;
  let most = 0;
  for (let row = 1; row < values.length; row++) {
    if (isBelow(halves, row, least)) least = row;
    else if (isBelow(halves, most, row)) most = row;
  }
  return [values[least] ?? 0n, values[most] ?? 0n];
}

function isBelow(halves: Uint32Array, a: number, b: number): boolean {
  const high = halves[2 * a + 1] as number;
  const other = halves[2 * b + 1] as number;
  return high === other ? (halves[2 * a] as number) < (halves[2 * b] as number) : high < other;
}

function floatPages({ values }: FloatData): Pages {
  return {
    dictionary: [],
    encoding: 'PLAIN',
    present: Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1)),
    body: (lo, hi) => bytesOf(values.subarray(lo, hi).filter((value) => !Number.isNaN(value))),
  };
}

/** Booleans have no dictionary in Parquet: a bit each, lowest first. */
function booleanPages(values: readonly boolean[], { codes }: CodedData): Pages {
  return {
    dictionary: [],
    encoding: 'PLAIN',
    present: presence(codes),
    body(lo, hi) {
      const own = codes.subarray(lo, hi).filter((code) => code >= 0);
      const bits = new Uint8Array(Math.ceil(own.length / 8));
      own.forEach((code, i) => {
        if (values[code] === true) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
      });
      return bits;
    },
  };
}

/** The dictionary has the values that occur, in the order of the domain. */
function codedPages(column: CodedColumn, { codes }: CodedData): Pages {
  const place = new Int32Array(column.values.length).fill(-1);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code >= 0) place[code] = 0;
  }
  const dictionary = column.values.filter((_, code) => place[code] === 0);
  if (dictionary.length === 0) return { ...NOTHING, present: new Uint8Array(codes.length) };
  let next = 0;
  for (let code = 0; code < place.length; code++) if (place[code] === 0) place[code] = next++;
  const width = 32 - Math.clz32(dictionary.length - 1);
  return {
    dictionary,
    encoding: 'RLE_DICTIONARY',
    present: presence(codes),
    body: (lo, hi) => packed(codes, place, lo, hi, width),
  };
}

const NOTHING = { dictionary: [], encoding: 'PLAIN', body: () => new Uint8Array(0) } as const;

/** Places in the dictionary of rows [lo, hi), behind their width in bits. */
function packed(codes: Int32Array, place: Int32Array, lo: number, hi: number, width: number): Uint8Array {
  const places = new Int32Array(hi - lo);
  let count = 0;
  for (let row = lo; row < hi; row++) {
    const code = codes[row] as number;
    if (code >= 0) places[count++] = place[code] as number;
  }
  const writer = new ByteWriter((count * width) / 8 + 64);
  writer.appendUint8(width);
  writeRleBitPackedHybrid(writer, places.subarray(0, count), width);
  return writer.getBytes();
}

function presence(codes: Int32Array): Uint8Array {
  const present = new Uint8Array(codes.length);
  for (let row = 0; row < codes.length; row++) present[row] = (codes[row] as number) >= 0 ? 1 : 0;
  return present;
}

function bytesOf(values: BigInt64Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
