import { groupDigits } from '../src/report/groupDigits.js';

/** Four significant digits, as people write them: 1,234, 12.34, 0.001234, 1.234 × 10^17. */
export function figureText(value: number): string {
  const [digits = '', exponent] = value.toPrecision(4).split('e');
  if (exponent !== undefined) return `${digits} × 10^${Number(exponent)}`;
  return Number(digits) >= 1000 ? groupDigits(Number(digits)) : digits;
}

/** How many times: two digits, three from ten on. */
export function timesText(value: number): string {
  const rounded = Number(value.toPrecision(value < 10 ? 2 : 3));
  if (rounded >= 1e6) return rounded.toExponential().replace('e+', ' × 10^');
  return rounded >= 1000 ? groupDigits(rounded) : String(rounded);
}

/** A share in percent, one decimal below ten; with the sign of a change where it is one. */
export function percentText(share: number, kind: 'share' | 'change'): string {
  const percent = 100 * share;
  const text = percent.toFixed(Math.abs(percent) < 9.95 ? 1 : 0);
  const isNothing = Number(text) === 0;
  return `${kind === 'change' && percent > 0 && !isNothing ? '+' : ''}${isNothing ? '0.0' : text} %`;
}
