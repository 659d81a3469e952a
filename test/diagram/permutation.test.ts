import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permute } from '../../src/diagram/permutation.js';
import { UniformIndices } from '../../src/diagram/uniformIndices.js';

const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

/** Images of first, first + 1, …, by `fill`. */
function filled(seedNumber: number, size: bigint, first: number, count: number): bigint[] {
  const low = new Float64Array(count);
  const high = new Float64Array(count);
  permute(seedNumber, size).fill(first, count, low, high);
  return Array.from(low, (part, i) => BigInt(part) + (BigInt(high[i] as number) << 40n));
}

describe('permute', () => {
  it('is a bijection of every small size', () => {
    for (let size = 1; size <= 130; size++) {
      const images = new Set(filled(7, BigInt(size), 0, size));
      expect(images.size).toBe(size);
      expect([...images].every((image) => image >= 0n && image < BigInt(size))).toBe(true);
    }
  });

  it('is a bijection where the network takes over from the table', () => {
    for (const size of [65_536, 65_537, 70_001, 131_071, 131_073]) {
      const hit = new Uint8Array(size);
      for (const image of filled(3, BigInt(size), 0, size)) hit[Number(image)] = 1;
      expect(hit.every((once) => once === 1)).toBe(true);
    }
  });

  it('stays below large sizes, and sends no two numbers to one', () => {
    const bits = fc.integer({ min: 17, max: 200 });
    fc.assert(
      fc.property(seed, bits, fc.bigInt({ min: 1n, max: 1n << 60n }), (seedNumber, width, odd) => {
        const size = (1n << BigInt(width)) - (odd % (1n << BigInt(width - 1)));
        const permutation = permute(seedNumber, size);
        const images = Array.from({ length: 200 }, (_, i) => permutation.at(((size - 1n) * BigInt(i)) / 199n));
        expect(images.every((image) => image >= 0n && image < size)).toBe(true);
        expect(new Set(images).size).toBe(new Set(images.map((_, i) => ((size - 1n) * BigInt(i)) / 199n)).size);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same images one by one and in blocks', () => {
    fc.assert(
      fc.property(seed, fc.bigInt({ min: 1000n, max: 1n << 80n }), fc.nat(500), (seedNumber, size, first) => {
        const permutation = permute(seedNumber, size);
        expect(filled(seedNumber, size, first, 40)).toEqual(
          Array.from({ length: 40 }, (_, i) => permutation.at(BigInt(first + i))),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('spreads its images evenly, whatever the seed', () => {
    const size = 7371n ** 5n * 25n;
    for (const seedNumber of [0, 1, 2, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      const counts = new Array<number>(25).fill(0);
      for (const image of filled(seedNumber, size, 0, 25_000)) {
        const bin = Number((image * 25n) / size);
        counts[bin] = (counts[bin] as number) + 1;
      }
      expect(chiSquare(counts)).toBeLessThan(CHI_SQUARE_24);
    }
  });

  it('depends on the seed', () => {
    const size = 10n ** 20n;
    expect(filled(1, size, 0, 50)).not.toEqual(filled(2, size, 0, 50));
    expect(filled(1, 1000n, 0, 50)).not.toEqual(filled(2, 1000n, 0, 50));
  });
});

describe('UniformIndices', () => {
  it('draws every number of a small size about equally often', () => {
    for (const size of [2, 7, 25]) {
      const counts = new Array<number>(size).fill(0);
      const indices = new UniformIndices(11, BigInt(size));
      for (let i = 0; i < 1000 * size; i++) {
        const index = Number(indices.at(i));
        counts[index] = (counts[index] as number) + 1;
      }
      expect(chiSquare(counts)).toBeLessThan(CHI_SQUARE_24);
    }
  });

  it('stays in range at any size', () => {
    fc.assert(
      fc.property(seed, fc.nat(), fc.bigInt({ min: 1n, max: 1n << 200n }), (seedNumber, i, size) => {
        const index = new UniformIndices(seedNumber, size).at(i);
        expect(index >= 0n && index < size).toBe(true);
      }),
    );
  });
});

/** Passed by chance once in 10^5 runs with 24 degrees of freedom, and less often with fewer. */
const CHI_SQUARE_24 = 66;

function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
