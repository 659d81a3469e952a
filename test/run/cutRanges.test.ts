import { expect, test } from 'vitest';
import { METRICS } from '../../src/cost/metrics.js';
import { openSpace } from '../../src/index.js';
import { FILE_FORMATS } from '../../src/report/fileFormat.js';
import { cutRanges, shardSize } from '../../src/run/cutRanges.js';
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
  expect(FILE_FORMATS.map((format) => [format, shardSize(shardSpace, job(format))])).toEqual([
    ['jsonl', 8192],
    ['csv', 8192],
    ['jsonl.gz', 8192],
    ['csv.gz', 8192],
    ['parquet', 65_536],
    ['arrow', 65_536],
  ]);
  const sizes = [46, 53, 54, 500, 100_000].map((count) => shardSize(withDecisions(count), job('parquet')));
  expect(sizes).toEqual([65_536, 65_536, 32_768, 8192, 1024]);
});

test('ranges follow each other to the end', () => {
  expect([...cutRanges(shardSpace, job('parquet'), 150_000)]).toEqual([
    { lo: 0, hi: 65_536 },
    { lo: 65_536, hi: 131_072 },
    { lo: 131_072, hi: 150_000 },
  ]);
});
