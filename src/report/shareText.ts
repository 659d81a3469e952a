import { groupDigits } from './groupDigits.js';

/** A share of a whole, for people: `76.49 %`, and `1 in 830,000` where a percentage would be all zeros. */
export function shareText(share: number): string {
  if (share === 0 || share >= 0.001) return `${(100 * share).toPrecision(4)} %`;
  const odds = Math.round(1 / share);
  return odds < 1e15 ? `1 in ${groupDigits(odds)}` : `1 in ${odds.toExponential(3)}`;
}
