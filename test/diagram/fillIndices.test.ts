import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillIndices, indexLimbs } from '../../src/diagram/fillIndices.js';
import { KERNEL_NUMBERS } from '../../src/diagram/kernelBytes.js';
import { openKernels, type KernelMemory } from '../../src/diagram/kernels.js';
import { permute } from '../../src/diagram/permutation.js';
import { UniformIndices } from '../../src/diagram/uniformIndices.js';

const { LIMB, RESTS } = KERNEL_NUMBERS;

const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
/** Of every width, and just above a power of two, where half of what the network gives is turned again. */
const size = fc
  .tuple(fc.integer({ min: 0, max: 260 }), fc.bigInt({ min: 1n, max: 1n << 60n }), fc.boolean())
  .map(([bits, offset, isNear]) => (1n << BigInt(bits)) + (isNear ? offset % 3n : offset % (1n << BigInt(bits))));
const count = fc.integer({ min: 1, max: 512 });

function written(memory: KernelMemory, limbs: number, rows: number): bigint[] {
  const high = new BigInt64Array(memory.words.buffer);
  return Array.from({ length: rows }, (_, j) => {
    let index = 0n;
    for (let limb = limbs - 1; limb >= 0; limb--)
      index = (index << 62n) | (high[(RESTS + LIMB * limb) / 8 + j] as bigint);
    return index;
  });
}

function kernelIndices(mode: 'distinct' | 'replace', seedNumber: number, of: bigint, first: number, rows: number) {
  const limbs = indexLimbs(of);
  const memory = openKernels(1 << 20, limbs) as KernelMemory;
  fillIndices(memory, mode, seedNumber, of)(first, rows);
  return written(memory, limbs, rows);
}

describe('fillIndices', () => {
  it('writes the images of the permutation', () => {
    fc.assert(
      fc.property(seed, size, seed, count, (seedNumber, of, start, rows) => {
        const most = of < BigInt(Number.MAX_SAFE_INTEGER) ? Number(of) : Number.MAX_SAFE_INTEGER;
        const number = Math.min(rows, most);
        const first = start % (most - number + 1);
        const permutation = permute(seedNumber, of);
        expect(kernelIndices('distinct', seedNumber, of, first, number)).toEqual(
          Array.from({ length: number }, (_, j) => permutation.at(BigInt(first + j))),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('writes uniform draws, also where sample numbers pass 2^32', () => {
    const start = fc.oneof(seed, fc.integer({ min: 2 ** 32 - 600, max: 2 ** 32 }));
    fc.assert(
      fc.property(seed, size, start, count, (seedNumber, of, from, rows) => {
        const first = Math.min(from, Number.MAX_SAFE_INTEGER - rows);
        const indices = new UniformIndices(seedNumber, of);
        expect(kernelIndices('replace', seedNumber, of, first, rows)).toEqual(
          Array.from({ length: rows }, (_, j) => indices.at(first + j)),
        );
      }),
      { numRuns: 150 },
    );
  });
});
