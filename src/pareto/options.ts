export type Direction = 'min' | 'max';

/** Which rows of a non-dominated point that occurs more than once: all of them, or only the first. */
export type Ties = 'all' | 'first';

export interface ParetoOptions {
  /** Default `all`. */
  readonly ties?: Ties;
  /** Only rows [0, count) take part; default: the length of the columns. */
  readonly count?: number;
}
