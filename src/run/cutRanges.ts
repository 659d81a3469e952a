import type { Job, Range, ShardSpace } from './job.js';

/** Numbers per shard where they are only costed: about 30 ms of work. */
const PLAIN_SHARD = 262_144;
/** Where columns are handed back, 8 bytes a figure. */
const COLUMN_SHARD = 65_536;
/** Where every row is written out, about 1 kB each. */
const RECORD_SHARD = 8192;
/** Shorter ones are not worth their own costs. */
const LEAST_SHARD = 1024;
/** Where every architecture's wide layers are evaluated. */
const WIDE_SHARD = 1024;

/**
 * The ranges of [0, total) that are done one by one. Their size depends on the job alone, never on the workers.
 *
 * @param expected how many numbers will do: no range is much longer
 */
export function* cutRanges(space: ShardSpace, job: Job, total: number, expected: number = total): Generator<Range> {
  const size = Math.min(shardSize(space, job), Math.max(LEAST_SHARD, Math.ceil(expected)));
  for (let lo = 0; lo < total; lo += size) yield { lo, hi: Math.min(total, lo + size) };
}

export function shardSize(space: ShardSpace, job: Job): number {
  if (space.wide.length > 0) return WIDE_SHARD;
  if (job.records !== 'none') return RECORD_SHARD;
  return job.columns ? COLUMN_SHARD : PLAIN_SHARD;
}
