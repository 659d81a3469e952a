import { WINDOW } from '../diagram/enumerateCosts.js';
import type { RecordRows } from '../report/blocks/blockFormat.js';
import { takeFloats, takeRows, type ExactColumn } from '../report/exactColumn.js';
import { frontOfRows, type Front } from './front.js';
import { frontRules } from './frontRules.js';
import type { Job, Range, Rows, ShardResult, Source } from './job.js';
import type { OpenJob } from './openJob.js';
import { RangeFront } from './rangeFront.js';
import { SpreadCount, spreadPart } from './spread.js';

/**
 * Does a job for numbers [lo, hi): the one function behind the in-process runner and the workers. What it returns
 * depends on the space, the job and the range alone.
 */
export function runShard(open: OpenJob, job: Job, range: Range): ShardResult {
  if (!job.columns && job.records === 'none' && job.spread !== 'exact') return sumUp(open.source, job, range);
  return resultOf(open, job, open.source.rows(range.lo, range.hi, range.limit));
}

/** What is asked of some rows. */
export function resultOf({ source, format }: OpenJob, job: Job, rows: Rows): ShardResult {
  const { count, columns } = rows;
  const memo = source.memo();
  return {
    count,
    ...(job.objectives.length > 0 && {
      front: frontOf(source, job, rows),
    }),
    ...(job.spread !== 'none' && { spreads: columns.map((column) => spreadPart(column, job.spread === 'exact')) }),
    ...(format && { block: format.encode(recordRows(source, rows)) }),
    ...(job.columns && { columns }),
    ...(job.columns &&
      job.checks.length > 0 && { numbers: Float64Array.from({ length: count }, (_, row) => rows.numberAt(row)) }),
    ...(memo && { memo }),
  };
}

/** Rows without a figure of an evaluator that is an objective are no points. */
function frontOf(source: Source, job: Job, rows: Rows): Front {
  const columns = objectiveColumns(job, rows);
  const rules = frontRules(job);
  if (rows.measured === undefined) return frontOfRows(indicesOf(source, rows), columns, rules);
  const whole = Uint32Array.from({ length: rows.count }, (_, row) => row).filter((row) =>
    columns.every((column) => !Number.isNaN(column[row])),
  );
  return frontOfRows(
    (some) => indicesOf(source, rows)(some.map((row) => whole[row] as number)),
    columns.map((column) => takeRows(column, whole)),
    rules,
    rows.measured.map((column) => takeFloats(column, whole)),
  );
}

function indicesOf(source: Source, { numberAt }: Rows): (rows: Uint32Array) => ExactColumn {
  return (rows) => source.indices(Float64Array.from(rows, numberAt));
}

/** Rows that are summed up at a time: their columns stay in the second-level cache. */
const CHUNK = WINDOW;

/** A shard of which only a front and counted spreads are kept: chunk by chunk, in columns that are used again. */
function sumUp(source: Source, job: Job, { lo, hi, limit = Infinity }: Range): ShardResult {
  const front = new RangeFront(frontRules(job));
  const spreads = job.metrics.map(() => new SpreadCount());
  let count = 0;
  for (let from = lo; from < hi && count < limit; from += CHUNK) {
    const rows = source.rows(from, Math.min(hi, from + CHUNK), limit - count, true);
    count += rows.count;
    if (job.objectives.length > 0) front.add(indicesOf(source, rows), objectiveColumns(job, rows));
    if (job.spread !== 'none') rows.columns.forEach((column, m) => spreads[m]?.add(column));
  }
  const memo = source.memo();
  return {
    count,
    ...(job.objectives.length > 0 && { front: front.front() }),
    ...(job.spread !== 'none' && { spreads: spreads.map((spread) => spread.part()) }),
    ...(memo && { memo }),
  };
}

function objectiveColumns({ objectives, metrics, evaluated }: Job, { columns, measured = [] }: Rows): ExactColumn[] {
  return objectives.map(({ metric }) => {
    const own = metrics.findIndex((known) => known === metric);
    if (own >= 0) return columns[own] as ExactColumn;
    return measured[evaluated?.measures.findIndex(({ name }) => name === metric) ?? -1] as Float64Array;
  });
}

/** A row of the file per row of the shard. */
function recordRows(source: Source, { count, columns, measured = [], errors = [], numberAt }: Rows): RecordRows {
  const [lo, hi] = count === 0 ? [0, 0] : [numberAt(0), numberAt(count - 1) + 1];
  const choose = source.chooseInOrder(lo, hi, count);
  return {
    count,
    columns,
    measured,
    errors,
    choose: (row, choice) => choose(numberAt(row), choice),
  };
}
