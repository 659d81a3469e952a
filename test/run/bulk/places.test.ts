import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runLock } from '../../../src/run/bulk/runLock.js';
import { openSpace, OutputError, sampleReport, type SampleOptions } from '../../../src/index.js';
import { PLAIN_SAMPLE } from './plainSample.js';

const space = await openSpace('nats-sss');

const OPTIONS: SampleOptions = { ...PLAIN_SAMPLE, count: 50 };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-places-'));
  mkdirSync(join(folder, 'parts.csv'));
  mkdirSync(join(folder, 'made.new'));
  symlinkSync(folder, join(folder, 'link'));
  writeFileSync(join(folder, 'notes.txt'), 'the notes of a year\n');
  writeFileSync(join(folder, 'kept.old'), 'another version of them\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** All files but those of a run that has gone well, with what is in them. */
function contents(): Record<string, string> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(folder, name), 'latin1')]));
}

async function run(options: Partial<SampleOptions>): Promise<void> {
  const inFolder = (path: string | undefined) => path && join(folder, path);
  await sampleReport(space, {
    ...OPTIONS,
    ...options,
    out: inFolder(options.out),
    checkpoint: inFolder(options.checkpoint),
  });
}

describe('a checkpoint takes no other place', () => {
  test.each<[string, Partial<SampleOptions>, string]>([
    ['that of the records', { out: 'a.csv', checkpoint: 'a.csv' }, 'the records are written there'],
    ['the same by another path', { out: 'a.csv', checkpoint: 'link/a.csv' }, 'the records are written there'],
    ['that of unfinished records', { out: 'a.csv', checkpoint: 'a.csv.partial' }, 'the records are written there'],
    [
      'that of a file of several',
      { out: 'parts.csv', split: 3, checkpoint: 'link/parts.csv/part-2-of-3.csv' },
      'the records are written there',
    ],
    ['that of their folder', { out: 'new.csv', split: 2, checkpoint: 'new.csv' }, 'the records are written there'],
    ['that of their lock', { out: 'a.csv', checkpoint: 'a.csv.lock' }, 'the records are written there'],
    ['that of another file', { checkpoint: 'notes.txt' }, 'notes.txt is no checkpoint; move it'],
    ['that of another file, to go on with', { checkpoint: 'notes.txt', resume: true }, 'is no checkpoint'],
    ['beside another file', { checkpoint: 'kept' }, 'kept.old is no checkpoint'],
    ['in no folder', { checkpoint: 'none/x' }, 'no such folder; make it first'],
    ['of a folder', { checkpoint: 'parts.csv' }, 'it is a folder'],
    ['beside a folder', { checkpoint: 'made' }, 'made.new: it is a folder'],
  ])('%s', async (_, options, message) => {
    const before = contents();
    const refused = run(options);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(OutputError);
    expect(contents()).toEqual(before);
  });

  test('that another run has taken for another output', async () => {
    const lock = await runLock(join(folder, 'shared.lock'), 'shared');
    await expect(run({ out: 'a.csv', checkpoint: 'shared' })).rejects.toThrow('shared is being written by process');
    lock.release();
    expect(Object.keys(contents())).toEqual(['kept.old', 'notes.txt']);
  });
});

describe('a folder of files', () => {
  const names = (out: string) => readdirSync(join(folder, out)).toSorted();
  const inFolder = (out: string, file: string) => join(folder, out, file);

  test.each<[string, string, string]>([
    ['another number of files', 'part-1-of-3.csv', 'part-1-of-3.csv'],
    ['another number of digits', 'part-02-of-12.csv', 'part-02-of-12.csv'],
    ['another format', 'part-2-of-2.jsonl.gz', 'part-2-of-2.jsonl.gz'],
    ['another number of files, and was killed', 'part-1-of-5.csv.partial', 'part-1-of-5.csv.partial'],
    ['several of them', 'part-1-of-3.csv part-2-of-3.csv', 'part-1-of-3.csv, …'],
  ])('that has those of a run into %s is refused', async (_, left, shown) => {
    const out = 'split.csv';
    mkdirSync(join(folder, out));
    const files = left.split(' ');
    for (const file of files) writeFileSync(inFolder(out, file), 'of before');
    for (const resume of [false, true]) {
      const refused = run({ out, split: 2, resume });
      await expect(refused).rejects.toThrow(OutputError);
      await expect(refused).rejects.toThrow(
        `cannot write ${join(folder, out)}: it has files of another run (${shown}); remove them, or give --out another name`,
      );
    }
    expect(names(out)).toEqual(files);
    rmSync(join(folder, out), { recursive: true });
    expect(Object.keys(contents())).toEqual(['kept.old', 'notes.txt']);
  });

  test.each(['part-1-of-2.csv', 'part-2-of-2.csv.partial'])('that has a folder called %s is refused', async (name) => {
    const out = 'taken.csv';
    mkdirSync(join(folder, out, name), { recursive: true });
    await expect(run({ out, split: 2 })).rejects.toThrow(`${inFolder(out, name)} is a folder`);
    expect(names(out)).toEqual([name]);
    rmSync(join(folder, out), { recursive: true });
  });

  test('that has those of a run like it, and of anything else, has the files replaced', async () => {
    const out = 'again.csv';
    mkdirSync(join(folder, out));
    const others = ['notes.csv', 'part-1-of-2.txt', 'part-1.csv'];
    for (const file of [...others, 'part-1-of-2.csv', 'part-2-of-2.csv.partial'])
      writeFileSync(inFolder(out, file), 'of before');
    for (const resume of [false, true]) await run({ out, split: 2, resume });
    expect(names(out)).toEqual([...others, 'part-1-of-2.csv', 'part-2-of-2.csv'].toSorted());
    expect(readFileSync(inFolder(out, 'part-1-of-2.csv'), 'utf8')).toContain('index,');
    rmSync(join(folder, out), { recursive: true });
  });
});

// elsewhere the names themselves decide, and other limits of a path
describe.skipIf(process.platform === 'win32')('a name that leaves no room for the files beside it is refused', () => {
  // longest additions first: the lock of the checkpoint while it is made, that of the records, the checkpoint of a
  // split
  test.each<[string, Partial<SampleOptions>, number]>([
    ['of records', { out: `${'x'.repeat(226)}.csv` }, 8],
    ['of records, by one character', { out: `${'x'.repeat(219)}.csv` }, 1],
    ['of a folder', { out: `${'x'.repeat(296)}.csv`, split: 2 }, 78],
    ['of records without a checkpoint beside them', { out: `${'x'.repeat(230)}.csv`, checkpoint: 'c' }, 1],
    ['of a checkpoint', { checkpoint: 'x'.repeat(235) }, 2],
  ])('%s', async (_, options, tooMany) => {
    const before = contents();
    const name = join(folder, options.out ?? String(options.checkpoint));
    const refused = run(options);
    await expect(refused).rejects.toThrow(OutputError);
    await expect(refused).rejects.toThrow(
      new RegExp(
        `^cannot write ${name}: its name is too long: the files beside it end in up to ${options.checkpoint ? 22 : 33} ` +
          `more characters; shorten it by ${tooMany}$`,
      ),
    );
    expect(contents()).toEqual(before);
  });

  test('and one that leaves just enough is not', async () => {
    const out = `${'x'.repeat(218)}.csv`;
    await run({ out });
    expect(Object.keys(contents())).toContain(out);
    rmSync(join(folder, out));
  });
});

test.skipIf(process.platform === 'win32').each([
  ['pipe.csv.checkpoint', 'pipe.csv.checkpoint is no checkpoint; move it'],
  ['pipe.csv.partial', 'pipe.csv.partial is a pipe'],
])('a pipe called %s is waited for by nobody', async (name, message) => {
  execFileSync('mkfifo', [join(folder, name)]);
  await expect(run({ out: 'pipe.csv' })).rejects.toThrow(message);
  expect(statSync(join(folder, name)).isFIFO()).toBe(true);
  rmSync(join(folder, name));
});

test('what a power cut has left of a checkpoint is replaced', async () => {
  for (const left of ['', 'nascost check', 'nascost checkpoint 1\nof an older version']) {
    writeFileSync(join(folder, 'a.csv.checkpoint'), left);
    await run({ out: 'a.csv' });
    expect(Object.keys(contents())).toEqual(['a.csv', 'kept.old', 'notes.txt']);
  }
});
