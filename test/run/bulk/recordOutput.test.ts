import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpace, OutputError, sampleReport, type SampleOptions } from '../../../src/index.js';
import { PLAIN_SAMPLE } from './plainSample.js';

const space = await openSpace('nats-sss');

let folder = '';
let listeners = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-output-'));
  listeners = process.listenerCount('exit');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** All that waits for the end of this process to clear away. */
const waiting = () => process.listenerCount('exit') - listeners;

function run(options: Partial<SampleOptions>, update: () => void = () => undefined) {
  return sampleReport(
    space,
    { ...PLAIN_SAMPLE, count: 100, out: join(folder, 'a.csv'), ...options },
    { progress: { update, end: () => undefined } },
  );
}

test.runIf(existsSync('/dev/full'))('a file whose header cannot be written leaves nothing', async () => {
  symlinkSync('/dev/full', join(folder, 'a.csv.partial'));
  await expect(run({})).rejects.toThrow(OutputError);
  expect([readdirSync(folder), waiting()]).toEqual([[], 0]);
  if (!existsSync('/proc/self/fd')) return;
  const open = readdirSync('/proc/self/fd').flatMap((file) => {
    try {
      return readlinkSync(join('/proc/self/fd', file));
    } catch {
      // that of the folder itself, which has been read
      return [];
    }
  });
  expect(open).not.toContain('/dev/full');
});

test('a file that cannot get its name leaves nothing', async () => {
  const ended = run({}, () => mkdirSync(join(folder, 'a.csv')));
  await expect(ended).rejects.toThrow(OutputError);
  expect([readdirSync(folder), waiting()]).toEqual([['a.csv'], 0]);
});

test('a run that does not go on, since a finished file was damaged, leaves nothing of the attempt', async () => {
  const split = { count: 30_000, split: 3 };
  const stop = new AbortController();
  let updates = 0;
  await run({ ...split, signal: stop.signal }, () => void (++updates === 3 && stop.abort()));
  truncateSync(join(folder, 'a.csv', 'part-1-of-3.csv'), 100);
  expect([(await run({ ...split, resume: true })).resumed, waiting()]).toEqual([0, 0]);
});
