import { TupleTable } from '../diagram/tupleTable.js';

/** States by the cells that they lie in, with the least and the most of everything that was put there. */
export class StateTable {
  readonly width: number;
  /** Entry s, dimension k at s × width + k. */
  least: Float64Array;
  most: Float64Array;
  /** Two words for each dimension of a cell. */
  private readonly cells: TupleTable;
  private readonly words: Int32Array;

  constructor(width: number) {
    this.width = width;
    this.cells = new TupleTable(2 * width);
    this.words = new Int32Array(2 * width);
    this.least = new Float64Array(INITIAL_ENTRIES * width);
    this.most = new Float64Array(INITIAL_ENTRIES * width);
  }

  get size(): number {
    return this.cells.size;
  }

  /** The entry of a cell, integers up to 2^53; its bounds then cover `least` and `most`. */
  insert(cell: Float64Array, least: Float64Array, most: Float64Array): number {
    const { width, cells, words } = this;
    for (let k = 0; k < width; k++) {
      words[2 * k] = cell[k] as number;
      words[2 * k + 1] = Math.floor((cell[k] as number) / 4294967296);
    }
    const known = cells.size;
    const entry = cells.insert(words, 0);
    if (entry < known) this.cover(entry, least, most);
    else this.append(entry, least, most);
    return entry;
  }

  private append(entry: number, least: Float64Array, most: Float64Array): void {
    const at = entry * this.width;
    if (at === this.least.length) {
      this.least = doubled(this.least);
      this.most = doubled(this.most);
    }
    this.least.set(least, at);
    this.most.set(most, at);
  }

  private cover(entry: number, least: Float64Array, most: Float64Array): void {
    const { width } = this;
    for (let k = 0; k < width; k++) {
      const place = entry * width + k;
      this.least[place] = Math.min(this.least[place] as number, least[k] as number);
      this.most[place] = Math.max(this.most[place] as number, most[k] as number);
    }
  }
}

const INITIAL_ENTRIES = 8;

function doubled(from: Float64Array): Float64Array {
  const to = new Float64Array(2 * from.length);
  to.set(from);
  return to;
}
