/** A list of int32s that grows. */
export class Int32List {
  length = 0;
  array = new Int32Array(1024);

  push(value: number): void {
    if (this.length === this.array.length) this.reserve(2 * this.length);
    this.array[this.length++] = value;
  }

  /** The entries, without the room to grow. */
  trimmed(): Int32Array {
    return this.array.slice(0, this.length);
  }

  /** Makes room for `capacity` entries in all. */
  reserve(capacity: number): void {
    if (capacity <= this.array.length) return;
    const wider = new Int32Array(Math.max(capacity, 2 * this.array.length));
    wider.set(this.array);
    this.array = wider;
  }
}
