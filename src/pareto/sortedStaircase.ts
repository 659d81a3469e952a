/**
 * The same front as Staircase, as two short arrays in order of the key: neighbouring in memory, so faster while there
 * are few steps, but adding takes time proportional to their number.
 */
export class SortedStaircase {
  private readonly keys: Int32Array;
  private readonly heights: Int32Array;
  private size = 0;

  constructor(capacity: number) {
    this.keys = new Int32Array(capacity);
    this.heights = new Int32Array(capacity);
  }

  /** Whether a point of the set is no greater in both. */
  covers(key: number, height: number): boolean {
    const step = this.after(key) - 1;
    return step >= 0 && (this.heights[step] as number) <= height;
  }

  /** Adds a point and drops the steps that it covers; false, and nothing changed, if it is covered itself. */
  add(key: number, height: number): boolean {
    const { keys, heights } = this;
    const after = this.after(key);
    if (after > 0 && (heights[after - 1] as number) <= height) return false;
    // the steps that the point covers: from its own key on, as long as they are no lower
    const from = after > 0 && keys[after - 1] === key ? after - 1 : after;
    let to = after;
    while (to < this.size && (heights[to] as number) >= height) to++;
    if (to === from) this.shiftUp(from);
    else if (to > from + 1) this.shiftDown(from + 1, to);
    keys[from] = key;
    heights[from] = height;
    return true;
  }

  clear(): void {
    this.size = 0;
  }

  /**
   * The first step with a greater key. Halving without branches, which no processor could predict: the difference of
   * two keys, shifted, is a mask of ones where the middle key is not greater.
   */
  private after(key: number): number {
    const { keys } = this;
    let from = 0;
    for (let length = this.size; length > 0;) {
      const half = (length + 1) >>> 1;
      from += half & (((keys[from + half - 1] as number) - key - 1) >> 31);
      length -= half;
    }
    return from;
  }

  private shiftUp(from: number): void {
    const { keys, heights } = this;
    for (let i = this.size++; i > from; i--) {
      keys[i] = keys[i - 1] as number;
      heights[i] = heights[i - 1] as number;
    }
  }

  private shiftDown(to: number, from: number): void {
    const { keys, heights } = this;
    const by = from - to;
    this.size -= by;
    for (let i = to; i < this.size; i++) {
      keys[i] = keys[i + by] as number;
      heights[i] = heights[i + by] as number;
    }
  }
}
