import { takeRows } from '../../report/exactColumn.js';
import type { Choice } from '../../types.js';
import type { RangeOutcome } from '../inOrder.js';
import type { EvaluationFailure, EvaluationTally, Job, Range, Rows, ShardResult, ShardSpace } from '../job.js';
import { openJob, type OpenJob } from '../openJob.js';
import { resultOf } from '../runShard.js';
import type { Measured } from './evaluator.js';
import type { Evaluation } from './evaluation.js';
import type { EvaluatedJob } from './measures.js';
import { measurePart } from './measureSpread.js';

/**
 * Architectures that wait behind those under way, as a multiple of them: one that takes long is no reason for the
 * others to stand still.
 */
const AHEAD = 4;
/** The first failures are told, the others counted. */
export const TOLD_FAILURES = 10;

/**
 * A job with evaluators. Architectures are drawn and priced here, which takes no time beside the evaluators', who do
 * several at once; ranges are handed out in order. After an interrupt no evaluation is begun: ranges that lack some are
 * given up, and what has been found of them is in the cache.
 *
 * @throws RequestError where the evaluators' threads cannot be started
 */
export async function* runEvaluated(
  space: ShardSpace,
  job: Job,
  ranges: Iterable<Range>,
  evaluation: Evaluation,
  signal: AbortSignal | undefined,
): AsyncGenerator<RangeOutcome> {
  const open = await openJob(space, job);
  const drop = () => evaluation.drop();
  signal?.addEventListener('abort', drop, { once: true });
  const rest = ranges[Symbol.iterator]();
  const waiting: Promise<EvaluatedRange | undefined>[] = [];
  let ahead = 0;
  const begin = () => {
    while (waiting.length < 2 || ahead < AHEAD * evaluation.slots) {
      const next = signal?.aborted === true ? undefined : rest.next();
      if (next === undefined || next.done === true) return;
      const range = evaluateRange(open, next.value, evaluation);
      // whoever waits for it is told; if nobody does, nobody need be
      range.catch(() => undefined);
      ahead += next.value.hi - next.value.lo;
      waiting.push(range);
    }
  };
  try {
    begin();
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
      const found = await first;
      if (found === undefined) return;
      ahead -= found.range.hi - found.range.lo;
      begin();
      const limited = (limit: number) => evaluatedResult(open, job, found, limit);
      yield { range: found.range, result: limited(Infinity), limited };
    }
  } finally {
    signal?.removeEventListener('abort', drop);
    drop();
  }
}

interface EvaluatedRange {
  readonly range: Range;
  readonly rows: Rows;
  /** One per row. */
  readonly found: readonly Measured[];
}

/** Undefined where it was given up. */
async function evaluateRange(
  { source, decisions }: OpenJob,
  range: Range,
  evaluation: Evaluation,
): Promise<EvaluatedRange | undefined> {
  const rows = source.rows(range.lo, range.hi, range.limit);
  const found = await Promise.all(
    Array.from({ length: rows.count }, (_, row) => {
      const choice: Choice = new Int32Array(decisions);
      const index = source.choose(rows.numberAt(row), choice);
      return evaluation.measure(index, choice);
    }),
  );
  const measured = found.filter((one) => one !== undefined);
  return measured.length < found.length ? undefined : { range, rows, found: measured };
}

/** The rows that pass the checks of measures, up to a limit; what comes behind those does not count. */
function evaluatedResult(open: OpenJob, job: Job, { rows, found }: EvaluatedRange, limit: number): ShardResult {
  const { evaluators, measures, checks } = job.evaluated as EvaluatedJob;
  const passing: number[] = [];
  const failed = evaluators.map(() => 0);
  const failures: EvaluationFailure[] = [];
  const choice: Choice = new Int32Array(open.decisions);
  let row = 0;
  for (; row < rows.count && passing.length < limit; row++) {
    const one = found[row] as Measured;
    for (const e of one.failed) failed[e] = (failed[e] as number) + 1;
    if (one.error !== undefined && failures.length < TOLD_FAILURES)
      failures.push({ index: open.source.choose(rows.numberAt(row), choice), error: one.error });
    if (checks.every(({ measure, min, max }) => isWithin(one.figures[measure] as number, min, max))) passing.push(row);
  }
  const tally: EvaluationTally = { candidates: row, failed, failures };
  const kept = Uint32Array.from(passing);
  const measured = measures.map((_, m) =>
    Float64Array.from(kept, (at) => (found[at] as Measured).figures[m] as number),
  );
  const result = resultOf(open, job, {
    count: kept.length,
    columns: rows.columns.map((column) => takeRows(column, kept)),
    measured,
    errors: Array.from(kept, (at) => (found[at] as Measured).error),
    numberAt: (at) => rows.numberAt(kept[at] as number),
  });
  const spreads = measured.map((column) => measurePart(column, job.spread === 'exact'));
  return { ...result, evaluated: { spreads, tally } };
}

/** What has no figure is within nothing. */
function isWithin(figure: number, min: number, max: number): boolean {
  return figure >= min && figure <= max;
}
