import { recordFormat } from '../report/recordFormat.js';
import type { Exact } from '../types.js';
import { exactAt, type ExactColumn } from './exactColumn.js';
import { frontOfRange } from './front.js';
import type { Job, Range, Rows, ShardResult, ShardSpace, Source } from './job.js';
import { spreadPart } from './spread.js';

/**
 * Does a job for numbers [lo, hi): the one function behind the in-process runner and the workers. What it returns depends on
 * the space, the job and the range alone.
 */
export function runShard(space: ShardSpace, source: Source, job: Job, range: Range): ShardResult {
  const rows = source.rows(range.lo, range.hi, range.limit);
  const { count, columns } = rows;
  const memo = source.memo();
  return {
    count,
    ...(job.objectives.length > 0 && {
      front: frontOfRange((row) => rows.numberAt(row), objectiveColumns(job, columns), job.objectives, job.ties),
    }),
    ...(job.spread !== 'none' && { spreads: columns.map((column) => spreadPart(column, job.spread === 'exact')) }),
    ...(job.records !== 'none' && { records: recordText(space, source, job, rows) }),
    ...(job.columns && { columns }),
    ...(job.columns &&
      job.checks.length > 0 && { numbers: Float64Array.from({ length: count }, (_, row) => rows.numberAt(row)) }),
    ...(memo && { memo }),
  };
}

function objectiveColumns(job: Job, columns: readonly ExactColumn[]): ExactColumn[] {
  return job.objectives.map(({ metric }) => columns[job.metrics.indexOf(metric)] as ExactColumn);
}

function recordText(
  space: ShardSpace,
  source: Source,
  { records, metrics }: Job,
  { count, columns, numberAt }: Rows,
): Uint8Array<ArrayBuffer> {
  const format = recordFormat(records === 'csv' ? 'csv' : 'jsonl', {
    space: space.name,
    hash: space.hash,
    options: space.options,
    decisions: space.decisions,
    metrics,
  });
  const choice = new Int32Array(space.decisions.length);
  const costs = new Array<Exact>(columns.length);
  const pieces: string[] = [];
  for (let row = 0; row < count; row++) {
    const index = source.choose(numberAt(row), choice);
    for (let c = 0; c < columns.length; c++) costs[c] = exactAt(columns[c] as ExactColumn, row);
    format.append(pieces, index, choice, costs);
  }
  return new TextEncoder().encode(pieces.join(''));
}
