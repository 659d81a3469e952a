import { mix32, splitWord } from './mix.js';

/**
 * A counter-based generator: word t of stream i under a seed is a pure function of (seed, i, t). Two lanes of 32 bits
 * hold the stream, so that streams do not meet by birthday at 2^16 of them.
 */
export class KeyStream {
  private readonly keys: readonly number[];
  private a = 0;
  private b = 0;

  /** Seed: an integer in [0, 2^53). */
  constructor(seed: number) {
    this.keys = streamKeys(seed);
  }

  /** Goes to stream i, an integer in [0, 2^53). */
  open(i: number): void {
    const [k0, k1, k2, k3] = this.keys as readonly [number, number, number, number];
    const low = i | 0;
    const high = (i / 4294967296) | 0;
    this.a = mix32(low ^ k0) ^ Math.imul(high + k1, 0x9e3779b1);
    this.b = (mix32(low + k2) + Math.imul(high ^ k3, 0x85ebca6b)) | 0;
  }

  /** Word t of the open stream, as a signed 32-bit integer. */
  word(t: number): number {
    return mix32(this.b + mix32(this.a + Math.imul(t, 0x9e3779b9)));
  }
}

/** The four words that a seed gives to streams. */
export function streamKeys(seed: number): readonly number[] {
  const [low, high] = splitWord(seed);
  return [1, 2, 3, 4].map((n) => seedKey(low, high, n));
}

/** Key n under a seed, given by its words. */
export function seedKey(low: number, high: number, n: number): number {
  return mix32(mix32(low ^ Math.imul(n, 0x9e3779b9)) ^ mix32(high + Math.imul(n, 0x85ebca6b)));
}

/** Draws numbers below `bound` from consecutive words of the open stream: exactly uniform, by rejection. */
export class Draws {
  private readonly stream: KeyStream;
  private next = 0;

  constructor(stream: KeyStream) {
    this.stream = stream;
  }

  open(i: number): void {
    this.stream.open(i);
    this.next = 0;
  }

  /** Uniform in [0, bound), for a bound up to 2^32. */
  below(bound: number): number {
    const limit = 4294967296 - (4294967296 % bound);
    for (;;) {
      const word = this.stream.word(this.next++) >>> 0;
      if (word < limit) return word % bound;
    }
  }
}
