import type { Diagram } from '../types.js';

/**
 * Steps from node to node by path counts. An index is a list of limbs of 40 bits, lowest first, as many as the
 * diagram's counts have; what is left of it shrinks at each step.
 */
export class Walk {
  private readonly arcStart: Uint32Array;
  /** Per limb and arc: paths over the earlier arcs of the same node. */
  private readonly offsets: readonly Float64Array[];

  constructor(diagram: Diagram) {
    this.arcStart = diagram.arcStart;
    this.offsets = arcOffsets(diagram);
  }

  /** The arc that the index-th path from a node takes; subtracts from the index the paths before that arc. */
  step(node: number, index: Float64Array): number {
    let low = this.arcStart[node] as number;
    let high = this.arcStart[node + 1] as number;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.reaches(index, middle)) low = middle;
      else high = middle;
    }
    this.subtract(index, low);
    return low;
  }

  /** Adds to an index the paths before an arc, the reverse of a step. */
  climb(arc: number, index: Float64Array): void {
    let carry = 0;
    for (let limb = 0; limb < index.length; limb++) {
      const sum = (index[limb] as number) + ((this.offsets[limb] as Float64Array)[arc] as number) + carry;
      carry = sum >= LIMB ? 1 : 0;
      index[limb] = sum - carry * LIMB;
    }
  }

  private reaches(index: Float64Array, arc: number): boolean {
    for (let limb = index.length - 1; limb >= 0; limb--) {
      const have = index[limb] as number;
      const need = (this.offsets[limb] as Float64Array)[arc] as number;
      if (have !== need) return have > need;
    }
    return true;
  }

  private subtract(index: Float64Array, arc: number): void {
    let borrow = 0;
    for (let limb = 0; limb < index.length; limb++) {
      const rest = (index[limb] as number) - ((this.offsets[limb] as Float64Array)[arc] as number) - borrow;
      borrow = rest < 0 ? 1 : 0;
      index[limb] = rest + borrow * LIMB;
    }
  }
}

/** The walk of a diagram, made once for each. */
export function walkOf(diagram: Diagram): Walk {
  let walk = walks.get(diagram);
  if (walk === undefined) walks.set(diagram, (walk = new Walk(diagram)));
  return walk;
}

const walks = new WeakMap<Diagram, Walk>();

const LIMB = 2 ** 40;

function arcOffsets(diagram: Diagram): Float64Array[] {
  const { countLimbs, arcStart, arcChild, arcCount, nodeCount } = diagram;
  const offsets = countLimbs.map(() => new Float64Array(arcCount));
  const running = new Float64Array(countLimbs.length);
  for (let node = 0; node < nodeCount; node++) {
    running.fill(0);
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      const child = arcChild[arc] as number;
      let carry = 0;
      for (let limb = 0; limb < running.length; limb++) {
        const before = running[limb] as number;
        (offsets[limb] as Float64Array)[arc] = before;
        const sum = before + ((countLimbs[limb] as Float64Array)[child] as number) + carry;
        carry = sum >= LIMB ? 1 : 0;
        running[limb] = sum - carry * LIMB;
      }
    }
  }
  return offsets;
}
