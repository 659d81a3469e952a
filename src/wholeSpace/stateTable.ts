/**
 * A hash table of states by the cells that they lie in, with the least and the most of everything that was put there. Open addressing,
 * linear probing, load at most one half.
 */
export class StateTable {
  readonly width: number;
  size = 0;
  /** Entry s, dimension k at s × width + k. */
  least: Float64Array;
  most: Float64Array;
  private cells: Float64Array;
  private slots = new Int32Array(16);

  constructor(width: number) {
    this.width = width;
    this.cells = new Float64Array(8 * width);
    this.least = new Float64Array(8 * width);
    this.most = new Float64Array(8 * width);
  }

  /** The entry of a cell; its bounds then cover `least` and `most`. */
  insert(cell: Float64Array, least: Float64Array, most: Float64Array): number {
    if (2 * this.size >= this.slots.length) this.grow();
    const { width, slots } = this;
    const mask = slots.length - 1;
    let slot = hashCell(cell, 0, width) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const entry = (slots[slot] as number) - 1;
      if (this.holds(entry, cell)) return this.cover(entry, least, most);
    }
    const entry = this.size++;
    slots[slot] = entry + 1;
    this.cells.set(cell, entry * width);
    this.least.set(least, entry * width);
    this.most.set(most, entry * width);
    return entry;
  }

  private holds(entry: number, cell: Float64Array): boolean {
    const { width, cells } = this;
    for (let k = 0; k < width; k++) if (cells[entry * width + k] !== cell[k]) return false;
    return true;
  }

  private cover(entry: number, least: Float64Array, most: Float64Array): number {
    const { width } = this;
    for (let k = 0; k < width; k++) {
      const place = entry * width + k;
      this.least[place] = Math.min(this.least[place] as number, least[k] as number);
      this.most[place] = Math.max(this.most[place] as number, most[k] as number);
    }
    return entry;
  }

  private grow(): void {
    const capacity = this.slots.length;
    this.cells = extend(this.cells, capacity * this.width);
    this.least = extend(this.least, capacity * this.width);
    this.most = extend(this.most, capacity * this.width);
    this.slots = new Int32Array(2 * capacity);
    const mask = this.slots.length - 1;
    for (let entry = 0; entry < this.size; entry++) {
      let slot = hashCell(this.cells, entry * this.width, this.width) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = entry + 1;
    }
  }
}

/** Of integers up to 2^53. */
function hashCell(cells: Float64Array, offset: number, width: number): number {
  let hash = 0;
  for (let k = 0; k < width; k++) {
    const cell = cells[offset + k] as number;
    hash = Math.imul(hash ^ (cell | 0), 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ ((cell / 4294967296) | 0), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return hash;
}

function extend(from: Float64Array, length: number): Float64Array {
  const to = new Float64Array(length);
  to.set(from);
  return to;
}
