import { bitLength, fromLimbs, toLimbs } from './diagram.js';
import { Draws, KeyStream, seedKey } from './keyStream.js';
import { mix32, splitWord } from './mix.js';

/** A bijection of [0, size). */
export interface Permutation {
  readonly size: bigint;
  /** The image of i; i is in [0, size). */
  at(i: bigint): bigint;
  /**
   * Writes the images of first, first + 1, … as low + 2^40 high, `count` of them. Only where size <= 2^80; first +
   * count is at most size, and at most 2^53.
   */
  fill(first: number, count: number, low: Float64Array, high: Float64Array): void;
}

/**
 * The seeded pseudo-random permutation of [0, size): sample i of a seed is architecture at(i). So samples are distinct
 * by construction, come in no order, and any of them can be had without the others. Seed: an integer in [0, 2^53).
 *
 * A shuffled table up to 65,536; above, a Feistel network on the least number of bits that holds size, walked until it
 * falls below size (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002): fewer than two turns on average.
 */
export function permute(seed: number, size: bigint): Permutation {
  if (size <= SHUFFLED) return new ShuffledTable(seed, Number(size));
  return bitLength(size - 1n) <= 80 ? new Feistel(seed, size) : new LargeFeistel(seed, size);
}

/** Sizes up to this are shuffled. */
export const SHUFFLED = 65_536n;
/**
 * Four are the least that theory asks for (Luby and Rackoff); the round function is a hash, not a cipher, so twice
 * that.
 */
const ROUNDS = 8;
const KEYS_PER_ROUND = 3;
const WORD = 4294967296;

/** Fisher and Yates. */
class ShuffledTable implements Permutation {
  readonly size: bigint;
  private readonly table: Uint32Array;

  constructor(seed: number, size: number) {
    this.size = BigInt(size);
    this.table = Uint32Array.from({ length: size }, (_, i) => i);
    const draws = new Draws(new KeyStream(seed));
    draws.open(size);
    for (let i = size - 1; i > 0; i--) {
      const j = draws.below(i + 1);
      const swapped = this.table[i] as number;
      this.table[i] = this.table[j] as number;
      this.table[j] = swapped;
    }
  }

  at(i: bigint): bigint {
    return BigInt(this.table[Number(i)] as number);
  }

  fill(first: number, count: number, low: Float64Array, high: Float64Array): void {
    for (let j = 0; j < count; j++) low[j] = this.table[first + j] as number;
    high.fill(0, 0, count);
  }
}

/**
 * Alternates left ^= F(right) and right ^= F(left), a round at a time over a block of samples, so that the samples'
 * chains of multiplications overlap. The halves have at most 40 bits, each held as a word of 32 bits and a top of up to
 * 8; the right half has the odd bit.
 */
class Feistel implements Permutation {
  readonly size: bigint;
  private readonly rightBits: number;
  private readonly keys: Int32Array;
  private readonly leftMasks: HalfMasks;
  private readonly rightMasks: HalfMasks;
  private readonly sizeLow: number;
  private readonly sizeHigh: number;
  private readonly block: FeistelBlock = {
    left: new Int32Array(BLOCK),
    leftTop: new Int32Array(BLOCK),
    right: new Int32Array(BLOCK),
    rightTop: new Int32Array(BLOCK),
    places: new Int32Array(BLOCK),
  };

  constructor(seed: number, size: bigint) {
    this.size = size;
    const { rightBits, keys, leftMasks, rightMasks } = feistelShape(seed, size);
    this.rightBits = rightBits;
    this.keys = keys;
    this.leftMasks = leftMasks;
    this.rightMasks = rightMasks;
    this.sizeLow = Number(BigInt.asUintN(40, size));
    this.sizeHigh = Number(size >> 40n);
  }

  at(i: bigint): bigint {
    const low = new Float64Array(1);
    const high = new Float64Array(1);
    this.load(0, Number(i >> BigInt(this.rightBits)), Number(BigInt.asUintN(this.rightBits, i)));
    this.turn(1, low, high, 0);
    return fromLimbs([low[0] as number, high[0] as number], 40n);
  }

  fill(first: number, count: number, low: Float64Array, high: Float64Array): void {
    const span = 2 ** this.rightBits;
    for (let from = 0; from < count; from += BLOCK) {
      const length = Math.min(BLOCK, count - from);
      for (let j = 0; j < length; j++) {
        const i = first + from + j;
        const left = Math.floor(i / span);
        this.load(j, left, i - left * span);
      }
      this.turn(length, low, high, from);
    }
  }

  private load(j: number, left: number, right: number): void {
    const { block } = this;
    block.left[j] = left | 0;
    block.leftTop[j] = left / WORD;
    block.right[j] = right | 0;
    block.rightTop[j] = right / WORD;
    block.places[j] = j;
  }

  /** Turns the block's first `count` pairs until all are below size; writes each to its place. */
  private turn(count: number, low: Float64Array, high: Float64Array, at: number): void {
    const { left, leftTop, right, rightTop } = this.block;
    const { keys } = this;
    for (let pending = count; pending > 0; pending = this.store(pending, low, high, at)) {
      for (let key = 0; key < keys.length; key += 2 * KEYS_PER_ROUND) {
        feistelRound(left, leftTop, right, rightTop, pending, this.leftMasks, keys, key);
        feistelRound(right, rightTop, left, leftTop, pending, this.rightMasks, keys, key + KEYS_PER_ROUND);
      }
    }
  }

  /** Writes the pairs that are below size, moves the others to the front; returns how many those are. */
  private store(count: number, low: Float64Array, high: Float64Array, at: number): number {
    const { left, leftTop, right, rightTop, places } = this.block;
    const { rightBits, sizeLow, sizeHigh } = this;
    // left * 2^rightBits + right, cut at bit 40
    const cut = 2 ** (40 - rightBits);
    const span = 2 ** rightBits;
    let pending = 0;
    for (let j = 0; j < count; j++) {
      const leftHalf = (leftTop[j] as number) * WORD + ((left[j] as number) >>> 0);
      const over = Math.floor(leftHalf / cut);
      const under = (leftHalf - over * cut) * span + (rightTop[j] as number) * WORD + ((right[j] as number) >>> 0);
      const place = places[j] as number;
      if (over < sizeHigh || (over === sizeHigh && under < sizeLow)) {
        low[at + place] = under;
        high[at + place] = over;
        continue;
      }
      left[pending] = left[j] as number;
      leftTop[pending] = leftTop[j] as number;
      right[pending] = right[j] as number;
      rightTop[pending] = rightTop[j] as number;
      places[pending++] = place;
    }
    return pending;
  }
}

interface FeistelBlock {
  readonly left: Int32Array;
  readonly leftTop: Int32Array;
  readonly right: Int32Array;
  readonly rightTop: Int32Array;
  /** Where each pair's image goes. */
  readonly places: Int32Array;
}

const BLOCK = 256;

/** What the network of a size up to 2^80 consists of, for those who turn pairs themselves. */
export interface FeistelShape {
  /** Bits of the right half; the left one has as many or one less. */
  readonly rightBits: number;
  /** Three words a round. */
  readonly keys: Int32Array;
  readonly leftMasks: HalfMasks;
  readonly rightMasks: HalfMasks;
}

/** Masks of the low 32 bits of a half, and of the rest of it. */
export type HalfMasks = readonly [word: number, top: number];

export function feistelShape(seed: number, size: bigint): FeistelShape {
  const bits = bitLength(size - 1n);
  const leftBits = bits >>> 1;
  const rightBits = bits - leftBits;
  return { rightBits, keys: roundKeys(seed), leftMasks: wordMasks(leftBits), rightMasks: wordMasks(rightBits) };
}

/** One half of every pair ^= F(the other half). */
function feistelRound(
  into: Int32Array,
  intoTop: Int32Array,
  from: Int32Array,
  fromTop: Int32Array,
  count: number,
  masks: HalfMasks,
  keys: Int32Array,
  key: number,
): void {
  const [mask, topMask] = masks;
  const k = keys[key] as number;
  const topKey = keys[key + 1] as number;
  // odd, and another one each round: no difference of halves may pass unseen through all rounds
  const factor = keys[key + 2] as number;
  for (let j = 0; j < count; j++) {
    const mixed = mix32(((from[j] as number) ^ k) + Math.imul((fromTop[j] as number) + topKey, factor));
    into[j] = (into[j] as number) ^ (mixed & mask);
    intoTop[j] = (intoTop[j] as number) ^ ((Math.imul(mixed, 0x2c1b3c6d) >>> 24) & topMask);
  }
}

/** The same network on halves of any width, in BigInt. */
export class LargeFeistel implements Permutation {
  readonly size: bigint;
  private readonly leftBits: number;
  private readonly rightBits: number;
  private readonly keys: Int32Array;
  private readonly left: Int32Array;
  private readonly right: Int32Array;
  private readonly sizeWords: Int32Array;

  constructor(seed: number, size: bigint) {
    this.size = size;
    const bits = bitLength(size - 1n);
    this.leftBits = bits >>> 1;
    this.rightBits = bits - this.leftBits;
    this.keys = roundKeys(seed);
    this.left = new Int32Array(Math.ceil(this.leftBits / 32));
    this.right = new Int32Array(Math.ceil(this.rightBits / 32));
    this.sizeWords = Int32Array.from(toLimbs(size, Math.ceil(bits / 32) + 1, 32n), (word) => word | 0);
  }

  at(i: bigint): bigint {
    let left = i >> BigInt(this.rightBits);
    let right = BigInt.asUintN(this.rightBits, i);
    for (;;) {
      for (let round = 0; round < ROUNDS; round += 2) {
        left ^= this.scramble(right, this.rightBits, this.leftBits, round);
        right ^= this.scramble(left, this.leftBits, this.rightBits, round + 1);
      }
      const image = (left << BigInt(this.rightBits)) | right;
      if (image < this.size) return image;
    }
  }

  fill(): never {
    throw new RangeError(`a permutation of ${this.size} is beyond two limbs`);
  }

  /** Writes the image of i in words of 32 bits, lowest first, without BigInt. */
  writeWords(i: number, image: Int32Array): void {
    const { left, right, sizeWords } = this;
    const { leftBits, rightBits, keys } = this;
    writeBits(left, Math.floor(i / 2 ** rightBits));
    writeBits(right, i % 2 ** rightBits);
    do {
      for (let round = 0; round < ROUNDS; round += 2) {
        scrambleWords(right, left, leftBits, keys, KEYS_PER_ROUND * round);
        scrambleWords(left, right, rightBits, keys, KEYS_PER_ROUND * (round + 1));
      }
      joinWords(left, right, rightBits, image);
    } while (!isBelow(image, sizeWords));
  }

  /** Absorbs a half into two lanes word by word, and squeezes the other half's words out of them. */
  private scramble(half: bigint, bitsIn: number, bitsOut: number, round: number): bigint {
    let a = this.keys[KEYS_PER_ROUND * round] as number;
    let b = this.keys[KEYS_PER_ROUND * round + 1] as number;
    for (let bit = 0; bit < bitsIn; bit += 32) {
      const word = Number(BigInt.asIntN(32, half >> BigInt(bit)));
      a = mix32(a ^ word);
      b = mix32(b + word + Math.imul(a, 0x85ebca6b));
    }
    let out = 0n;
    for (let bit = 0; bit < bitsOut; bit += 32) {
      a = mix32(a + b);
      b = mix32(b ^ Math.imul(a, 0x9e3779b1));
      out = (out << 32n) | BigInt(b >>> 0);
    }
    return BigInt.asUintN(bitsOut, out);
  }
}

/** LargeFeistel's scramble of a half in words, into which it mixes the other one. */
function scrambleWords(from: Int32Array, into: Int32Array, bitsOut: number, keys: Int32Array, key: number): void {
  let a = keys[key] as number;
  let b = keys[key + 1] as number;
  for (let w = 0; w < from.length; w++) {
    const word = from[w] as number;
    a = mix32(a ^ word);
    b = mix32((b + word + Math.imul(a, 0x85ebca6b)) | 0);
  }
  for (let w = into.length - 1; w >= 0; w--) {
    a = mix32((a + b) | 0);
    b = mix32(b ^ Math.imul(a, 0x9e3779b1));
    into[w] = (into[w] as number) ^ b;
  }
  const topBits = bitsOut % 32;
  if (topBits > 0) into[into.length - 1] = (into[into.length - 1] as number) & (2 ** topBits - 1);
}

/** A number below 2^53 in words. */
function writeBits(words: Int32Array, value: number): void {
  words.fill(0);
  words[0] = value | 0;
  if (words.length > 1) words[1] = Math.floor(value / WORD);
}

/** left * 2^rightBits + right. */
function joinWords(left: Int32Array, right: Int32Array, rightBits: number, image: Int32Array): void {
  const shift = rightBits % 32;
  const skipped = (rightBits - shift) / 32;
  image.fill(0);
  image.set(right);
  for (let w = 0; w < left.length; w++) {
    const word = left[w] as number;
    image[w + skipped] = (image[w + skipped] as number) | (word << shift);
    if (shift > 0 && w + skipped + 1 < image.length) image[w + skipped + 1] = word >>> (32 - shift);
  }
}

/** Compares words of 32 bits, lowest first; what `words` lacks is 0. */
export function isBelow(words: Int32Array, bound: Int32Array): boolean {
  for (let w = bound.length - 1; w >= 0; w--) {
    const have = (words[w] ?? 0) >>> 0;
    const need = (bound[w] as number) >>> 0;
    if (have !== need) return have < need;
  }
  return false;
}

/** Three words a round, the last of them odd. */
function roundKeys(seed: number): Int32Array {
  const [low, high] = splitWord(seed);
  return Int32Array.from({ length: KEYS_PER_ROUND * ROUNDS }, (_, n) => {
    const key = seedKey(low, high, n + 11);
    return n % KEYS_PER_ROUND === 2 ? key | 1 : key;
  });
}

function wordMasks(bits: number): HalfMasks {
  return bits >= 32 ? [-1, 2 ** (bits - 32) - 1] : [2 ** bits - 1, 0];
}
