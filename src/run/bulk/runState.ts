import type { WrittenBlock } from '../../report/blocks/blockFormat.js';
import type { EvaluationSumsState } from '../evaluators/evaluationSums.js';
import type { EvaluatedJob } from '../evaluators/measures.js';
import type { Front } from '../front.js';
import type { LegPosition } from '../legs.js';
import type { SpreadPart } from '../spread.js';
import type { FigureOptions } from '../../types.js';
import type { SampleOptions } from '../sampleOptions.js';
import type { RunIdentity } from './runIdentity.js';

/**
 * How far a run is, and what it has found so far: enough to go on from there, or to be merged with other parts of it.
 */
export interface RunState {
  readonly identity: RunIdentity;
  /** What was asked for, for whoever goes on with the state alone. */
  readonly asked: AskedRun;
  /** Undefined where the run has only begun. */
  readonly position: RunPosition | undefined;
  readonly sums: SumsState;
  /** Absent where no records are written. */
  readonly output: OutputState | undefined;
  readonly isFinished: boolean;
}

/** A run as it was asked for. */
export interface AskedRun {
  /** The space's file. */
  readonly file: string;
  readonly figures: FigureOptions;
  readonly options: SampleOptions;
  /** What the evaluators are, where there are any: their files may have gone. */
  readonly evaluated?: EvaluatedJob | undefined;
}

/** Where a run goes on. */
export interface RunPosition extends LegPosition {
  readonly leg: number;
}

/**
 * What is left out of a front that has too many rows: all but the first of each point; where that is not enough, the
 * front.
 */
export type FrontOmission = 'nothing' | 'ties' | 'front';

/** What the samples so far add up to. */
export interface SumsState {
  readonly done: number;
  readonly failures: readonly { readonly lo: number; readonly hi: number; readonly message: string }[];
  /** One per metric; undefined before the first sample. */
  readonly spreads: readonly (SpreadPart | undefined)[];
  readonly front: Front;
  readonly omitted: FrontOmission;
  readonly evaluated?: EvaluationSumsState;
}

/** The block of a range. */
export interface RangeBlock extends WrittenBlock {
  /** The first number of the range. */
  readonly first: number;
  /** CRC-32 of its bytes. */
  readonly check: number;
}

/** A file of a split run that is whole. */
export interface FinishedFile {
  readonly length: number;
  /** CRC-32 of its bytes. */
  readonly check: number;
}

/** How far the files of records are. */
export interface OutputState {
  /** Those before the one that is being written. */
  readonly finished: readonly FinishedFile[];
  /** Of the file that is being written. */
  readonly path: string;
  readonly length: number;
  /** CRC-32 of so much of it. */
  readonly check: number;
  readonly blocks: readonly RangeBlock[];
}
