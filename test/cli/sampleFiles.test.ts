import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FILE_FORMATS } from '../../src/report/fileFormat.js';
import { runCli } from './runCli.js';

const TINY = join(import.meta.dirname, 'spaces/tiny.json');
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
};

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
  for (const format of FILE_FORMATS) await write('tiny', TINY, 258, format);
  for (const format of ['csv', 'parquet', 'arrow']) await write('mobilenet', 'mobilenet', 1000, format);
});
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string, format: string) => join(folder, `${name}.${format}`);

async function write(name: string, space: string, count: number, format: string): Promise<void> {
  const argv = ['sample', space, '-n', String(count), '--seed', '5', '--out', path(name, format)];
  expect(await runCli(argv)).toMatchObject({ code: 0, err: '' });
}

describe.each(['tiny', 'mobilenet'])('samples of %s', (name) => {
  test('are the same rows in CSV and in Parquet, as DuckDB reads them', async () => {
    const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
    const rows = async (query: string) => (await duckdb.runAndReadAll(query)).getRows();
    const text = `read_csv('${path(name, 'csv')}', all_varchar = true)`;
    const parquet = `read_parquet('${path(name, 'parquet')}')`;
    const asText = await rows(`select columns(*)::varchar from ${parquet}`);
    expect(asText).toEqual(await rows(`select * exclude (space, hash) from ${text}`));
    expect(await rows(`select count(*), count(distinct index) from ${parquet}`)).toEqual([
      [BigInt(asText.length), BigInt(asText.length)],
    ]);
    duckdb.closeSync();
  });

  test('are the same rows in CSV and in Arrow', () => {
    const table = tableFromIPC(readFileSync(path(name, 'arrow')));
    const columns = table.schema.fields.map((_, c) => table.getChildAt(c));
    const [titles, ...lines] = readFileSync(path(name, 'csv'), 'utf8').trimEnd().split('\n');
    expect([...table.schema.fields.map((field) => field.name), 'space', 'hash'].join()).toBe(titles);
    const { space, hash } = Object.fromEntries(table.schema.metadata);
    const rows = Array.from({ length: table.numRows }, (_, row) =>
      [...columns.map((column) => column?.get(row) as unknown), space, hash].join(),
    );
    expect(rows).toEqual(lines);
  });

  test('say where they come from', () => {
    const { metadata } = tableFromIPC(readFileSync(path(name, 'arrow'))).schema;
    expect(metadata.get('seed')).toBe('5');
    expect(metadata.get('version')).toBe(version);
    expect(JSON.parse(metadata.get('options') ?? '')).toEqual({
      precision: 'float32',
      optimizer: 'adam',
      inputGradient: expect.any(String),
    });
  });
});

test.each(['csv', 'jsonl'])('%s is the same bytes as what its .gz holds', (format) => {
  const zipped = readFileSync(path('tiny', `${format}.gz`));
  expect(gunzipSync(zipped).equals(readFileSync(path('tiny', format)))).toBe(true);
});
