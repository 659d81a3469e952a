import { bitLength } from './diagram.js';
import { permute } from './permutation.js';
import type { SampleOptions } from './sampleOptions.js';
import { UniformIndices } from './uniformIndices.js';

/** Sample number → index, in the modes that draw one. */
export interface SampleIndices {
  at(i: number): bigint;
  /**
   * Writes the indices of samples first, first + 1, … as low + 2^40 high, `count` of them; nothing where the size is
   * beyond 2^80.
   */
  readonly fill: ((first: number, count: number, low: Float64Array, high: Float64Array) => void) | undefined;
}

export function sampleIndices(
  size: bigint,
  seed: number,
  mode: Exclude<SampleOptions['mode'], 'decision'>,
): SampleIndices {
  const hasTwoLimbs = bitLength(size) <= 80;
  if (mode === 'replace') {
    const uniform = new UniformIndices(seed, size);
    return {
      at: (i) => uniform.at(i),
      fill: hasTwoLimbs ? (first, count, low, high) => uniform.fill(first, count, low, high) : undefined,
    };
  }
  const permutation = permute(seed, size);
  return {
    at: (i) => permutation.at(BigInt(i)),
    fill: hasTwoLimbs ? (first, count, low, high) => permutation.fill(first, count, low, high) : undefined,
  };
}
