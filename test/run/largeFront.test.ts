import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DONE, SOME_FAILED } from '../../src/cli/command.js';
import { printReport } from '../../src/cli/reportCommand.js';
import { mergeParts, openSpace, sampleReport, type SampleOptions, type SampleReport } from '../../src/index.js';
import { testIo } from '../cli/runCli.js';

/** Any number of networks has the least peak, and training follows from forward. */
const space = await openSpace('darts');
const MOST = 40;
const COUNT = 20_000;

const TIES: Partial<SampleOptions> = { objectives: [{ metric: 'peak', direction: 'min' }] };
const POINTS: Partial<SampleOptions> = {
  objectives: [
    { metric: 'training', direction: 'min' },
    { metric: 'forward', direction: 'max' },
  ],
};

let folder = '';
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-front-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// what runs in threads is the built JavaScript
const workerFile = new URL('../../dist/workers/shard.js', import.meta.url);
const fileName = () => join(folder, `${files++}.csv`);

/** With records, a range has 8192 samples: so there are several. */
function report(options: Partial<SampleOptions>, hooks?: Parameters<typeof sampleReport>[2]): Promise<SampleReport> {
  return sampleReport(
    space,
    { count: COUNT, seed: 3, mostFront: MOST, workers: 0, out: fileName(), ...options },
    hooks,
  );
}

const found = ({ omitted, front, done }: SampleReport) => ({
  omitted,
  done,
  front: [...front].map(({ index }) => index),
});

describe.each([
  ['ties', TIES],
  ['front', POINTS],
] as const)('a front that loses its %s', (omitted, objectives) => {
  test('loses them for any number of workers, and however often the run is resumed', async () => {
    const out = fileName();
    const alone = await report({ ...objectives, out });
    expect(alone).toMatchObject({ omitted, done: COUNT });
    expect(found(await report({ ...objectives, workers: 2, workerFile }))).toEqual(found(alone));

    const again = fileName();
    for (let runs = 0; ; runs++) {
      const stop = new AbortController();
      const progress = { update: () => stop.abort(), end: () => undefined };
      const options = { ...objectives, out: again, resume: true, signal: stop.signal };
      const resumed = await report(options, { progress });
      if (resumed.interrupted) continue;
      expect(runs).toBeGreaterThan(1);
      expect(found(resumed)).toEqual(found(alone));
      break;
    }
    expect(readFileSync(again).equals(readFileSync(out))).toBe(true);

    if (omitted === 'front') expect(alone.front.length).toBe(0);
    else {
      const [header, ...lines] = readFileSync(out, 'utf8').trimEnd().split('\n');
      const peak = header?.split(',').indexOf('peak') ?? -1;
      const peaks = lines.map((line) => Number(line.split(',')[peak]));
      const first = lines[peaks.indexOf(Math.min(...peaks))]?.split(',')[0];
      expect(found(alone).front).toEqual([BigInt(first ?? -1)]);
    }
  });

  test('loses them in the parts and in what is merged of them', async () => {
    const parts = [fileName(), fileName()];
    for (const [i, out] of parts.entries()) await report({ ...objectives, out, part: { index: i + 1, of: 2 } });
    expect(found(await mergeParts(parts))).toEqual(found(await report(objectives)));
  });

  test('is told of', async () => {
    const { io, printed } = testIo();
    const code = await printReport(await report({ ...objectives, out: undefined }), undefined, { json: true }, io);
    expect(code).toBe(omitted === 'front' ? SOME_FAILED : DONE);
    expect(printed().err).toContain(`nascost: the front had more than ${MOST} architectures`);
    expect(JSON.parse(printed().out)).toMatchObject({ omitted, sample: { count: COUNT } });
  });
});

test('a front of as many as it may have is whole', async () => {
  const options: Partial<SampleOptions> = { ...POINTS, count: 500, ties: 'first' };
  const { front } = await report({ ...options, mostFront: undefined });
  expect(await report({ ...options, mostFront: front.length })).toMatchObject({ omitted: 'nothing' });
  expect(await report({ ...options, mostFront: front.length - 1 })).toMatchObject({ omitted: 'front' });
});
