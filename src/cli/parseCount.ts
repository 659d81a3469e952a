import { UsageError } from './command.js';

const SUFFIXES: Readonly<Record<string, bigint>> = {
  '': 1n,
  k: 1000n,
  m: 1_000_000n,
  g: 1_000_000_000n,
  b: 1_000_000_000n,
};

/** `1000`, `1e6`, `1_000_000`, `2.5M`, `10k`: a whole number of at least `least`. */
export function parseCount(option: string, text: string, least = 0): number {
  const match = /^(\d+(?:_\d+)*)(?:\.(\d+))?(?:e\+?(\d{1,3}))?([kmgb]?)$/i.exec(text.trim());
  const count = match === null ? undefined : wholeNumber(match);
  if (count === undefined)
    throw new UsageError(`${option} is ${JSON.stringify(text)}; expected a whole number such as 1000, 1e6 or 1M`);
  if (count < least) throw new UsageError(`${option} is ${text}; expected at least ${least}`);
  if (count > BigInt(Number.MAX_SAFE_INTEGER)) throw new UsageError(`${option} is ${text}; expected at most 2^53 - 1`);
  return Number(count);
}

/** Nothing where a fraction is left over, as in 1.5. */
function wholeNumber([, whole = '', fraction = '', exponent = '0', suffix = '']: RegExpExecArray): bigint | undefined {
  const scale = 10n ** BigInt(exponent) * (SUFFIXES[suffix.toLowerCase()] ?? 1n);
  const digits = BigInt(whole.replaceAll('_', '') + fraction) * scale;
  const divisor = 10n ** BigInt(fraction.length);
  return digits % divisor === 0n ? digits / divisor : undefined;
}
