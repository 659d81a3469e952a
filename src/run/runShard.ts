import type { RecordRows } from '../report/blocks/blockFormat.js';
import type { ExactColumn } from '../report/exactColumn.js';
import { frontOfRange } from './front.js';
import type { Job, Range, Rows, ShardResult, Source } from './job.js';
import type { OpenJob } from './openJob.js';
import { spreadPart } from './spread.js';

/**
 * Does a job for numbers [lo, hi): the one function behind the in-process runner and the workers. What it returns depends on
 * the space, the job and the range alone.
 */
export function runShard({ source, format }: OpenJob, job: Job, range: Range): ShardResult {
  const rows = source.rows(range.lo, range.hi, range.limit);
  const { count, columns } = rows;
  const memo = source.memo();
  return {
    count,
    ...(job.objectives.length > 0 && {
      front: frontOfRange((row) => rows.numberAt(row), objectiveColumns(job, columns), job.objectives, job.ties),
    }),
    ...(job.spread !== 'none' && { spreads: columns.map((column) => spreadPart(column, job.spread === 'exact')) }),
    ...(format && { block: format.encode(recordRows(source, rows)) }),
    ...(job.columns && { columns }),
    ...(job.columns &&
      job.checks.length > 0 && { numbers: Float64Array.from({ length: count }, (_, row) => rows.numberAt(row)) }),
    ...(memo && { memo }),
  };
}

function objectiveColumns(job: Job, columns: readonly ExactColumn[]): ExactColumn[] {
  return job.objectives.map(({ metric }) => columns[job.metrics.indexOf(metric)] as ExactColumn);
}

/** A row of the file per row of the shard. */
function recordRows(source: Source, { count, columns, numberAt }: Rows): RecordRows {
  return {
    count,
    columns,
    measured: [],
    errors: [],
    choose: (row, choice) => source.choose(numberAt(row), choice),
  };
}
