import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSpace } from '../../../src/index.js';
import { writeCheckpoint } from '../../../src/run/bulk/checkpointFile.js';
import { Checkpoints } from '../../../src/run/bulk/checkpoints.js';
import type { RunState } from '../../../src/run/bulk/runState.js';
import { SampleSums } from '../../../src/run/bulk/sampleSums.js';
import { sampleJob } from '../../../src/run/sampleJob.js';
import { PLAIN_SAMPLE } from './plainSample.js';

const space = await openSpace('nats-sss');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-checkpoints-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

test.each([
  [0.1, 150],
  [1, 1050],
  [3600, 1050],
])('every %d s: work of %d ms is worth a last one', (seconds, milliseconds) => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const checkpoints = new Checkpoints(join(folder, 'a'), 'a', seconds);
  vi.advanceTimersByTime(milliseconds - 100);
  expect(checkpoints.isWorthwhile).toBe(false);
  vi.advanceTimersByTime(100);
  expect([checkpoints.isWorthwhile, checkpoints.isDue]).toEqual([true, seconds <= 1]);
});

test.runIf(existsSync('/dev/full'))(
  'one that the disk has no room for leaves nothing, and is told by its name',
  async () => {
    const path = join(folder, 'a');
    symlinkSync('/dev/full', `${path}.new`);
    const state: RunState = {
      identity: {},
      asked: { file: '', figures: space.options, options: PLAIN_SAMPLE },
      position: undefined,
      sums: new SampleSums(sampleJob(PLAIN_SAMPLE, 1)).state(),
      output: undefined,
      isFinished: false,
    };
    await expect(writeCheckpoint(path, 'a', state)).rejects.toThrow('cannot write a: no space left on the device');
    expect(readdirSync(folder)).toEqual([]);
  },
);
