import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSpace, sampleReport, type SampleOptions, type SampleReport } from '../../../src/index.js';
import { PLAIN_SAMPLE } from './plainSample.js';

const BIN = resolve(import.meta.dirname, '../../../bin/nascost.js');
const space = await openSpace('nats-sss');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-delivered-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const figures = ({ done, front, spread }: SampleReport) => ({ done, front: [...front], spread: [...spread] });

describe('a report that was lost on its way', () => {
  test.each<[string, string | undefined, Pick<SampleOptions, 'split' | 'checkpoint'>]>([
    ['one file', 'a.csv', {}],
    ['a folder of files', 'a.parquet', { split: 2 }],
    ['no file', undefined, { checkpoint: 'alone.checkpoint' }],
  ])('is given again by resume, and then the checkpoint goes: %s', async (_, name, extra) => {
    const out = name && join(folder, name);
    const checkpoint = extra.checkpoint && join(folder, extra.checkpoint);
    const options: SampleOptions = {
      ...PLAIN_SAMPLE,
      ...extra,
      objectives: [{ metric: 'training', direction: 'min' }],
      out,
      checkpoint,
      checkpointEvery: 0,
    };
    const lost = new Error('nobody is there');
    let sent: SampleReport | undefined;
    const deliver = (report: SampleReport) => {
      sent = report;
      return Promise.reject(lost);
    };
    await expect(sampleReport(space, options, { deliver })).rejects.toBe(lost);
    const files = contents();
    expect([...files.keys()].filter((file) => file.endsWith('.checkpoint'))).toHaveLength(1);
    expect([...files.keys()].filter((file) => file.endsWith('.partial'))).toEqual([]);
    const again = await sampleReport(space, { ...options, resume: true });
    expect(again.resumed).toBe(PLAIN_SAMPLE.count);
    expect(figures(again)).toEqual(sent && figures(sent));
    const left = contents();
    expect([...left.keys()]).toEqual([...files.keys()].filter((file) => !file.endsWith('.checkpoint')));
    for (const [file, bytes] of left) expect(files.get(file) === bytes, file).toBe(true);
  });

  test.runIf(existsSync('/dev/full'))('is printed again where standard output was full', () => {
    const argv = [BIN, 'sample', 'nats-sss', '-n', '5000', '--json', '--checkpoint-every', '0', '--out', 'full.csv'];
    const full = openSync('/dev/full', 'w');
    const { status } = spawnSync(process.execPath, argv, { cwd: folder, stdio: ['ignore', full, 'ignore'] });
    closeSync(full);
    expect(status).toBe(2);
    const again = spawnSync(process.execPath, [...argv, '--resume'], { cwd: folder, encoding: 'utf8' });
    expect(again.stderr).toContain('5000 samples were done before');
    expect(JSON.parse(again.stdout)).toMatchObject({ sample: { count: 5000 }, file: 'full.csv' });
    expect(existsSync(join(folder, 'full.csv.checkpoint'))).toBe(false);
    expect(readFileSync(join(folder, 'full.csv'), 'utf8').split('\n')).toHaveLength(5002);
  });

  /** All files, by their paths. */
  function contents(): Map<string, string> {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name)).toSorted();
    return new Map(paths.map((path) => [path, readFileSync(path, 'latin1')]));
  }
});
