import { bitLength } from './diagram.js';
import type { KernelMemory } from './kernels.js';
import { streamKeys } from './keyStream.js';
import { LIMB_BITS } from './pathOffsets.js';
import { feistelShape, permute, SHUFFLED } from './permutation.js';
import { UniformIndices } from './uniformIndices.js';
import { BLOCK, ROW } from './walkBlock.js';

/** Indices of a block of samples, in limbs of 62 bits, in the memory of the kernels. */
export interface IndexBlock {
  /** Address of the lowest limbs, 8 bytes a sample; those above follow, an array each. */
  readonly rests: number;
  readonly limbs: number;
  /** Writes the indices of samples first, first + 1, …; at most BLOCK of them. */
  fill(first: number, count: number): void;
}

/** The indices of `permute` or of UniformIndices. */
export function indexBlock(memory: KernelMemory, mode: 'distinct' | 'replace', seed: number, size: bigint): IndexBlock {
  const limbs = Math.max(1, Math.ceil(bitLength(size) / LIMB_BITS));
  // the kernels of two limbs write both
  const rests = memory.allocate(2 * ROW * Math.max(2, limbs));
  return { rests, limbs, fill: filler(memory, mode, seed, size, { rests, limbs }) };
}

type Fill = IndexBlock['fill'];
type Place = Omit<IndexBlock, 'fill'>;

function filler(memory: KernelMemory, mode: 'distinct' | 'replace', seed: number, size: bigint, place: Place): Fill {
  const bits = bitLength(size - 1n);
  if (mode === 'replace') {
    if (bits <= 80) return drawn(memory, seed, size, place);
    const indices = new UniformIndices(seed, size);
    return large(memory, place, (i) => indices.at(i));
  }
  if (size <= SHUFFLED) return shuffled(memory, seed, size, place);
  if (bits <= 80) return permuted(memory, seed, size, place);
  const permutation = permute(seed, size);
  return large(memory, place, (i) => permutation.at(BigInt(i)));
}

/** The Feistel network, walked until all are below size. */
function permuted(memory: KernelMemory, seed: number, size: bigint, { rests }: Place): Fill {
  const { run } = memory;
  const { rightBits, keys, leftMasks, rightMasks } = feistelShape(seed, size);
  const keyPlace = memory.allocate(4 * keys.length);
  memory.words.set(keys, keyPlace >>> 2);
  const left = memory.allocate(5 * ROW);
  const [leftTop, right, rightTop, places] = [left + ROW, left + 2 * ROW, left + 3 * ROW, left + 4 * ROW];
  const shift = BigInt(rightBits);
  const [sizeLow, sizeHigh] = sizeLimbs(size);
  return (first, count) => {
    run.loadPairs(first, count, shift, left, leftTop, right, rightTop, places);
    for (let pending = count; pending > 0;) {
      run.turnPairs(left, leftTop, right, rightTop, pending, ...leftMasks, ...rightMasks, keyPlace);
      pending = run.storePairs(
        pending,
        shift,
        left,
        leftTop,
        right,
        rightTop,
        places,
        rests,
        rests + 2 * ROW,
        sizeLow,
        sizeHigh,
      );
    }
  };
}

/** Uniform draws, repeated until all are below size. */
function drawn(memory: KernelMemory, seed: number, size: bigint, { rests }: Place): Fill {
  const { run } = memory;
  const keys = memory.allocate(16);
  memory.words.set(streamKeys(seed), keys >>> 2);
  const a = memory.allocate(7 * ROW);
  const [b, next, places, words] = [a + ROW, a + 2 * ROW, a + 3 * ROW, a + 4 * ROW];
  const bits = BigInt(bitLength(size - 1n));
  const rows = bits <= 32n ? 1 : 3;
  const mask = (1n << bits) - 1n;
  const [lowMask, highMask] = sizeLimbs(mask);
  const [sizeLow, sizeHigh] = sizeLimbs(size);
  return (first, count) => {
    run.openStreams(first, count, keys, a, b, next);
    for (let j = 0; j < count; j++) memory.words[(places >>> 2) + j] = j;
    for (let pending = count; pending > 0;) {
      for (let row = 0; row < rows; row++) run.drawWords(a, b, next, words + ROW * row, pending);
      pending = run.storeDraws(
        pending,
        words,
        ROW,
        a,
        b,
        places,
        lowMask,
        highMask,
        rests,
        rests + 2 * ROW,
        sizeLow,
        sizeHigh,
      );
    }
  };
}

function shuffled(memory: KernelMemory, seed: number, size: bigint, { rests }: Place): Fill {
  const permutation = permute(seed, size);
  const low = new Float64Array(BLOCK);
  const high = new Float64Array(BLOCK);
  return (first, count) => {
    permutation.fill(first, count, low, high);
    const { words } = memory;
    for (let j = 0; j < count; j++) {
      words[(rests >>> 2) + 2 * j] = low[j] as number;
      words[(rests >>> 2) + 2 * j + 1] = 0;
    }
  };
}

/** For sizes beyond 2^80. */
function large(memory: KernelMemory, { rests, limbs }: Place, at: (i: number) => bigint): Fill {
  return (first, count) => {
    const { words } = memory;
    for (let j = 0; j < count; j++) {
      let index = at(first + j);
      for (let limb = 0; limb < limbs; limb++, index >>= BigInt(LIMB_BITS)) {
        const place = ((rests + 2 * ROW * limb) >>> 2) + 2 * j;
        words[place] = Number(BigInt.asIntN(32, index));
        words[place + 1] = Number(BigInt.asUintN(LIMB_BITS - 32, index >> 32n));
      }
    }
  };
}

function sizeLimbs(size: bigint): [low: bigint, high: bigint] {
  return [BigInt.asUintN(LIMB_BITS, size), size >> BigInt(LIMB_BITS)];
}
