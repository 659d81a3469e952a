import { parse } from 'csv-parse/sync';
import { tableFromIPC } from 'apache-arrow';
import * as fc from 'fast-check';
import { parquetRead } from 'hyparquet';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { RecordRows } from '../../../src/report/blocks/blockFormat.js';
import { openFormat } from '../../../src/report/blocks/openFormat.js';
import { FILE_FORMATS, type FileFormat } from '../../../src/report/fileFormat.js';
import { anyRecords, cells, encodeParts, fileOf, recordRows, type Records } from './records.js';

const anyCuts = fc.array(fc.nat({ max: 100 }), { maxLength: 4 });
const RUNS = { numRuns: 30 };

describe.each(FILE_FORMATS)('%s', (name) => {
  test('a file of any blocks is read back as the rows that it was made of', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecords, anyCuts, async (records, cuts) => {
        const format = await openFormat(name, records.schema);
        const file = fileOf(format, encodeParts(format, records, cuts));
        expect(await READERS[name](file, records)).toEqual(EXPECTED[name](records));
      }),
      RUNS,
    );
  });

  test('blocks that are joined are the block of their rows together', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecords, anyCuts, async (records, cuts) => {
        if (records.rows.length === 0) return;
        const format = await openFormat(name, records.schema);
        const joined = await format.join(encodeParts(format, records, cuts));
        expect(joined).toEqual(format.encode(recordRows(records)));
      }),
      RUNS,
    );
  });

  test('a block depends on its rows alone, whatever was encoded before, or failed to be', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecords, async (records) => {
        const [one, other] = await Promise.all([1, 2].map(() => openFormat(name, records.schema)));
        const half = recordRows(records, 0, Math.floor(records.rows.length / 2));
        other?.encode(half);
        expect(() => other?.encode({ ...half, count: half.count + 1, choose: failsBehind(half) })).toThrow('fails');
        expect(other?.encode(recordRows(records))).toEqual(one?.encode(recordRows(records)));
      }),
      RUNS,
    );
  });
});

/** Rows the last of which cannot be had. */
function failsBehind({ count, choose }: RecordRows): RecordRows['choose'] {
  return (row, choice) => {
    if (row === count) throw new Error('fails');
    return choose(row, choice);
  };
}

type Reader = (file: Uint8Array<ArrayBuffer>, records: Records) => unknown;

const readJson: Reader = (file) => lines(file).map((line) => JSON.parse(line) as unknown);
const readCsv: Reader = (file) => parse(Buffer.from(file), { bom: false }) as string[][];

const READERS: Record<FileFormat, Reader> = {
  jsonl: readJson,
  'jsonl.gz': (file, records) => readJson(new Uint8Array(gunzipSync(file)), records),
  csv: readCsv,
  'csv.gz': (file, records) => readCsv(new Uint8Array(gunzipSync(file)), records),
  async parquet(file) {
    let rows: unknown;
    await parquetRead({ file: file.buffer, onComplete: (read) => (rows = read) });
    return rows;
  },
  arrow(file) {
    const table = tableFromIPC(file);
    const columns = table.schema.fields.map((_, c) => table.getChildAt(c));
    return Array.from({ length: table.numRows }, (_, row) => columns.map((column) => column?.get(row) as unknown));
  },
};

function lines(file: Uint8Array): string[] {
  const text = Buffer.from(file).toString();
  // what JSON.stringify leaves as it is are no ends of lines
  return text === '' ? [] : text.slice(0, -1).split('\n');
}

const jsonRows = ({ schema, rows }: Records): unknown => {
  const { space, hash, options, decisions, metrics, measures } = schema;
  return rows.map(({ index, choice, figures, measured, error }) => ({
    index: String(index),
    arch: entries(
      decisions.flatMap(({ name, values }, d) => {
        const value = values[choice[d] as number];
        return value === undefined ? [] : [[name, value] as const];
      }),
    ),
    ...entries(metrics.map((metric, m) => [metric, jsonFigure(figures[m] as bigint)] as const)),
    ...entries(measures.map((measure, m) => [measure, nanAsNull(measured[m] as number)] as const)),
    ...(error !== undefined && { error }),
    space,
    hash,
    options,
  }));
};

/** As JSON.parse makes it: `__proto__` is a name like others. */
function entries(list: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(list);
}

function jsonFigure(figure: bigint): number | string {
  return figure <= Number.MAX_SAFE_INTEGER ? Number(figure) : String(figure);
}

function nanAsNull(figure: number): number | null {
  if (Number.isNaN(figure)) return null;
  return figure === 0 ? 0 : figure;
}

const csvRows = ({ schema, rows }: Records): unknown => {
  const { decisions, metrics, measures, space, hash } = schema;
  const own = measures.length > 0 ? [...measures, 'error'] : [];
  return [
    ['index', ...decisions.map(({ name }) => name), ...metrics, ...own, 'space', 'hash'],
    ...rows.map((row) => [
      ...cells({ schema: { ...schema, large: [] }, rows }, row).map((cell) => (cell === null ? '' : String(cell))),
      space,
      hash,
    ]),
  ];
};

const columnRows = (records: Records): unknown => records.rows.map((row) => cells(records, row));

const EXPECTED: Record<FileFormat, (records: Records) => unknown> = {
  jsonl: jsonRows,
  'jsonl.gz': jsonRows,
  csv: csvRows,
  'csv.gz': csvRows,
  parquet: columnRows,
  arrow: columnRows,
};
