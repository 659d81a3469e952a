import type { Exact } from '../types.js';

/** A share of a total, with one decimal; `-` of nothing. */
export function percentText(part: Exact, whole: Exact): string {
  if (Number(whole) === 0) return '-';
  return `${((100 * Number(part)) / Number(whole)).toFixed(1)} %`;
}
