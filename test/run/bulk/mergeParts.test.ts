import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  mergeParts,
  openSpace,
  OutputError,
  RequestError,
  sampleReport,
  Stopped,
  type SampleOptions,
} from '../../../src/index.js';
import type { SampleReport } from '../../../src/index.js';
import { partsOf as partsOfLegs, sampleJob } from '../../../src/run/sampleJob.js';
import { PLAIN_SAMPLE } from './plainSample.js';

const space = await openSpace('nats-sss');

let root = '';
let folders = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nascost-merge-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function newFolder(): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  return folder;
}

const OPTIONS: SampleOptions = {
  ...PLAIN_SAMPLE,
  count: 20_000,
  objectives: [
    { metric: 'training', direction: 'min' },
    { metric: 'params', direction: 'max' },
  ],
};

/** The files of all parts. */
async function partsOf(
  folder: string,
  of: number,
  ending: string,
  options: Partial<SampleOptions> = {},
): Promise<string[]> {
  const files: string[] = [];
  for (let index = 1; index <= of; index++) {
    const out = join(folder, `part${index}.${ending}`);
    await sampleReport(space, { ...OPTIONS, ...options, out, part: { index, of } });
    files.push(out);
  }
  return files;
}

const figures = ({ done, total, front, spread }: SampleReport) => ({ done, total, front, spread: [...spread] });

describe('the parts of a run are the run', () => {
  test.each([
    ['jsonl', 3, {}],
    // edges within a range of 8192 numbers, and ranges that have several
    ['csv', 7, {}],
    ['csv.gz', 5, {}],
    ['jsonl.gz', 2, { by: 'decision', replace: true }],
    ['csv', 4, { from: 12_345 }],
    ['csv', 3, { count: 100, replace: true }],
    ['csv.gz', 8, { count: 5 }],
    ['csv', 3, { count: 1e6 }],
    ['parquet', 3, {}],
    ['arrow', 3, {}],
    ['parquet', 2, { from: 100 }],
  ] as const)('%s in %i parts, %j', async (ending, of, options) => {
    const folder = newFolder();
    const whole = join(folder, `whole.${ending}`);
    const expected = await sampleReport(space, { ...OPTIONS, ...options, out: whole });
    const parts = await partsOf(folder, of, ending, options);
    const out = join(folder, `merged.${ending}`);
    const merged = await mergeParts(parts.toReversed(), { out });
    expect(figures(merged)).toEqual(figures(expected));
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
    // what was found is merged without the records, too
    expect(figures(await mergeParts(parts.map((part) => `${part}.checkpoint`)))).toEqual(figures(expected));
  });

  test('also of those that write no records', async () => {
    const folder = newFolder();
    const checkpoints = ['a', 'b'].map((name) => join(folder, name));
    for (const [i, checkpoint] of checkpoints.entries())
      await sampleReport(space, { ...OPTIONS, checkpoint, part: { index: i + 1, of: 2 } });
    expect(figures(await mergeParts(checkpoints))).toEqual(figures(await sampleReport(space, OPTIONS)));
    await expect(mergeParts(checkpoints, { out: join(folder, 'x.csv') })).rejects.toThrow('have written no records');
  });

  test('also after they have been moved', async () => {
    const [from, to] = [newFolder(), newFolder()];
    const parts = await partsOf(from, 2, 'csv');
    for (const name of ['part1.csv', 'part2.csv'])
      for (const ending of ['', '.checkpoint']) renameSync(join(from, name + ending), join(to, name + ending));
    const out = join(to, 'all.csv');
    await mergeParts(
      parts.map((part) => part.replace(from, to)),
      { out },
    );
    const whole = join(to, 'whole.csv');
    await sampleReport(space, { ...OPTIONS, out: whole });
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
  });
});

test.each<[string, Partial<SampleOptions>]>([
  ['with replacement', { replace: true }],
  ['by decision', { by: 'decision' }],
  ['of distinct architectures, of which there are fewer', {}],
])('parts of more samples than the space has, %s, are the run', async (_, options) => {
  const folder = newFolder();
  const many = { ...options, count: 40_000 };
  const parts = await partsOf(folder, 3, 'csv', many);
  const out = join(folder, 'all.csv');
  const merged = await mergeParts(parts, { out });
  const whole = join(folder, 'whole.csv');
  const undivided = await sampleReport(space, { ...OPTIONS, ...many, out: whole });
  expect(figures(merged)).toEqual(figures(undivided));
  expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
});

test('the records of a part are those that are given, whatever else lies where it was written', async () => {
  const [from, to] = [newFolder(), newFolder()];
  const parts = await partsOf(from, 2, 'csv', { count: 50 });
  const whole = join(to, 'whole.csv');
  await sampleReport(space, { ...OPTIONS, count: 50, out: whole });
  const renamed = parts.map((part, i) => {
    const file = join(to, `renamed${i}.csv`);
    renameSync(part, file);
    renameSync(`${part}.checkpoint`, `${file}.checkpoint`);
    for (const folder of [from, to]) writeFileSync(join(folder, basename(part)), 'of another run');
    return file;
  });
  for (const given of [renamed, renamed.map((file) => `${file}.checkpoint`)]) {
    const out = join(to, 'all.csv');
    await mergeParts(given, { out });
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
  }
});

test('the file of all is not written over a part, nor where its name leaves no room for its lock', async () => {
  const folder = newFolder();
  const parts = await partsOf(folder, 2, 'csv', { count: 50 });
  const [first = ''] = parts;
  const link = join(folder, 'link.csv');
  symlinkSync(first, link);
  const before = readFileSync(first, 'utf8');
  for (const out of [first, link]) {
    const merged = mergeParts(parts, { out });
    await expect(merged).rejects.toThrow(OutputError);
    await expect(merged).rejects.toThrow('it is a file of the parts; give --out another name');
  }
  expect(readFileSync(first, 'utf8')).toBe(before);
  const long = mergeParts(parts, { out: join(folder, `${'x'.repeat(240)}.csv`) });
  await expect(long).rejects.toThrow(OutputError);
  await expect(long).rejects.toThrow('its name is too long');
});

describe('parts that are not all of one run are refused', () => {
  const few = { count: 50 };
  const refused = async (paths: readonly string[], message: string, out?: string) => {
    const merged = mergeParts(paths, out === undefined ? {} : { out });
    await expect(merged).rejects.toThrow(RequestError);
    await expect(merged).rejects.toThrow(message);
  };

  test('missing', async () => {
    const [first = '', , third = ''] = await partsOf(newFolder(), 3, 'csv', few);
    await refused([third, first], '1 of 3 parts is missing: 2');
    await refused([], 'there is nothing to merge');
  });

  test('there twice', async () => {
    const [first = '', second = ''] = await partsOf(newFolder(), 2, 'csv', few);
    await refused([first, second, first], 'part 1 of 2 is there twice');
  });

  test('of another seed, count or number of parts', async () => {
    const [first = '', second = ''] = await partsOf(newFolder(), 2, 'csv', few);
    const [, seeded = ''] = await partsOf(newFolder(), 2, 'csv', { ...few, seed: 6 });
    const [, , other = ''] = await partsOf(newFolder(), 3, 'csv', few);
    await refused([first, seeded], 'its seed is 6, not 5');
    await refused([first, second, other], 'it is one of 3 parts, not 2');
  });

  test('of a space that has changed', async () => {
    const folder = newFolder();
    const file = join(folder, 'own.json');
    const text = JSON.stringify({
      name: 'own',
      input: { channels: 3, size: 8 },
      network: [{ conv: { choice: [4, 8] }, kernel: 1 }],
    });
    writeFileSync(file, text);
    const own = await openSpace(file);
    const out = join(folder, 'part.csv');
    await sampleReport(own, { ...OPTIONS, out, part: { index: 1, of: 1 } });
    writeFileSync(file, text.replace('8]', '9]'));
    await refused([out], 'is not the space of these parts: it has changed since');
  });

  test('not finished, whole, damaged, or nothing of the kind', async () => {
    const folder = newFolder();
    const [first = '', second = ''] = await partsOf(folder, 2, 'csv', few);
    const stopped = join(folder, 'stopped.csv');
    const signal = AbortSignal.abort();
    await sampleReport(space, { ...OPTIONS, ...few, out: stopped, part: { index: 2, of: 2 }, signal });
    await refused([first, stopped], 'part 2 of 2 is not finished');
    const whole = join(folder, 'whole.csv');
    await sampleReport(space, { ...OPTIONS, ...few, out: whole, signal });
    await refused([whole], 'is a checkpoint of a whole run');
    await refused([join(folder, 'none')], 'none is missing');
    const notes = join(folder, 'notes.txt');
    writeFileSync(notes, 'of a year');
    await refused(
      [notes],
      `${notes} is no checkpoint of a part, and has none beside it: ${notes}.checkpoint is missing`,
    );
    writeFileSync(`${notes}.checkpoint`, 'nascost checkpoint 1\n');
    await refused([notes], 'notes.txt.checkpoint is a checkpoint of another version of nascost');
    const state = readFileSync(`${first}.checkpoint`);
    truncateSync(second, 100);
    await refused([first, second], 'is not as', join(folder, 'all.csv'));
    truncateSync(`${first}.checkpoint`, 100);
    await refused([first, second], `${first}.checkpoint is damaged`);
    await refused([second], '1 of 2 parts is missing: 1');
    writeFileSync(`${first}.checkpoint`, state);
    rmSync(first);
    await refused(
      [`${first}.checkpoint`, second],
      `${first} is missing: it has the records of`,
      join(folder, 'all.csv'),
    );
  });

  test('without reading what is no checkpoint', async () => {
    const large = join(newFolder(), 'large.csv');
    writeFileSync(large, 'arch,index\n');
    truncateSync(large, 2 ** 30);
    const before = process.resourceUsage().maxRSS;
    await refused([large], 'is no checkpoint of a part');
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(2 ** 18);
  });

  test('with a file of another ending', async () => {
    const parts = await partsOf(newFolder(), 2, 'csv', few);
    await refused(parts, 'the parts are .csv files, so --out is to be one too', join(root, 'x.jsonl'));
  });
});

test('an interrupt ends it without a file', async () => {
  const parts = await partsOf(newFolder(), 2, 'csv', { count: 50 });
  const [folder, signal] = [newFolder(), AbortSignal.abort()];
  for (const out of [undefined, join(folder, 'whole.csv')])
    await expect(mergeParts(parts, { out, signal })).rejects.toThrow(Stopped);
  expect(readdirSync(folder)).toEqual([]);
});

describe('a sample that cannot be cut beforehand has no parts', () => {
  const ADVICE = 'instead of parts, take samples with other seeds';

  test('within a budget that refuses candidates', async () => {
    const options = { ...OPTIONS, part: { index: 1, of: 2 } };
    const checks = [{ metric: 0, min: undefined, max: 1n }];
    const leg = { runnable: space.runnable, checks, candidates: 32_768n, acceptance: 0.5, count: 100 };
    const plan = { count: leg.count, open: async () => leg };
    await expect(partsOfLegs([plan], options, sampleJob(options, 100))).rejects.toThrow(
      `this sample has no parts: which candidates meet the budget is known only when those before them have been drawn; ${ADVICE}`,
    );
  });

  test('spread over a metric', async () => {
    const options = { ...OPTIONS, out: join(root, 'no.csv'), part: { index: 1, of: 2 } };
    const run = sampleReport(space, { ...options, uniformOver: 'params' });
    await expect(run).rejects.toThrow(RequestError);
    await expect(run).rejects.toThrow(
      `this sample has no parts: its strata of params are drawn one after the other; ${ADVICE}`,
    );
  });
});
