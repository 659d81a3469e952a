import type { Job, Range, ShardSpace } from './job.js';

/** Numbers per shard where they are only costed: about 30 ms of work. */
const PLAIN_SHARD = 262_144;
/** Where columns are handed back, 8 bytes a figure. */
const COLUMN_SHARD = 65_536;
/** Where every row is written out as text, about 1 kB each. */
const TEXT_SHARD = 8192;
/**
 * Where rows are written out as columns: those of a mobile network make about 6 MB of Parquet, in about half a second.
 */
const COLUMNS_SHARD = 65_536;
/**
 * Figures and choices of a shard of columns: rows of many decisions come in smaller shards, since columns are put
 * together in memory.
 */
const COLUMNS_CELLS = 2 ** 22;
/** Shorter ones are not worth their own costs. */
const LEAST_SHARD = 1024;
/** Where every architecture's wide layers are evaluated. */
const WIDE_SHARD = 1024;

/** Numbers [from, to) of those of a job. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The ranges of [from, to) that are done one by one, cut at multiples of a size that depends on the job alone: not on
 * the workers, nor on the stretch.
 */
export function* cutRanges(size: number, { from, to }: Stretch): Generator<Range> {
  for (let lo = from; lo < to;) {
    const hi = Math.min(to, lo - (lo % size) + size);
    yield { lo, hi };
    lo = hi;
  }
}

/**
 * How many numbers a range has.
 *
 * @param expected how many numbers of the job will do: no range is much longer
 */
export function rangeSize(space: ShardSpace, job: Job, expected: number): number {
  if (job.evaluated)
    return Math.ceil(Math.min(evaluatedShard(expected), Math.max(LEAST_EVALUATED, expected) / job.pieces));
  return Math.min(shardSize(space, job), Math.ceil(Math.max(LEAST_SHARD, expected) / job.pieces));
}

/**
 * With evaluators: a thousandth of the job, since each number may take seconds, and what is under way is lost with its
 * process; not less than some, not more than others do at once.
 */
function evaluatedShard(expected: number): number {
  return Math.min(MOST_EVALUATED, Math.max(LEAST_EVALUATED, Math.ceil(expected / EVALUATED_RANGES)));
}

const EVALUATED_RANGES = 1000;
const LEAST_EVALUATED = 8;
const MOST_EVALUATED = 1024;

function shardSize(space: ShardSpace, job: Job): number {
  if (space.wide.length > 0) return WIDE_SHARD;
  if (job.records !== 'none') return recordShard(space, job);
  return job.columns ? COLUMN_SHARD : PLAIN_SHARD;
}

/**
 * A shard is a row group of Parquet, a batch of Arrow. Readers skip and share out row groups, and every one takes 4 kB
 * in the footer: large ones are better, as long as a worker holds them easily and short runs have one for every worker.
 */
function recordShard({ decisions }: ShardSpace, { records, metrics }: Job): number {
  if (records !== 'parquet' && records !== 'arrow') return TEXT_SHARD;
  const rows = Math.floor(COLUMNS_CELLS / (1 + decisions.length + metrics.length));
  return Math.min(COLUMNS_SHARD, Math.max(LEAST_SHARD, 2 ** Math.floor(Math.log2(rows))));
}
