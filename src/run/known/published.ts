import { SI_POWERS } from '../../report/siPowers.js';
import type { Exact } from '../../types.js';
import { readDecimal, type Decimal } from '../whole/decimal.js';

/** Reads a figure with the digits that it was published with: `5.48M`; nothing where a text is not of that form. */
export function readPublished(text: string): Decimal | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgbt]?)$/i.exec(text.replaceAll(',', ''));
  const decimal = match === null ? undefined : readDecimal(match[1] ?? '');
  if (decimal === undefined) return undefined;
  return { digits: decimal.digits, exponent: decimal.exponent + (SI_POWERS[(match?.[2] ?? '').toLowerCase()] ?? 0) };
}

/**
 * Whether an exact figure rounds to a published one: it lies within half a unit of the last published digit.
 *
 * @throws RangeError where the text is no figure
 */
export function roundsTo(exact: Exact, published: string): boolean {
  const decimal = readPublished(published);
  if (decimal === undefined) throw new RangeError(`${JSON.stringify(published)} is no figure`);
  // a tenth of the last digit, or a tenth of 1: the half of either is whole
  const scale = Math.min(decimal.exponent, 0) - 1;
  const figure = decimal.digits * 10n ** BigInt(decimal.exponent - scale);
  const distance = BigInt(exact) * 10n ** BigInt(-scale) - figure;
  const half = 5n * 10n ** BigInt(decimal.exponent - scale - 1);
  return distance <= half && -distance <= half;
}
