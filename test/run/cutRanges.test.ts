import { expect, test } from 'vitest';
import { METRICS } from '../../src/cost/metrics.js';
import { openSpace } from '../../src/index.js';
import { FILE_FORMATS } from '../../src/report/fileFormat.js';
import { cutRanges, rangeSize } from '../../src/run/cutRanges.js';
import type { Job, ShardSpace } from '../../src/run/job.js';

const { shardSpace } = (await openSpace('nats-sss')).runnable;

function job(records: Job['records']): Job {
  return {
    selection: { kind: 'sample', seed: 0, by: 'architecture', replace: true },
    metrics: METRICS,
    objectives: [],
    ties: 'all',
    spread: 'none',
    records,
    pieces: 1,
    columns: false,
    checks: [],
  };
}

/** A space of so many decisions; nothing else of it matters here. */
function withDecisions(count: number): ShardSpace {
  const decision = shardSpace.decisions[0] as (typeof shardSpace.decisions)[0];
  return { ...shardSpace, decisions: Array.from({ length: count }, () => decision) };
}

test('blocks of text have 8192 rows, blocks of columns 65,536, but fewer where there are many columns', () => {
  expect(FILE_FORMATS.map((format) => [format, rangeSize(shardSpace, job(format), 1e9)])).toEqual([
    ['jsonl', 8192],
    ['csv', 8192],
    ['jsonl.gz', 8192],
    ['csv.gz', 8192],
    ['parquet', 65_536],
    ['arrow', 65_536],
  ]);
  const sizes = [46, 53, 54, 500, 100_000].map((count) => rangeSize(withDecisions(count), job('parquet'), 1e9));
  expect(sizes).toEqual([65_536, 65_536, 32_768, 8192, 1024]);
});

test('short runs have shorter ranges, at least one for every file', () => {
  expect(rangeSize(shardSpace, job('csv'), 3000)).toBe(3000);
  expect(rangeSize(shardSpace, job('csv'), 10)).toBe(1024);
  expect(rangeSize(shardSpace, { ...job('csv'), pieces: 8 }, 3000)).toBe(375);
});

test('ranges follow each other to the end, cut at the same numbers wherever they begin', () => {
  expect([...cutRanges(65_536, { from: 0, to: 150_000 })]).toEqual([
    { lo: 0, hi: 65_536 },
    { lo: 65_536, hi: 131_072 },
    { lo: 131_072, hi: 150_000 },
  ]);
  expect([...cutRanges(1000, { from: 1700, to: 2001 })]).toEqual([
    { lo: 1700, hi: 2000 },
    { lo: 2000, hi: 2001 },
  ]);
  expect([...cutRanges(1000, { from: 7, to: 7 })]).toEqual([]);
});
