/** An exact decimal number: digits × 10^exponent. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Beyond this, a number is a slip, and its digits would fill the memory. */
const MOST_EXPONENT = 400;
/** No figure takes as many characters. */
const LONGEST = 1000;

/** Reads `1800000000`, `-0.25`, `1.8e9`; nothing where a text is not of that form. */
export function readDecimal(value: number | bigint | string): Decimal | undefined {
  const text = String(value).trim();
  if (text.length > LONGEST) return undefined;
  const match = /^([+-]?)(\d+(?:_\d+)*|(?=\.\d))(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', part = '', power = '0'] = match;
  const exponent = Number(power) - part.length;
  if (Math.abs(exponent) > MOST_EXPONENT) return undefined;
  const digits = BigInt(whole.replaceAll('_', '') + part || '0');
  return { digits: sign === '-' ? -digits : digits, exponent };
}

/** The largest integer that is at most value × scale. */
export function floorAt({ digits, exponent }: Decimal, scale: bigint): bigint {
  const [numerator, denominator] = fraction(digits, exponent, scale);
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

/** The least integer that is at least value × scale. */
export function ceilAt({ digits, exponent }: Decimal, scale: bigint): bigint {
  return -floorAt({ digits: -digits, exponent }, scale);
}

/** Negative where the first is less, positive where it is more. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const least = Math.min(a.exponent, b.exponent);
  const [first, second] = [a, b].map(({ digits, exponent }) => digits * 10n ** BigInt(exponent - least)) as [
    bigint,
    bigint,
  ];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Decimals behind the point that a value needs. */
export function decimalsOf({ digits, exponent }: Decimal): number {
  if (digits === 0n) return 0;
  let needed = -exponent;
  for (let rest = digits; needed > 0 && rest % 10n === 0n; rest /= 10n) needed--;
  return Math.max(0, needed);
}

function fraction(digits: bigint, exponent: number, scale: bigint): [bigint, bigint] {
  const power = 10n ** BigInt(Math.abs(exponent));
  return exponent >= 0 ? [digits * power * scale, 1n] : [digits * scale, power];
}
