import { bitLength, fromLimbs, toLimbs } from './diagram.js';
import { KeyStream } from './keyStream.js';
import { isBelow } from './permutation.js';

/**
 * Uniform draws from [0, size): the variant of `permute` that may repeat itself. Draw i of a seed depends on (seed, i)
 * alone.
 */
export class UniformIndices {
  readonly size: bigint;
  private readonly stream: KeyStream;
  private readonly words: number;
  private readonly masks: Int32Array;
  private readonly sizeLow: number;
  private readonly sizeHigh: number;
  private readonly bits: number;
  private readonly sizeWords: Int32Array;

  constructor(seed: number, size: bigint) {
    this.size = size;
    this.stream = new KeyStream(seed);
    const bits = bitLength(size - 1n);
    this.words = bits <= 32 ? 1 : Math.max(3, Math.ceil(bits / 32));
    this.masks = Int32Array.from([0, 32, 40, 72], (from, m) => maskOf(bits - from, m % 2 === 0 ? 32 : 8));
    this.sizeLow = Number(BigInt.asUintN(40, size));
    this.sizeHigh = Number(size >> 40n);
    this.bits = bits;
    this.sizeWords = Int32Array.from(toLimbs(size, Math.ceil(bits / 32) + 1, 32n), (word) => word | 0);
  }

  /** Draw i. */
  at(i: number): bigint {
    if (this.size > 2n ** 80n) return this.atLarge(i);
    const low = new Float64Array(1);
    const high = new Float64Array(1);
    this.fill(i, 1, low, high);
    return fromLimbs([low[0] as number, high[0] as number], 40n);
  }

  /** Writes draws first, first + 1, … as low + 2^40 high, `count` of them. Only where size <= 2^80. */
  fill(first: number, count: number, low: Float64Array, high: Float64Array): void {
    const { stream, words, masks, sizeLow, sizeHigh } = this;
    for (let j = 0; j < count; j++) {
      stream.open(first + j);
      // drawn bits beyond size's are cut off; what is still not below size is drawn again
      for (let t = 0; ; t += words) {
        let under = (stream.word(t) & (masks[0] as number)) >>> 0;
        let over = 0;
        if (words > 1) {
          const tops = stream.word(t + 2);
          under += (tops & (masks[1] as number)) * 4294967296;
          over =
            ((stream.word(t + 1) & (masks[2] as number)) >>> 0) + ((tops >>> 8) & (masks[3] as number)) * 4294967296;
        }
        if (over < sizeHigh || (over === sizeHigh && under < sizeLow)) {
          low[j] = under;
          high[j] = over;
          break;
        }
      }
    }
  }

  /** Writes draw i in words of 32 bits, lowest first, without BigInt: for sizes beyond 2^80. */
  writeWords(i: number, drawn: Int32Array): void {
    this.stream.open(i);
    const topBits = this.bits % 32;
    for (let t = 0; ; t += this.words) {
      for (let w = 0; w < this.words; w++) drawn[this.words - 1 - w] = this.stream.word(t + w);
      if (topBits > 0) drawn[this.words - 1] = (drawn[this.words - 1] as number) & (2 ** topBits - 1);
      if (isBelow(drawn, this.sizeWords)) return;
    }
  }

  private atLarge(i: number): bigint {
    const bits = bitLength(this.size - 1n);
    this.stream.open(i);
    for (let t = 0; ; t += this.words) {
      let drawn = 0n;
      for (let w = 0; w < this.words; w++) drawn = (drawn << 32n) | BigInt(this.stream.word(t + w) >>> 0);
      drawn = BigInt.asUintN(bits, drawn);
      if (drawn < this.size) return drawn;
    }
  }
}

/** The lowest `bits` of a word that has at most `most`. */
function maskOf(bits: number, most: number): number {
  const width = Math.max(0, Math.min(bits, most));
  return width === 32 ? -1 : 2 ** width - 1;
}
