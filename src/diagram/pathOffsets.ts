import type { Diagram } from '../types.js';

/**
 * How many indices come before each path of a list, in limbs of 62 bits, each as a word of 32 bits and one of 30,
 * lowest first. The entry after the last path is the count of all.
 */
export class PathOffsets {
  readonly paths: number;
  readonly limbs: number;
  private readonly words: Float64Array;

  /** @param ends where the paths from `node` end, in index order */
  constructor(diagram: Diagram, node: number, ends: Int32Array) {
    this.paths = ends.length;
    const bits = countBits(diagram, node);
    this.limbs = Math.ceil(bits / LIMB_BITS);
    this.words = new Float64Array(2 * this.limbs * (ends.length + 1));
    if (bits <= 53) this.addNarrow(diagram, ends);
    else this.addWide(diagram, ends);
  }

  /** Word `word` of the offset of a path. */
  word(path: number, word: number): number {
    return this.words[2 * this.limbs * path + word] as number;
  }

  /**
   * The offset as the kernels see it before they scale it, which never falls as the offset grows: rounded, where it has
   * one limb; else its two highest limbs, the lower one cut to 53 bits.
   */
  scaled(path: number): number {
    return this.scale(2 * this.limbs * path);
  }

  /** The same of the index just before it; the path is not the first one. */
  scaledBefore(path: number): number {
    const at = 2 * this.limbs * path;
    if (this.limbs === 1) return (this.words[at + 1] as number) * WORD + ((this.words[at] as number) - 1);
    const borrowed = this.words.slice(at, at + 2 * this.limbs);
    for (let word = 0; word < borrowed.length; word++) {
      const less = (borrowed[word] as number) - 1;
      borrowed[word] = less >= 0 ? less : less + (word % 2 === 0 ? WORD : HIGH_WORD);
      if (less >= 0) break;
    }
    return scaleWords(borrowed, 0, this.limbs);
  }

  private scale(at: number): number {
    return scaleWords(this.words, at, this.limbs);
  }

  private addNarrow(diagram: Diagram, ends: Int32Array): void {
    const [lows, highs] = diagram.countLimbs as readonly [Float64Array, Float64Array];
    let offset = 0;
    for (let path = 0; path <= ends.length; path++) {
      const high = Math.floor(offset / WORD);
      this.words[2 * path] = offset - high * WORD;
      this.words[2 * path + 1] = high;
      if (path === ends.length) return;
      const end = ends[path] as number;
      offset += (highs[end] as number) * COUNT_LIMB + (lows[end] as number);
    }
  }

  private addWide({ countLimbs }: Diagram, ends: Int32Array): void {
    const sum = new Float64Array(countLimbs.length + 1);
    for (let path = 0; path <= ends.length; path++) {
      for (let word = 0; word < 2 * this.limbs; word++) {
        const from = LIMB_BITS * (word >>> 1) + 32 * (word & 1);
        this.words[2 * this.limbs * path + word] = bitsOf(sum, from, word % 2 === 0 ? 32 : LIMB_BITS - 32);
      }
      if (path === ends.length) return;
      const end = ends[path] as number;
      let carry = 0;
      for (let limb = 0; limb < countLimbs.length; limb++) {
        const added = (sum[limb] as number) + ((countLimbs[limb] as Float64Array)[end] as number) + carry;
        carry = added >= COUNT_LIMB ? 1 : 0;
        sum[limb] = added - carry * COUNT_LIMB;
      }
    }
  }
}

/** Bits of a limb of the kernels. */
export const LIMB_BITS = 62;
const WORD = 2 ** 32;
const HIGH_WORD = 2 ** (LIMB_BITS - 32);
/** Counts of a diagram are in limbs of 40 bits. */
const COUNT_LIMB_BITS = 40;
const COUNT_LIMB = 2 ** COUNT_LIMB_BITS;

function scaleWords(words: Float64Array, at: number, limbs: number): number {
  const top = at + 2 * (limbs - 1);
  const limb = (words[top + 1] as number) * WORD + (words[top] as number);
  if (limbs === 1) return limb;
  const under = words[top - 2] as number;
  return limb * 2 ** LIMB_BITS + ((words[top - 1] as number) * WORD + (under - (under % 512)));
}

/** Bits of a node's count of paths, at least 1. */
function countBits({ countLimbs }: Diagram, node: number): number {
  let limb = countLimbs.length - 1;
  while (limb > 0 && countLimbs[limb]?.[node] === 0) limb--;
  const top = countLimbs[limb]?.[node] as number;
  return COUNT_LIMB_BITS * limb + Math.max(1, Math.floor(Math.log2(top)) + 1);
}

/** Bits [from, from + width) of a number in limbs of 40 bits; width is at most 32. */
function bitsOf(limbs: Float64Array, from: number, width: number): number {
  const limb = Math.floor(from / COUNT_LIMB_BITS);
  const skipped = from % COUNT_LIMB_BITS;
  const here = Math.floor((limbs[limb] ?? 0) / 2 ** skipped);
  const have = COUNT_LIMB_BITS - skipped;
  if (have >= width) return here % 2 ** width;
  return here + ((limbs[limb + 1] ?? 0) % 2 ** (width - have)) * 2 ** have;
}
