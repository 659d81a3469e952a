import type { Diagram } from '../types.js';
import type { ArcAmounts } from './quantity.js';

/** Sums over the paths of some set, of an additive quantity: exact. */
export interface Moments {
  readonly count: bigint;
  readonly sum: bigint;
  readonly squares: bigint;
}

/** Moments over all architectures, and over those that have each arc. */
export interface ArcMoments {
  readonly all: Moments;
  /** Per arc, of the architectures whose path has it. */
  arc(arc: number): Moments;
}

/** Count, sum and sum of squares of an additive quantity over all architectures. */
export function momentsOf(diagram: Diagram, amounts: ArcAmounts): Moments {
  return shift(momentsBelow(diagram, amounts)[0] as Moments, BigInt(amounts.base));
}

/** Per node, over its completions. */
function momentsBelow({ nodeCount, arcStart, arcChild }: Diagram, { arcs }: ArcAmounts): Moments[] {
  const below = Array.from({ length: nodeCount }, () => NOTHING);
  below[nodeCount - 1] = { count: 1n, sum: 0n, squares: 0n };
  for (let node = nodeCount - 2; node >= 0; node--) {
    let total = NOTHING;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      total = plus(total, shift(below[arcChild[arc] as number] as Moments, BigInt(arcs[arc] as number | bigint)));
    }
    below[node] = total;
  }
  return below;
}

/**
 * The moments over all architectures and over every arc, by one pass in each direction: the sums of a set of paths
 * through an arc follow from those above it and those below it.
 */
export function arcMoments(diagram: Diagram, amounts: ArcAmounts): ArcMoments {
  const { nodeCount, arcStart, arcChild } = diagram;
  const { arcs, base } = amounts;
  const below = momentsBelow(diagram, amounts);
  const above = Array.from({ length: nodeCount }, () => NOTHING);
  above[0] = { count: 1n, sum: BigInt(base), squares: BigInt(base) ** 2n };
  const origin = new Uint32Array(arcChild.length);
  for (let node = 0; node < nodeCount - 1; node++) {
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      origin[arc] = node;
      const child = arcChild[arc] as number;
      above[child] = plus(above[child] as Moments, shift(above[node] as Moments, BigInt(arcs[arc] as number | bigint)));
    }
  }
  return {
    all: shift(below[0] as Moments, BigInt(base)),
    arc: (arc) =>
      product(
        shift(above[origin[arc] as number] as Moments, BigInt(arcs[arc] as number | bigint)),
        below[arcChild[arc] as number] as Moments,
      ),
  };
}

export const NOTHING: Moments = { count: 0n, sum: 0n, squares: 0n };

/** Of two sets together. */
export function plus(a: Moments, b: Moments): Moments {
  return { count: a.count + b.count, sum: a.sum + b.sum, squares: a.squares + b.squares };
}

/** Of what is in one set but not in its part. */
export function minus(a: Moments, b: Moments): Moments {
  return { count: a.count - b.count, sum: a.sum - b.sum, squares: a.squares - b.squares };
}

/** Every path has more, by the same amount. */
function shift({ count, sum, squares }: Moments, by: bigint): Moments {
  return { count, sum: sum + count * by, squares: squares + 2n * by * sum + count * by * by };
}

/** Every path of one set with every path of the other. */
function product(a: Moments, b: Moments): Moments {
  return {
    count: a.count * b.count,
    sum: a.sum * b.count + a.count * b.sum,
    squares: a.squares * b.count + 2n * a.sum * b.sum + a.count * b.squares,
  };
}

/** The mean as a number. */
export function meanOf({ count, sum }: Moments): number {
  return ratio(sum, count);
}

/** The mean over a part less the mean over all: a quotient of integers, so that nothing is lost of large means. */
export function meanDifference(part: Moments, all: Moments): number {
  return ratio(part.sum * all.count - all.sum * part.count, part.count * all.count);
}

/** The variance of the population: the mean squared distance from the mean. */
export function varianceOf({ count, sum, squares }: Moments): number {
  return ratio(count * squares - sum * sum, count * count);
}

/** The quotient of two integers of any size, to 53 bits or nearly. */
export function ratio(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -ratio(-numerator, denominator);
  // 64 bits of quotient are more than a float64 has
  const shiftBy = Math.max(0, 64 - bits(numerator) + bits(denominator));
  const quotient = (numerator << BigInt(shiftBy)) / denominator;
  return scaleDown(quotient, shiftBy);
}

function bits(value: bigint): number {
  return value.toString(16).length * 4;
}

/** value / 2^by, where 2^by may be beyond float64. */
function scaleDown(value: bigint, by: number): number {
  let result = Number(value);
  for (; by > 512; by -= 512) result /= 2 ** 512;
  return result / 2 ** by;
}
