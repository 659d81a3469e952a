/** A number of a column: a bigint where it is whole and its size above 2^53 - 1. */
export type Figure = number | bigint;

/**
 * A figure as tables and JSON give it: a number, or decimal text. Whole numbers are exact whatever their size;
 * fractions are float64. Undefined where it is no number, or none that is finite: nothing can be said of its place in
 * an order.
 */
export function readFigure(value: unknown): Figure | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? normalised(value) : undefined;
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const match = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(value.trim());
  if (match === null) return undefined;
  const float = Number(value);
  if (!Number.isFinite(float)) return undefined;
  return Math.abs(float) <= Number.MAX_SAFE_INTEGER ? float : (wholeNumber(match) ?? normalised(float));
}

/** No figure takes as many characters; it bounds the work. */
const LONGEST = 1000;

function normalised(value: number): Figure {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : BigInt(value);
}

/** Nothing where a fraction is left over. The number is known to be finite and above 2^53 in size. */
function wholeNumber([, sign, whole = '', fraction = '', exponent = '0']: RegExpExecArray): bigint | undefined {
  const digits = BigInt(whole + fraction);
  const shift = Number(exponent) - fraction.length;
  const divisor = 10n ** BigInt(Math.max(0, -shift));
  if (digits % divisor !== 0n) return undefined;
  const size = (digits * 10n ** BigInt(Math.max(0, shift))) / divisor;
  return sign === '-' ? -size : size;
}
