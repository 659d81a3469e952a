import * as fc from 'fast-check';

/**
 * Choices made from a list of words, one after the other. Where the words are used up every choice is its first, so
 * that a shorter list, and one of smaller words, makes a simpler thing: what fast-check shrinks to.
 */
export class Draw {
  readonly #words: readonly number[];
  #next = 0;

  constructor(words: readonly number[]) {
    this.#words = words;
  }

  /** A whole number from 0 to below - 1. */
  nat(below: number): number {
    const word = this.#words[this.#next++] ?? 0;
    return below < 2 ? 0 : word % below;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.nat(items.length)] as Item;
  }

  /** False where the words are used up. */
  chance(percent: number): boolean {
    return this.nat(100) >= 100 - percent;
  }

  list<Item>(least: number, most: number, make: () => Item): Item[] {
    return Array.from({ length: least + this.nat(most - least + 1) }, make);
  }
}

const MOST_WORDS = 250;

/** Texts that are made by choices. */
export function drawn(make: (draw: Draw) => string): fc.Arbitrary<string> {
  const word = fc.noBias(fc.nat(0x7fffffff));
  return fc.array(word, { maxLength: MOST_WORDS, size: 'max' }).map((words) => make(new Draw(words)));
}
