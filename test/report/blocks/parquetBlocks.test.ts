import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parquetBlocks } from '../../../src/report/blocks/parquetBlocks.js';
import { OutputError } from '../../../src/report/outputFile.js';
import { anyRecords, cells, encodeParts, fileOf, recordRows, type Records } from './records.js';

let folder = '';
let files = 0;
let duckdb: DuckDBConnection;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => {
  duckdb.closeSync();
  rmSync(folder, { recursive: true });
});

/** Rows of a file, as DuckDB answers a query in which FILE stands for it. */
async function ask(file: Uint8Array, query: string): Promise<unknown[][]> {
  // DuckDB keeps what it has read of a file until the file's time changes, which has no finer steps than a clock's
  // ticks
  const path = join(folder, `records${files++}.parquet`);
  writeFileSync(path, file);
  const reader = await duckdb.runAndReadAll(query.replace('FILE', `'${path}'`));
  return reader.getRows();
}

describe('DuckDB', () => {
  test('reads the rows of any schema, in any blocks', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecords, fc.array(fc.nat({ max: 100 }), { maxLength: 3 }), async (records, cuts) => {
        const format = parquetBlocks(records.schema);
        const file = fileOf(format, encodeParts(format, records, cuts));
        const rows = await ask(file, 'select * from read_parquet(FILE, file_row_number = false)');
        expect(rows).toEqual(records.rows.map((row) => cells(records, row)));
      }),
      { numRuns: 60 },
    );
  });

  test('reads columns that take several pages, whatever runs their values have', async () => {
    const records = longRecords(70_000);
    const format = parquetBlocks(records.schema);
    const file = fileOf(format, [format.encode(recordRows(records))]);
    const rows = await ask(file, 'select * from read_parquet(FILE)');
    const wrong = records.rows.findIndex((row, r) => rows[r]?.join() !== cells(records, row).join());
    expect([rows.length, wrong]).toEqual([records.rows.length, -1]);
  });

  test('finds types, dictionaries and bounds', async () => {
    const records = fewRecords();
    const format = parquetBlocks(records.schema);
    const file = fileOf(format, encodeParts(format, records, [2]));
    expect(await ask(file, 'select column_name, column_type from (describe from read_parquet(FILE))')).toEqual([
      ['index', 'VARCHAR'],
      ['depth', 'BIGINT'],
      ['ratio', 'DOUBLE'],
      ['skip', 'BOOLEAN'],
      ['ops', 'VARCHAR'],
      ['arch.params', 'BIGINT'],
      ['training', 'VARCHAR'],
      ['params', 'BIGINT'],
      ['latency', 'DOUBLE'],
      ['error', 'VARCHAR'],
    ]);
    const facts = await ask(
      file,
      `select path_in_schema, encodings like '%DICTIONARY%', stats_min_value, stats_max_value, stats_null_count
       from parquet_metadata(FILE) where row_group_id = 0`,
    );
    expect(facts).toEqual([
      ['index', false, null, null, 0n],
      ['depth', true, null, null, 1n],
      ['ratio', true, null, null, 0n],
      ['skip', false, null, null, 0n],
      ['ops', true, null, null, 0n],
      ['arch.params', true, null, null, 0n],
      ['training', false, null, null, 0n],
      ['params', false, '17', '9223372036854775807', 0n],
      ['latency', false, null, null, 1n],
      ['error', false, null, null, 1n],
    ]);
  });

  test('reads where the records come from', async () => {
    const records = fewRecords();
    const format = parquetBlocks(records.schema);
    const rows = await ask(
      fileOf(format, [format.encode(recordRows(records))]),
      'select decode(key), decode(value) from parquet_kv_metadata(FILE) order by 1',
    );
    expect(rows).toEqual([
      ['hash', '0a1b'],
      ['options', '{"precision":"float32","optimizer":"adam","inputGradient":"needed"}'],
      ['seed', '7'],
      ['space', 'tiny'],
      ['version', '1.2.3'],
    ]);
  });
});

test('the footer is what the library writes of the same row groups', () => {
  const records = fewRecords();
  const format = parquetBlocks(records.schema);
  const file = fileOf(format, encodeParts(format, records, [1, 2]));
  const metadata = parquetMetadata(file.buffer);
  expect(metadata.row_groups.length).toBe(3);
  const writer = new ByteWriter();
  const { metadata_length: length, ...rest } = metadata;
  writeMetadata(writer, rest as typeof metadata);
  expect(Buffer.from(file.subarray(-length - 8, -4)).equals(writer.getBytes())).toBe(true);
});

test('row groups cost little memory before the footer is written', () => {
  const records = longRecords(20_000);
  const { meta } = parquetBlocks(records.schema).encode(recordRows(records));
  expect(meta.length).toBeLessThan(40 * (2 + records.schema.decisions.length + records.schema.metrics.length));
});

test('a figure of more than 64 bits is refused in a column of whole numbers', () => {
  const { schema, rows } = fewRecords();
  const format = parquetBlocks({ ...schema, large: [] });
  expect(() => format.encode(recordRows({ schema, rows }))).toThrow(OutputError);
  expect(() => format.encode(recordRows({ schema, rows }))).toThrow(
    'training of an architecture is 1267650600228229401496703205376, and the whole numbers of .parquet and .arrow files end at 2^63 - 1: write .jsonl or .csv',
  );
});

function fewRecords(): Records {
  return {
    schema: {
      space: 'tiny',
      hash: '0a1b',
      options: { precision: 'float32', optimizer: 'adam', inputGradient: 'needed' },
      decisions: [
        { name: 'depth', values: [4, 2] },
        { name: 'ratio', values: [0.5, 1] },
        { name: 'skip', values: [false, true] },
        { name: 'ops', values: [['conv', 'pool'], ['conv']] },
        { name: 'params', values: [1, 2, 3] },
      ],
      metrics: ['training', 'params'],
      large: ['training'],
      measures: ['latency'],
      origin: { seed: '7', version: '1.2.3' },
    },
    rows: [
      { index: 5n, choice: [0, 0, 0, 0, 0], figures: [2n ** 100n, 17n], measured: [0.25], error: undefined },
      {
        index: 2n ** 70n,
        choice: [-1, 1, 1, 1, 2],
        figures: [0n, 2n ** 63n - 1n],
        measured: [NaN],
        error: 'timed out',
      },
      { index: 0n, choice: [1, 1, 0, 0, 1], figures: [1n, 2n ** 40n], measured: [-0.5], error: undefined },
    ],
  };
}

/** Decisions that are constant for long, that change in every row, and that are inactive for long. */
function longRecords(count: number): Records {
  const { schema } = fewRecords();
  return {
    schema: {
      ...schema,
      decisions: [
        { name: 'constant', values: [1, 2, 3] },
        { name: 'long', values: ['a', 'b', 'c'] },
        { name: 'quick', values: Array.from({ length: 300 }, (_, i) => i) },
        { name: 'often off', values: [true, false] },
        { name: 'never', values: ['x'] },
      ],
      metrics: ['params'],
      measures: [],
    },
    rows: Array.from({ length: count }, (_, r) => ({
      index: BigInt(r) ** 4n,
      choice: [1, Math.floor(r / 1000) % 3, (r * 7919) % 300, (Math.floor(r / 500) % 3) - 1, -1],
      figures: [BigInt(r) ** 3n],
      measured: [],
      error: undefined,
    })),
  };
}
