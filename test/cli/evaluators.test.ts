import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cacheFolder } from '../../src/run/evaluators/cacheFolder.js';
import { runCli } from './runCli.js';

const TINY = join(import.meta.dirname, 'spaces/tiny.json');
const ROOFLINE = join(import.meta.dirname, '../../docs/examples/roofline.mjs');
const SCRIPTED = join(import.meta.dirname, '../run/evaluators/modules/scripted.mjs');
const HERE = ['--workers', '0', '--no-cache'];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-cli-evaluators-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => delete process.env['BEHAVIOUR']);

describe('sample --evaluator', () => {
  test('tells what was evaluated, in the report and in the document', async () => {
    process.env['BEHAVIOUR'] = '{"3":"throw"}';
    const out = join(folder, 'a.csv');
    const argv = ['sample', TINY, '-n', '300', '--evaluator', SCRIPTED, '--minimize', 'latency', '--out', out, ...HERE];
    const { code, out: text, err } = await runCli([...argv, '--max', 'latency=9,params=20k']);
    expect(code).toBe(1);
    expect(err).toMatch(
      /scripted failed for 1 of \d+ architectures\n.*the first that failed is architecture 3: scripted: no such device/,
    );
    expect(text).toMatch(/^budget: params <= 20\.00k \(.* of the space\), latency <= 9$/m);
    expect(text).toMatch(/^evaluated: \d+ architectures by scripted 1 \(1 failed\)$/m);
    expect(text).toMatch(/^latency +ms /m);
    expect(text).toMatch(/^index +latency +architecture$/m);
    expect(readFileSync(out, 'utf8')).toMatch(/^index,.*,peak,latency,error,space,hash\n/);
    const document = JSON.parse((await runCli([...argv, '--max', 'latency=9,params=20k', '--json'])).out) as object;
    expect(document).toMatchObject({
      budget: { latency: { max: 9 }, params: { max: 20_000 } },
      share: expect.any(Object) as object,
      evaluation: { evaluators: [{ name: 'scripted', failed: 1 }], failures: [{ index: '3' }] },
      spread: { latency: { exact: true } },
      front: [{ latency: 0.5 / 7 }],
    });
  });

  test.each([
    [['--evaluator-timeout', '3'], '--evaluator-timeout is about --evaluator: give both'],
    [['--no-cache'], '--cache is about --evaluator: give both'],
    [['--evaluator', ROOFLINE, '--evaluator-timeout', 'x'], '--evaluator-timeout is "x"; expected a number from 0.001'],
    [['--evaluator', ROOFLINE, '--evaluator-retries', '5000'], '--evaluator-retries is 5000; at most 1000'],
    [['--evaluator', ROOFLINE, '--minimize', 'latncy', ...HERE], '"latncy" is not a metric; did you mean "latency"?'],
    [['--evaluator', ROOFLINE, '--max', 'latncy=3', ...HERE], '"latncy" is no metric; did you mean "latency"?'],
    [['--evaluator', ROOFLINE, '--uniform-over', 'latency', ...HERE], '"latency" is not a metric'],
    [['--evaluator', join(ROOFLINE, '../none.mjs'), ...HERE], 'none.mjs cannot be read: there is no such file'],
    [['--evaluator', ROOFLINE, '--evaluator', ROOFLINE, ...HERE], 'roofline.mjs is given twice'],
  ])('%s is refused', async (argv, message) => {
    const { code, err } = await runCli(['sample', TINY, ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('cost --evaluator', () => {
  test('has a table of its own, and a dash where there is no figure', async () => {
    const argv = ['cost', TINY, '--index', '5', '--evaluator', ROOFLINE, '--no-cache'];
    // one architecture is evaluated in a thread, which loads no TypeScript
    const { code, out } = await runCli([...argv, '--workers', '0']);
    expect(code).toBe(0);
    expect(out).toMatch(/^evaluated +figure +unit\nlatency +0\.\d+ +ms\nintensity +\d/m);
    process.env['BEHAVIOUR'] = '{"5":"nothing"}';
    const failed = await runCli(['cost', TINY, '--index', '5', '--evaluator', SCRIPTED, ...HERE]);
    expect(failed).toMatchObject({
      code: 1,
      err: 'nascost: scripted: it gave undefined; expected an object of numbers: latency\n',
      out: expect.stringMatching(/^latency +- +ms$/m) as string,
    });
  });
});

describe('cache', () => {
  test('tells its folder, and removes what it has made alone', async () => {
    const place = join(folder, 'cache');
    mkdirSync(join(place, 'a-machine'), { recursive: true });
    writeFileSync(join(place, 'a-machine/data.mdb'), 'x'.repeat(5000));
    writeFileSync(join(place, 'data.mdb'), 'x'.repeat(3000));
    writeFileSync(join(place, 'other'), 'x');
    expect((await runCli(['cache', '--cache', place])).out).toBe(`${place}: 8000 B\n`);
    const { code, out } = await runCli(['cache', '--cache', place, '--clear', '--json']);
    expect({ code, ...(JSON.parse(out) as object) }).toEqual({ code: 0, folder: place, bytes: 0 });
    expect(existsSync(join(place, 'other'))).toBe(true);
  });

  test('is in the folder that the system has for caches', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/caches', LOCALAPPDATA: '/caches' })).toBe(join('/caches', 'nascost'));
    for (const none of ['', 'relative'])
      expect(cacheFolder({ XDG_CACHE_HOME: none, LOCALAPPDATA: none })).toMatch(/\.cache.nascost$/);
  });
});
