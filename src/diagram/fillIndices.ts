import { bitLength } from './diagram.js';
import { KERNEL_NUMBERS } from './kernelBytes.js';
import type { KernelMemory } from './kernels.js';
import { streamKeys } from './keyStream.js';
import { LIMB_BITS } from './pathOffsets.js';
import { feistelShape, LargeFeistel, permute, SHUFFLED } from './permutation.js';
import { UniformIndices } from './uniformIndices.js';
import { BLOCK, upToFour } from './walkBlock.js';

const { KEYS, LIMB, MASKS, RESTS, RIGHT_BITS, ROW, SIZE } = KERNEL_NUMBERS;

/** Writes the indices of samples first, first + 1, …, at most BLOCK of them, as what is left of a block's walks. */
export type FillIndices = (first: number, count: number) => void;

/** Limbs of indices below `size`, as the kernels have them: two at least. */
export function indexLimbs(size: bigint): number {
  return Math.max(2, Math.ceil(bitLength(size) / LIMB_BITS));
}

/** The indices of `permute` or of UniformIndices. */
export function fillIndices(
  memory: KernelMemory,
  mode: 'distinct' | 'replace',
  seed: number,
  size: bigint,
): FillIndices {
  const fill = filler(memory, mode, seed, size);
  const limbs = indexLimbs(size);
  return (first, count) => {
    fill(first, count);
    // walks of no account need an index as well
    for (let j = count; j < upToFour(count); j++) {
      for (let limb = 0; limb < limbs; limb++) memory.floats[((RESTS + LIMB * limb) >>> 3) + j] = 0;
    }
  };
}

function filler(memory: KernelMemory, mode: 'distinct' | 'replace', seed: number, size: bigint): FillIndices {
  const bits = bitLength(size - 1n);
  if (mode === 'replace') {
    if (bits <= 80) return drawn(memory, seed, size);
    const indices = new UniformIndices(seed, size);
    return large(memory, size, indices);
  }
  if (size <= SHUFFLED) return shuffled(memory, seed, size);
  if (bits <= 80) return permuted(memory, seed, size);
  return large(memory, size, new LargeFeistel(seed, size));
}

/** The Feistel network, walked until all are below size. */
function permuted({ run, words }: KernelMemory, seed: number, size: bigint): FillIndices {
  const { rightBits, keys, leftMasks, rightMasks } = feistelShape(seed, size);
  words.set(keys, KEYS >>> 2);
  words.set([...leftMasks, ...rightMasks], MASKS >>> 2);
  words[RIGHT_BITS >>> 2] = rightBits;
  words.set(twoLimbs(size), SIZE >>> 2);
  return (first, count) => {
    run.loadPairs(first, count);
    for (let pending = count; pending > 0;) {
      run.turnPairs(pending);
      pending = run.storePairs(pending);
    }
  };
}

/** Uniform draws, repeated until all are below size. */
function drawn({ run, words }: KernelMemory, seed: number, size: bigint): FillIndices {
  const bits = bitLength(size - 1n);
  const rows = bits <= 32 ? 1 : 3;
  words.set(streamKeys(seed), KEYS >>> 2);
  words.set(twoLimbs((1n << BigInt(bits)) - 1n), MASKS >>> 2);
  words.set(twoLimbs(size), SIZE >>> 2);
  return (first, count) => {
    run.openStreams(first, count);
    for (let pending = count; pending > 0;) {
      for (let row = 0; row < rows; row++) run.drawWords(ROW * row, pending);
      pending = run.storeDraws(pending);
    }
  };
}

function shuffled(memory: KernelMemory, seed: number, size: bigint): FillIndices {
  const permutation = permute(seed, size);
  const low = new Float64Array(BLOCK);
  const high = new Float64Array(BLOCK);
  return (first, count) => {
    permutation.fill(first, count, low, high);
    const { words } = memory;
    for (let j = 0; j < count; j++) {
      words[(RESTS >>> 2) + 2 * j] = low[j] as number;
      words[(RESTS >>> 2) + 2 * j + 1] = 0;
    }
  };
}

/** For sizes beyond 2^80. */
function large(memory: KernelMemory, size: bigint, source: Pick<LargeFeistel, 'writeWords'>): FillIndices {
  const index = new Int32Array(Math.ceil(bitLength(size - 1n) / 32));
  const limbs = indexLimbs(size);
  return (first, count) => {
    const { words } = memory;
    for (let j = 0; j < count; j++) {
      source.writeWords(first + j, index);
      for (let limb = 0; limb < limbs; limb++) {
        const place = ((RESTS + LIMB * limb) >>> 2) + 2 * j;
        words[place] = bitsFrom(index, LIMB_BITS * limb);
        words[place + 1] = bitsFrom(index, LIMB_BITS * limb + 32) & HIGH_MASK;
      }
    }
  };
}

const HIGH_MASK = 2 ** (LIMB_BITS - 32) - 1;

/** 32 bits of words, lowest first, from a bit on. */
function bitsFrom(words: Int32Array, bit: number): number {
  const shift = bit & 31;
  const low = (words[bit >>> 5] ?? 0) >>> shift;
  return shift === 0 ? low | 0 : low | ((words[(bit >>> 5) + 1] ?? 0) << (32 - shift));
}

/** Two limbs, as words. */
function twoLimbs(figure: bigint): number[] {
  return [0, 1].flatMap((limb) => {
    const bits = BigInt.asUintN(LIMB_BITS, figure >> BigInt(LIMB_BITS * limb));
    return [Number(BigInt.asIntN(32, bits)), Number(bits >> 32n)];
  });
}
