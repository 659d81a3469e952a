import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mergeParts, openSpace, RequestError, sampleReport, type SampleOptions } from '../../../src/index.js';
import { PLAIN_SAMPLE } from './plainSample.js';

const space = await openSpace('nats-sss');

let root = '';
let folders = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nascost-damaged-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function newFolder(): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  return folder;
}

/** Exchanges one byte of a file for another. */
function damage(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(path, bytes);
}

/** A run that ends when it has written so many rows, as an interruption ends it. */
async function interrupted(options: Partial<SampleOptions>, rows: number): Promise<void> {
  const stop = new AbortController();
  await sampleReport(
    space,
    { ...PLAIN_SAMPLE, ...options, signal: stop.signal },
    { progress: { update: (done) => void (done >= rows && stop.abort()), end: () => undefined } },
  );
}

describe('a run whose file was damaged begins anew', () => {
  test.each([
    ['in its header', 3],
    ['in the middle of what was written', 200_000],
  ])('%s', async (_, at) => {
    const folder = newFolder();
    const [whole, out] = [join(folder, 'whole.csv'), join(folder, 'out.csv')];
    await sampleReport(space, { ...PLAIN_SAMPLE, out: whole });
    await interrupted({ out }, 5000);
    damage(out, at);
    const { resumed } = await sampleReport(space, { ...PLAIN_SAMPLE, out, resume: true });
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
    expect(resumed).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual(['out.csv', 'whole.csv']);
  });

  test.each([
    ['is missing', unlinkSync],
    ['is cut short', (path: string) => truncateSync(path, 1000)],
  ])('also where a file of its folder %s that was whole', async (_, spoil) => {
    const folder = newFolder();
    const [whole, out] = [join(folder, 'whole.csv'), join(folder, 'out.csv')];
    await sampleReport(space, { ...PLAIN_SAMPLE, out: whole, split: 3 });
    await interrupted({ out, split: 3 }, 5000);
    spoil(join(out, 'part-1-of-3.csv'));
    await sampleReport(space, { ...PLAIN_SAMPLE, out, split: 3, resume: true });
    const names = readdirSync(whole);
    expect(readdirSync(out)).toEqual(names);
    for (const name of names) expect(readFileSync(join(out, name)).equals(readFileSync(join(whole, name)))).toBe(true);
  });
});

test('an interrupted run leaves none of the files that another one has left in its folder', async () => {
  const out = join(newFolder(), 'out.csv');
  await sampleReport(space, { ...PLAIN_SAMPLE, seed: 6, out, split: 4 });
  writeFileSync(join(out, 'part-3-of-4.csv.partial'), 'of a run that was killed');
  await interrupted({ out, split: 4 }, 5000);
  const whole = join(newFolder(), 'whole.csv');
  await sampleReport(space, { ...PLAIN_SAMPLE, out: whole, split: 4 });
  const names = readdirSync(out);
  expect(names.length).toBeGreaterThan(0);
  expect(names.length).toBeLessThan(4);
  expect(names).toEqual(readdirSync(whole).slice(0, names.length));
  // the last may lack rows
  for (const name of names.slice(0, -1))
    expect(readFileSync(join(out, name)).equals(readFileSync(join(whole, name)))).toBe(true);
});

describe('a part whose file was damaged', () => {
  let folder = '';
  const files = (ending: string) => [1, 2].map((index) => join(folder, `${index}.${ending}`));

  beforeAll(async () => {
    folder = newFolder();
    for (const ending of ['csv', 'parquet']) {
      await sampleReport(space, { ...PLAIN_SAMPLE, out: join(folder, `whole.${ending}`) });
      for (const [i, out] of files(ending).entries())
        await sampleReport(space, { ...PLAIN_SAMPLE, out, part: { index: i + 1, of: 2 } });
    }
  });

  test.each([
    ['in its header', 3],
    ['in the middle', 200_000],
  ])('%s is not merged', async (_, at) => {
    const [, second = ''] = files('csv');
    damage(second, at);
    const merged = mergeParts(files('csv'), { out: join(folder, 'all.csv') });
    await expect(merged).rejects.toThrow(RequestError);
    await expect(merged).rejects.toThrow('2.csv is not as');
    expect(readdirSync(folder)).not.toContain('all.csv');
    damage(second, at);
  });

  test('behind its records is: its footer is not that of the run', async () => {
    const [first = '', second = ''] = files('parquet');
    damage(first, statSync(first).size - 1);
    truncateSync(second, statSync(second).size - 100);
    const out = join(folder, 'all.parquet');
    await mergeParts(files('parquet'), { out });
    expect(readFileSync(out).equals(readFileSync(join(folder, 'whole.parquet')))).toBe(true);
  });
});
