import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
    ['that of another file', { checkpoint: 'notes.txt' }, 'notes.txt is no checkpoint; move it'],
    ['that of another file, to go on with', { checkpoint: 'notes.txt', resume: true }, 'is no checkpoint'],
    ['beside another file', { checkpoint: 'kept' }, 'kept.old is no checkpoint'],
    ['in no folder', { checkpoint: 'none/x' }, 'no such folder; make it first'],
    ['of a folder', { checkpoint: 'parts.csv' }, 'it is a folder'],
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

// elsewhere the names themselves decide, and other limits of a path
describe.skipIf(process.platform === 'win32')('a name that leaves no room for the files beside it is refused', () => {
  // longest additions first: the lock of the checkpoint while it is made, that of the records, the checkpoint of a split
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

test('what a power cut has left of a checkpoint is replaced', async () => {
  for (const left of ['', 'nascost check', 'nascost checkpoint 1\nof an older version']) {
    writeFileSync(join(folder, 'a.csv.checkpoint'), left);
    await run({ out: 'a.csv' });
    expect(Object.keys(contents())).toEqual(['a.csv', 'kept.old', 'notes.txt']);
  }
});
