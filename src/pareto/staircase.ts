/**
 * The front of a growing set of points (key, height), both minimised: heights fall strictly as keys rise. Keys are
 * integers in [0, size), size at most 2^31.
 *
 * The occupied keys are a tree of 32-bit words: bit k of level 0 says that key k is on the staircase, bit k of
 * level i + 1 that word k of level i is not zero. Finding a neighbour, adding and removing take O(log32 size), four
 * words for a million keys. After P. van Emde Boas, "Preserving order in a forest in less than logarithmic time", FOCS
 * 1975, with words in place of his recursive clusters.
 */
export class Staircase {
  private readonly words: Int32Array;
  /** Where each level starts in `words`. */
  private readonly starts: number[] = [];
  private readonly heights: Float64Array;

  constructor(size: number) {
    let total = 0;
    let width = size;
    do {
      width = Math.ceil(width / 32);
      this.starts.push(total);
      total += width;
    } while (width > 1);
    this.words = new Int32Array(total);
    this.heights = new Float64Array(size);
  }

  /** Whether a point of the set is no greater in both. */
  covers(key: number, height: number): boolean {
    const step = this.atOrBelow(key);
    return step >= 0 && (this.heights[step] as number) <= height;
  }

  /** Adds a point and drops the steps that it covers; false, and nothing changed, if it is covered itself. */
  add(key: number, height: number): boolean {
    if (this.covers(key, height)) return false;
    for (let step = this.above(key); step >= 0 && (this.heights[step] as number) >= height; step = this.above(key)) {
      this.remove(step);
    }
    this.heights[key] = height;
    this.insert(key);
    return true;
  }

  /** Back to the empty set, in time proportional to the steps. */
  clear(): void {
    for (let step = this.above(-1); step >= 0; step = this.above(-1)) this.empty(0, step >>> 5);
  }

  private insert(key: number): void {
    const { words, starts } = this;
    let position = key;
    for (let level = 0; level < starts.length; level++) {
      const word = (starts[level] as number) + (position >>> 5);
      const before = words[word] as number;
      words[word] = before | (1 << (position & 31));
      if (before !== 0) return;
      position >>>= 5;
    }
  }

  private remove(key: number): void {
    const word = key >>> 5;
    const left = (this.words[word] as number) & ~(1 << (key & 31));
    if (left === 0) this.empty(0, word);
    else this.words[word] = left;
  }

  /** Clears a word, and its bit in the level above. */
  private empty(from: number, word: number): void {
    const { words, starts } = this;
    words[(starts[from] as number) + word] = 0;
    let position = word;
    for (let level = from + 1; level < starts.length; level++) {
      const at = (starts[level] as number) + (position >>> 5);
      const left = (words[at] as number) & ~(1 << (position & 31));
      words[at] = left;
      if (left !== 0) return;
      position >>>= 5;
    }
  }

  /** The greatest occupied key <= key, or -1. */
  private atOrBelow(key: number): number {
    const { words, starts } = this;
    // bits up to and including the key's own; 2 << 31 is 0, which gives all ones
    let found = (words[key >>> 5] as number) & ((2 << (key & 31)) - 1);
    if (found !== 0) return ((key >>> 5) << 5) | (31 - Math.clz32(found));
    let position = key >>> 5;
    for (let level = 1; level < starts.length; level++) {
      found = (words[(starts[level] as number) + (position >>> 5)] as number) & ((1 << (position & 31)) - 1);
      position >>>= 5;
      if (found !== 0) return this.descendGreatest(level, (position << 5) | (31 - Math.clz32(found)));
    }
    return -1;
  }

  private descendGreatest(level: number, word: number): number {
    const { words, starts } = this;
    let position = word;
    for (let below = level - 1; below >= 0; below--) {
      position = (position << 5) | (31 - Math.clz32(words[(starts[below] as number) + position] as number));
    }
    return position;
  }

  /** The least occupied key > key, or -1. */
  private above(key: number): number {
    const { words, starts } = this;
    let position = key + 1;
    for (let level = 0; level < starts.length; level++) {
      const word = position >>> 5;
      const at = (starts[level] as number) + word;
      if (at >= this.end(level)) return -1;
      const found = (words[at] as number) & (-1 << (position & 31));
      if (found !== 0) return this.descendLeast(level, (word << 5) | lowestBit(found));
      position = word + 1;
    }
    return -1;
  }

  private descendLeast(level: number, word: number): number {
    const { words, starts } = this;
    let position = word;
    for (let below = level - 1; below >= 0; below--) {
      position = (position << 5) | lowestBit(words[(starts[below] as number) + position] as number);
    }
    return position;
  }

  private end(level: number): number {
    return this.starts[level + 1] ?? this.words.length;
  }
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
