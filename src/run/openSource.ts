import { metricIndex } from '../cost/metrics.js';
import { recombine } from '../diagram/metricColumns.js';
import type { Choice, Exact, MetricColumns } from '../types.js';
import { addWideCosts } from './addWideCosts.js';
import { columnEvaluator } from './columnEvaluator.js';
import { takeRows, type ExactColumn } from '../report/exactColumn.js';
import type { Check, Job, ShardSpace, Source } from './job.js';
import { openChooser } from './openChooser.js';
import { wideCosts } from './wideCosts.js';

/** What a job goes through, for one thread: numbers → architectures → costs. */
export function openSource(space: ShardSpace, job: Pick<Job, 'selection' | 'metrics' | 'checks'>): Source {
  const { drawn } = space;
  const { selection, checks } = job;
  const own = job.metrics.map(metricIndex);
  const wanted = [...new Set([...own, ...checks.map(({ metric }) => metric)])];
  const layouts = wanted.map((metric) => drawn.metrics[metric] as MetricColumns);
  const evaluator = columnEvaluator(drawn, wanted, selection);
  const { choose, chooseInOrder } = openChooser(space, selection);
  const wide = wideCosts(space, checks);
  const choice: Choice = new Int32Array(space.decisions.length);
  const costs = (lo: number, hi: number, lend: boolean): ExactColumn[] => {
    const columns = lend ? evaluator.lend(hi - lo) : evaluator.columns.map(() => new Float64Array(hi - lo));
    evaluator.evaluate(lo, hi, columns);
    const exact = exactColumns(layouts, columns);
    if (wide === undefined) return exact;
    const chooseNext = chooseInOrder(lo, hi);
    return addWideCosts(exact, wanted, hi - lo, (row) => {
      chooseNext(lo + row, choice);
      return wide.cost(choice);
    });
  };
  const ownColumns = (columns: readonly ExactColumn[]) =>
    own.map((metric) => columns[wanted.indexOf(metric)] as ExactColumn);
  return {
    rows(lo, hi, limit = Infinity, lend = false) {
      const columns = costs(lo, hi, lend);
      if (checks.length === 0) return { count: hi - lo, columns: ownColumns(columns), numberAt: (row) => lo + row };
      const passing = passingRows(columns, wanted, checks, hi - lo).subarray(0, limit);
      return {
        count: passing.length,
        columns: ownColumns(columns).map((column) => takeRows(column, passing)),
        numberAt: (row) => lo + (passing[row] as number),
      };
    },
    choose,
    chooseInOrder,
    indices(numbers) {
      const [lo = 0, hi = 0] = [numbers[0], (numbers.at(-1) ?? -1) + 1];
      const chooseNext = chooseInOrder(lo, hi, numbers.length);
      if (space.diagram.size > Number.MAX_SAFE_INTEGER)
        return Array.from(numbers, (number) => chooseNext(number, choice));
      return numbers.map((number) => Number(chooseNext(number, choice)));
    },
    memo: () => wide?.memo(),
  };
}

/** Rows that pass every check, in order. */
function passingRows(
  columns: readonly ExactColumn[],
  wanted: readonly number[],
  checks: readonly Check[],
  count: number,
): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  let passing = count;
  for (const { metric, min = -Infinity, max = Infinity } of checks) {
    const column = columns[wanted.indexOf(metric)] as ExactColumn;
    let kept = 0;
    for (let i = 0; i < passing; i++) {
      const row = rows[i] as number;
      const figure = column[row] as Exact;
      if (figure >= min && figure <= max) rows[kept++] = row;
    }
    passing = kept;
  }
  return rows.subarray(0, passing);
}

/** One column per metric from the diagram's, of which a metric may have several. */
function exactColumns(layouts: readonly MetricColumns[], columns: readonly Float64Array[]): ExactColumn[] {
  let next = 0;
  return layouts.map((layout) => {
    const own = columns.slice(next, (next += layout.count));
    const [first] = own;
    if (layout.kind === 'plain' && first !== undefined) return first;
    return Array.from({ length: first?.length ?? 0 }, (_, row) =>
      BigInt(recombine(layout, (column) => (own[column] as Float64Array)[row] as number)),
    );
  });
}
