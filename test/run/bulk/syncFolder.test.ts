import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { syncFolder } from '../../../src/run/bulk/syncFolder.js';
import { openSpace, sampleReport, type SampleOptions } from '../../../src/index.js';
import { PLAIN_SAMPLE } from './plainSample.js';

/** What each folder had in it when its names were last put on the disk. */
const onDisk = new Map<string, string[]>();

vi.mock('../../../src/run/bulk/syncFolder.js', () => ({
  syncFolder: async (folder: string) => void onDisk.set(folder, readdirSync(folder).toSorted()),
}));

const space = await openSpace('nats-sss');

// as the run finds it: that of temporary files may be a link
const root = realpathSync(mkdtempSync(join(tmpdir(), 'nascost-sync-')));
afterAll(() => rmSync(root, { recursive: true }));

describe('names that a checkpoint speaks of outlast a power cut', () => {
  beforeEach(() => onDisk.clear());

  const run = async (options: Partial<SampleOptions>) => sampleReport(space, { ...PLAIN_SAMPLE, ...options });
  const names = (folder: string) => onDisk.get(folder) ?? [];

  test('those of a part', async () => {
    await run({ out: join(root, 'part.csv'), part: { index: 1, of: 2 } });
    expect(names(root)).toEqual(expect.arrayContaining(['part.csv', 'part.csv.checkpoint']));
  });

  test('those of a run in a folder, and of its checkpoint in another', async () => {
    const out = join(root, 'split.csv');
    await run({ out, split: 3, checkpoint: join(root, 'kept'), checkpointEvery: 0 });
    expect(names(out)).toEqual(['part-1-of-3.csv', 'part-2-of-3.csv', 'part-3-of-3.csv']);
    expect(names(root)).toEqual(expect.arrayContaining(['kept', 'split.csv']));
    expect(existsSync(join(root, 'kept'))).toBe(false);
  });

  test('and a run that has none does not wait for the disk', async () => {
    await run({ out: join(root, 'plain.csv'), count: 50 });
    expect(onDisk).toEqual(new Map());
  });
});

test('a folder that has gone is no fault', async () => {
  const actual = await vi.importActual<{ syncFolder: typeof syncFolder }>('../../../src/run/bulk/syncFolder.js');
  for (const folder of [root, join(root, 'gone')]) await actual.syncFolder(folder);
});
