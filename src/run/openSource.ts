import { metricIndex } from '../cost/metrics.js';
import { enumerateCosts, LeafTables } from '../diagram/enumerateCosts.js';
import { recombine } from '../diagram/metricColumns.js';
import { PathSampler } from '../diagram/pathSampler.js';
import { PathTables } from '../diagram/pathTables.js';
import { sampleCosts } from '../diagram/sampleCosts.js';
import type { SampleOptions } from '../diagram/sampleOptions.js';
import { rank } from '../diagram/rank.js';
import { unrank } from '../diagram/unrank.js';
import type { Choice, Diagram, Exact, MetricColumns } from '../types.js';
import { addWideCosts } from './addWideCosts.js';
import { takeRows, type ExactColumn } from '../report/exactColumn.js';
import type { Check, Job, Selection, ShardSpace, Source } from './job.js';
import { wideCosts } from './wideCosts.js';

/** What a job goes through, for one thread: numbers → architectures → costs. */
export function openSource(space: ShardSpace, job: Pick<Job, 'selection' | 'metrics' | 'checks'>): Source {
  const { drawn } = space;
  const { selection, checks } = job;
  const own = job.metrics.map(metricIndex);
  const wanted = [...new Set([...own, ...checks.map(({ metric }) => metric)])];
  const layouts = wanted.map((metric) => drawn.metrics[metric] as MetricColumns);
  const evaluator = columnEvaluator(drawn, wanted, selection);
  const choose = chooser(space, selection);
  const wide = wideCosts(space);
  const choice: Choice = new Int32Array(space.decisions.length);
  const costs = (lo: number, hi: number, lend: boolean): ExactColumn[] => {
    const columns = lend ? evaluator.lend(hi - lo) : evaluator.columns.map(() => new Float64Array(hi - lo));
    evaluator.evaluate(lo, hi, columns);
    const exact = exactColumns(layouts, columns);
    if (wide === undefined) return exact;
    return addWideCosts(exact, wanted, hi - lo, (row) => {
      choose(lo + row, choice);
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
    memo: () => wide?.memo(),
  };
}

/** Lends the first `count` rows of columns that are kept from call to call, made longer if need be. */
function lender(columns: number): Evaluator['lend'] {
  const lent = Array.from({ length: columns }, () => new Float64Array(0));
  return (count) =>
    lent.map((column, c) => {
      if (column.length < count) lent[c] = new Float64Array(count);
      return (lent[c] as Float64Array).subarray(0, count);
    });
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

interface Evaluator {
  /** Columns of the diagram that the metrics lie in. */
  readonly columns: readonly number[];
  /** Columns to evaluate into that hold their figures until the next call. */
  lend(count: number): readonly Float64Array[];
  evaluate(lo: number, hi: number, out: readonly Float64Array[]): void;
}

function columnEvaluator(diagram: Diagram, metrics: readonly number[], selection: Selection): Evaluator {
  if (selection.kind === 'enumerate') {
    const tables = new LeafTables(diagram, metrics);
    return {
      columns: tables.columns,
      lend: (count) => tables.lend(count),
      evaluate: (lo, hi, out) => enumerateCosts(tables, selection.from + BigInt(lo), hi - lo, out),
    };
  }
  const tables = new PathTables(diagram, metrics);
  const options = sampleOptions(selection);
  return {
    columns: tables.columns,
    lend: lender(tables.columns.length),
    evaluate: (lo, hi, out) => sampleCosts(tables, options, lo, hi, out),
  };
}

function sampleOptions({ seed, by, replace }: Extract<Selection, { kind: 'sample' }>): SampleOptions {
  return { seed, mode: by === 'decision' ? 'decision' : replace ? 'replace' : 'distinct' };
}

function chooser({ diagram, drawn }: ShardSpace, selection: Selection): Source['choose'] {
  const indexInSpace = (choice: Choice, index: bigint): bigint =>
    drawn === diagram ? index : (rank(diagram, choice) as bigint);
  if (selection.kind === 'enumerate') {
    return (number, choice) => {
      const index = selection.from + BigInt(number);
      unrank(drawn, index, choice);
      return indexInSpace(choice, index);
    };
  }
  const sampler = new PathSampler(drawn, sampleOptions(selection));
  return (number, choice) => indexInSpace(choice, sampler.sample(number, choice));
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
