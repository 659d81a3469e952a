import type { Unit } from './units.js';

/** One figure as one round measures it. */
export interface RoundRow {
  /** Says what is measured; no two rows of a group say the same. */
  readonly what: string;
  readonly figure: number;
  readonly unit: Unit;
  /**
   * CPU time of all threads of the process, which the waiting of a busy machine does not add to; or time on the wall.
   * Unless it is time: nothing.
   */
  readonly clock?: 'CPU' | 'wall';
  /** What the naive way and the machine's limit would have been, in the same unit. */
  readonly naive?: number | undefined;
  /** The naive way takes too long: its figure follows from that of a part. */
  readonly isExtrapolated?: boolean;
  readonly limit?: number | undefined;
}

/** One figure as all rounds measured it. */
export interface BenchRow extends Omit<RoundRow, 'figure'> {
  readonly group: string;
  /** The figure of each round, which is that of the least of several runs. */
  readonly rounds: readonly number[];
}
