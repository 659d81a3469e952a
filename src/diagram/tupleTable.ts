/**
 * A hash table from tuples of `width` int32s to entry numbers 0, 1, 2, …, each with `payload` int32s of data.
 * Open addressing, linear probing, load at most one half; keys and data lie in flat arrays in order of insertion.
 */
export class TupleTable {
  readonly width: number;
  readonly payload: number;
  /** Entries so far. */
  size = 0;
  /** Entry e's tuple is [e * width, (e + 1) * width). */
  keys: Int32Array;
  /** Entry e's data is [e * payload, (e + 1) * payload). */
  data: Int32Array;
  /** Entry + 1, or 0 where free. */
  private slots: Int32Array;

  constructor(width: number, payload = 0) {
    this.width = width;
    this.payload = payload;
    this.keys = new Int32Array(INITIAL_CAPACITY * width);
    this.data = new Int32Array(INITIAL_CAPACITY * payload);
    this.slots = new Int32Array(2 * INITIAL_CAPACITY);
  }

  /** The entry of tuple[offset, offset + width), added if it is new: then `size` has grown and its data is zero. */
  insert(tuple: Int32Array, offset: number): number {
    if (2 * this.size >= this.slots.length) this.grow();
    const { width, keys, slots } = this;
    const mask = slots.length - 1;
    let slot = hashTuple(tuple, offset, width) & mask;
    for (;;) {
      const entry = (slots[slot] as number) - 1;
      if (entry < 0) break;
      const start = entry * width;
      let i = 0;
      while (i < width && keys[start + i] === tuple[offset + i]) i++;
      if (i === width) return entry;
      slot = (slot + 1) & mask;
    }
    const entry = this.size++;
    slots[slot] = entry + 1;
    const start = entry * width;
    for (let i = 0; i < width; i++) keys[start + i] = tuple[offset + i] as number;
    return entry;
  }

  private grow(): void {
    const capacity = this.slots.length;
    this.keys = extend(this.keys, capacity * this.width);
    this.data = extend(this.data, capacity * this.payload);
    const slots = new Int32Array(2 * capacity);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.size; entry++) {
      let slot = hashTuple(this.keys, entry * this.width, this.width) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    this.slots = slots;
  }
}

const INITIAL_CAPACITY = 8;

function hashTuple(tuple: Int32Array, offset: number, width: number): number {
  let hash = 0;
  for (let i = 0; i < width; i++) {
    hash = Math.imul(hash ^ (tuple[offset + i] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function extend(from: Int32Array, length: number): Int32Array {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}
