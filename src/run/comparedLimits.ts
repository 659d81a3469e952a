import { EXACT_SPREAD_ROWS } from './spread.js';

/** Between how many samples a measurement has. */
export interface SampleLimits {
  readonly least: number;
  readonly most: number;
}

/**
 * The limits of a measurement that is compared with one of `count` samples, so that both are the same work: quartiles
 * of all figures, or, of more samples, of histograms, which takes less.
 *
 * @param wanted how many there should be at least
 * @param most how many there may be
 */
export function comparedLimits(count: number, wanted: number, most: number): SampleLimits {
  const isCounted = count > EXACT_SPREAD_ROWS;
  const [lowest, highest] = isCounted ? [EXACT_SPREAD_ROWS + 1, most] : [1, EXACT_SPREAD_ROWS];
  return { least: Math.min(highest, Math.max(lowest, wanted)), most: highest };
}
