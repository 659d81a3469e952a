import { enumerateCosts, LeafTables } from '../diagram/enumerateCosts.js';
import { PathTables } from '../diagram/pathTables.js';
import { sampleCosts } from '../diagram/sampleCosts.js';
import type { SampleOptions } from '../diagram/sampleOptions.js';
import type { Diagram } from '../types.js';
import type { Selection } from './job.js';

/** Numbers of a selection → totals of columns of a diagram. */
export interface ColumnEvaluator {
  /** The columns that the metrics lie in. */
  readonly columns: readonly number[];
  /** Columns to evaluate into that hold their figures until the next call. */
  lend(count: number): readonly Float64Array[];
  evaluate(lo: number, hi: number, out: readonly Float64Array[]): void;
}

/** @param metrics of the diagram, by their places in it */
export function columnEvaluator(diagram: Diagram, metrics: readonly number[], selection: Selection): ColumnEvaluator {
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

export function sampleOptions({ seed, by, replace }: Extract<Selection, { kind: 'sample' }>): SampleOptions {
  return { seed, mode: by === 'decision' ? 'decision' : replace ? 'replace' : 'distinct' };
}

/** Lends the first `count` rows of columns that are kept from call to call, made longer if need be. */
function lender(columns: number): ColumnEvaluator['lend'] {
  const lent = Array.from({ length: columns }, () => new Float64Array(0));
  return (count) =>
    lent.map((column, c) => {
      if (column.length < count) lent[c] = new Float64Array(count);
      return (lent[c] as Float64Array).subarray(0, count);
    });
}
