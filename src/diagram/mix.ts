/**
 * A bijection of 32-bit words that spreads every input bit over all output bits: Chris Wellons' lowbias32
 * (https://github.com/skeeto/hash-prospector), of the shape of MurmurHash3's finaliser with less bias.
 */
export function mix32(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b);
  return word ^ (word >>> 16);
}

/** Low and high 32-bit words of a non-negative integer below 2^53. */
export function splitWord(value: number): readonly [low: number, high: number] {
  return [value | 0, (value / 4294967296) | 0];
}
