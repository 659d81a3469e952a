import { metricIndex } from '../cost/metrics.js';
import { enumerateCosts, LeafTables } from '../diagram/enumerateCosts.js';
import { recombine } from '../diagram/metricColumns.js';
import { PathSampler } from '../diagram/pathSampler.js';
import { PathTables } from '../diagram/pathTables.js';
import { sampleCosts, type SampleOptions } from '../diagram/sampleCosts.js';
import { unrank } from '../diagram/unrank.js';
import type { Choice, Diagram, MetricColumns } from '../types.js';
import { addWideCosts } from './addWideCosts.js';
import type { ExactColumn } from './exactColumn.js';
import type { Job, Selection, ShardSpace, Source } from './job.js';
import { wideCosts } from './wideCosts.js';

/** What a job goes through, for one thread: numbers → architectures → costs. */
export function openSource(space: ShardSpace, job: Pick<Job, 'selection' | 'metrics'>): Source {
  const { diagram } = space;
  const { selection } = job;
  const layouts = job.metrics.map((metric) => diagram.metrics[metricIndex(metric)] as MetricColumns);
  const evaluator = columnEvaluator(diagram, job.metrics.map(metricIndex), selection);
  const choose = chooser(diagram, selection);
  const wide = wideCosts(space);
  const choice: Choice = new Int32Array(space.decisions.length);
  return {
    costs(lo, hi) {
      const columns = evaluator.columns.map(() => new Float64Array(hi - lo));
      evaluator.evaluate(lo, hi, columns);
      const exact = exactColumns(layouts, columns);
      if (wide === undefined) return exact;
      return addWideCosts(exact, job.metrics, hi - lo, (row) => {
        choose(lo + row, choice);
        return wide.cost(choice);
      });
    },
    choose,
    memo: () => wide?.memo(),
  };
}

interface Evaluator {
  /** Columns of the diagram that the metrics lie in. */
  readonly columns: readonly number[];
  evaluate(lo: number, hi: number, out: readonly Float64Array[]): void;
}

function columnEvaluator(diagram: Diagram, metrics: readonly number[], selection: Selection): Evaluator {
  if (selection.kind === 'enumerate') {
    const tables = new LeafTables(diagram, metrics);
    return {
      columns: tables.columns,
      evaluate: (lo, hi, out) => enumerateCosts(tables, selection.from + BigInt(lo), hi - lo, out),
    };
  }
  const tables = new PathTables(diagram, metrics);
  const options = sampleOptions(selection);
  return { columns: tables.columns, evaluate: (lo, hi, out) => sampleCosts(tables, options, lo, hi, out) };
}

function sampleOptions({ seed, by, replace }: Extract<Selection, { kind: 'sample' }>): SampleOptions {
  return { seed, mode: by === 'decision' ? 'decision' : replace ? 'replace' : 'distinct' };
}

function chooser(diagram: Diagram, selection: Selection): Source['choose'] {
  if (selection.kind === 'enumerate') {
    return (number, choice) => {
      const index = selection.from + BigInt(number);
      unrank(diagram, index, choice);
      return index;
    };
  }
  const sampler = new PathSampler(diagram, sampleOptions(selection));
  return (number, choice) => sampler.sample(number, choice);
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
