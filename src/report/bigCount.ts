import { groupDigits } from './groupDigits.js';

/** How many architectures, for people: grouped in full up to 15 digits, `5.440e+20` above. */
export function bigCount(count: bigint): string {
  const digits = count.toString();
  if (digits.length <= 15) return groupDigits(count);
  // by hand, since spaces may be larger than float64 reaches
  const lead = Number(`${digits.slice(0, 1)}.${digits.slice(1, 16)}`).toFixed(3);
  return lead === '10.000' ? `1.000e+${digits.length}` : `${lead}e+${digits.length - 1}`;
}
