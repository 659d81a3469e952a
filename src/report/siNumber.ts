import type { Exact } from '../types.js';

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

/** Below this, integers are shown as they are. */
const PLAIN_LIMIT = 10_000;

/**
 * A figure scaled for a table: four significant digits and an SI prefix (`5410000` → `5.410M`). Integers below 10,000
 * are shown in full. For reading only: files and JSON carry the exact integer.
 */
export function siNumber(value: Exact): string {
  const scaled = Number(value);
  if (Math.abs(scaled) < PLAIN_LIMIT) return Number.isInteger(scaled) ? String(scaled) : scaled.toPrecision(4);
  let prefix = Math.min(PREFIXES.length - 1, Math.floor(Math.log10(Math.abs(scaled)) / 3));
  let text = (scaled / 1000 ** prefix).toPrecision(4);
  // rounding may carry into the next prefix: 999,960 is 1.000M
  if (Math.abs(Number(text)) >= 1000 && prefix < PREFIXES.length - 1) {
    prefix += 1;
    text = (scaled / 1000 ** prefix).toPrecision(4);
  }
  return Math.abs(Number(text)) >= PLAIN_LIMIT ? scaled.toExponential(3) : `${text}${PREFIXES[prefix] ?? ''}`;
}
