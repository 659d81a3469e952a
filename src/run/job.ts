import type { Block } from '../report/blocks/blockFormat.js';
import type { FileFormat } from '../report/fileFormat.js';
import type { Ties } from '../pareto/paretoFront.js';
import type { Choice, Compiled, Decision, Diagram, Exact, FigureOptions, Graph, Metric, Space } from '../types.js';
import type { TraceOptions } from '../network/trace.js';
import type { ExactColumn } from '../report/exactColumn.js';
import type { EvaluatedJob } from './evaluators/measures.js';
import type { MeasurePart } from './evaluators/measureSpread.js';
import type { Front, Objective } from './front.js';
import type { SpreadPart } from './spread.js';

/** Which architectures a job goes through, each by a number from 0. */
export type Selection =
  | {
      readonly kind: 'sample';
      readonly seed: number;
      readonly by: 'architecture' | 'decision';
      readonly replace: boolean;
    }
  /** Number i is architecture `from + i`. */
  | { readonly kind: 'enumerate'; readonly from: bigint };

/** What is asked about a range of numbers; the same for every shard of a run. */
export interface Job {
  readonly selection: Selection;
  /** Metrics that are evaluated, in the order of the columns. */
  readonly metrics: readonly Metric[];
  /** Objectives of the front; none: no front. */
  readonly objectives: readonly Objective[];
  readonly ties: Ties;
  /** Spread of every metric: from kept columns, or from histograms. */
  readonly spread: 'exact' | 'counted' | 'none';
  /** Records for a file. */
  readonly records: FileFormat | 'none';
  /** Files that the records go to: each should have some ranges. */
  readonly pieces: number;
  /** Columns are handed back. */
  readonly columns: boolean;
  /** Numbers whose architecture fails a check are left out. */
  readonly checks: readonly Check[];
  /** Where architectures are given to evaluators. */
  readonly evaluated?: EvaluatedJob | undefined;
}

/** What a figure must lie in; both ends are inclusive. */
export interface Check {
  /** Index into the metrics of the diagram that is drawn from. */
  readonly metric: number;
  readonly min: Exact | undefined;
  readonly max: Exact | undefined;
}

/** Numbers [lo, hi). */
export interface Range {
  readonly lo: number;
  readonly hi: number;
  /** Rows after this many are left out. */
  readonly limit?: number;
}

/** What a worker is told: the rest it knows from its start. */
export interface ShardTask extends Range {
  readonly job: Job;
}

export interface ShardResult {
  /** Rows: as many as numbers, or as pass the job's checks. */
  readonly count: number;
  readonly front?: Front;
  /** One per metric of the job. */
  readonly spreads?: readonly SpreadPart[];
  readonly block?: Block;
  readonly columns?: readonly ExactColumn[];
  /** With columns, where there are checks: the number of each row. */
  readonly numbers?: Float64Array;
  /** Hits and misses of the memo of wide layers during this shard. */
  readonly memo?: MemoStats;
  readonly evaluated?: EvaluatedResult;
}

/** What a shard of a job with evaluators has beside other results. */
export interface EvaluatedResult {
  /** One per measure. */
  readonly spreads: readonly MeasurePart[];
  readonly tally: EvaluationTally;
}

/** How evaluations went. */
export interface EvaluationTally {
  /** Architectures that were evaluated: rows, and those that failed a check of a measure. */
  readonly candidates: number;
  /** Per evaluator: of how many of them it failed. */
  readonly failed: readonly number[];
  /** The first of those that failed. */
  readonly failures: readonly EvaluationFailure[];
}

/** An architecture without some figures. */
export interface EvaluationFailure {
  readonly index: bigint;
  readonly error: string;
}

export interface MemoStats {
  readonly hits: number;
  readonly misses: number;
}

/** All that a shard reads: a compiled space without what only reports need. */
export interface ShardSpace {
  readonly name: string;
  readonly hash: string;
  readonly options: FigureOptions;
  readonly decisions: readonly Decision[];
  readonly diagram: Diagram;
  /**
   * What numbers are drawn from: the diagram itself, or one of a part of the space, with metrics of its own behind the
   * others.
   */
  readonly drawn: Diagram;
  /** Indices of layers that the diagram leaves out, and the graph that evaluates them. */
  readonly wide: Compiled['wide'];
  readonly graph: Graph | undefined;
}

/** What a worker is started with. Functions do not travel, so a wide space is traced again on the other side. */
export interface WorkerStart extends Omit<ShardSpace, 'graph' | 'diagram' | 'drawn'> {
  /** The diagrams' memory, which all threads share. */
  readonly buffer: SharedArrayBuffer;
  readonly drawnBuffer: SharedArrayBuffer;
  readonly source: { readonly space: Space; readonly options: TraceOptions } | undefined;
}

/** Rows of a range: one per number, or per number that passes the checks. */
export interface Rows {
  readonly count: number;
  /** One per metric of the job. */
  readonly columns: readonly ExactColumn[];
  /** Of evaluators, one per measure of the job; NaN where there is none. */
  readonly measured?: readonly Float64Array[];
  /** Per row: why evaluators failed. */
  readonly errors?: readonly (string | undefined)[];
  numberAt(row: number): number;
}

/** Number → architecture. */
export type Choose = (number: number, choice: Choice) => bigint;

/** Numbers → architectures → costs. */
export interface Source {
  /**
   * Numbers [lo, hi), the first `limit` of those that pass the checks.
   *
   * @param lend the next call may overwrite the columns
   */
  rows(lo: number, hi: number, limit?: number, lend?: boolean): Rows;
  /** Sets `choice` to architecture `number` and returns its index in the space. */
  choose: Choose;
  /**
   * The same for `count` (default: all) of the numbers [lo, hi), one after the other: where those are many, it takes a
   * fifth of the time.
   */
  chooseInOrder(lo: number, hi: number, count?: number): Choose;
  /** Indices in the space of numbers, which ascend. */
  indices(numbers: Float64Array): ExactColumn;
  /** Counts since it was last asked; nothing where no layer is wide. */
  memo(): MemoStats | undefined;
}
