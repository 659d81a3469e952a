import type { Exact } from '../types.js';
import { groupDigits } from './groupDigits.js';
import { siNumber } from './siNumber.js';

/**
 * A figure scaled as by `siNumber` where four digits are all that it has, otherwise in full: limits are told exactly.
 */
export function figureText(figure: Exact): string {
  const value = Number(figure);
  if (Number(value.toPrecision(4)) === value || !Number.isSafeInteger(value)) return siNumber(figure);
  return groupDigits(value);
}
