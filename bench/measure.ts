import type { Basis } from './basis.js';
import type { RoundRow } from './row.js';

/** What a group is given. */
export interface Given {
  readonly basis: Basis;
  /** For temporary files; it exists, and is removed. */
  readonly folder: string;
}

/**
 * Measures the rows of a group once, in a process of its own. What has to be found out first is no part of any time.
 */
export type Measure = (given: Given) => Promise<RoundRow[]>;
