import type { Diagram } from '../types.js';
import { bitLength, fromLimbs, toLimbs } from './diagram.js';

/**
 * Paths from every node to the terminal, in limbs of 40 bits, lowest first; two limbs or more.
 * Counts below 2^53 are added in float64, larger ones in BigInt.
 */
export function countPaths(nodeCount: number, arcStart: Uint32Array, arcChild: Uint32Array): Float64Array[] {
  const approximate = new Float64Array(nodeCount);
  const large = new Map<number, bigint>();
  approximate[nodeCount - 1] = 1;
  for (let node = nodeCount - 2; node >= 0; node--) {
    let sum = 0;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++)
      sum += approximate[arcChild[arc] as number] as number;
    approximate[node] = sum;
    if (sum > Number.MAX_SAFE_INTEGER) large.set(node, sumLarge(node, arcStart, arcChild, approximate, large));
  }
  return splitCounts(approximate, large);
}

/** Paths from one node to the terminal. */
export function pathCount(diagram: Diagram, node: number): bigint {
  return fromLimbs(
    diagram.countLimbs.map((limbs) => limbs[node] as number),
    40n,
  );
}

/** Paths from every node to the terminal. */
export function pathCounts(diagram: Diagram): bigint[] {
  return Array.from({ length: diagram.nodeCount }, (_, node) => pathCount(diagram, node));
}

/** Paths from the root to the terminal over arcs of a kind alone. */
export function countPathsOver(diagram: Diagram, isTaken: (arc: number) => boolean): bigint {
  const { nodeCount, arcStart, arcChild } = diagram;
  const counts = new Array<bigint>(nodeCount).fill(0n);
  counts[nodeCount - 1] = 1n;
  for (let node = nodeCount - 2; node >= 0; node--) {
    let sum = 0n;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      if (isTaken(arc)) sum += counts[arcChild[arc] as number] as bigint;
    }
    counts[node] = sum;
  }
  return counts[0] as bigint;
}

function sumLarge(
  node: number,
  arcStart: Uint32Array,
  arcChild: Uint32Array,
  approximate: Float64Array,
  large: ReadonlyMap<number, bigint>,
): bigint {
  let sum = 0n;
  for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
    const child = arcChild[arc] as number;
    sum += large.get(child) ?? BigInt(approximate[child] as number);
  }
  return sum;
}

function splitCounts(approximate: Float64Array, large: ReadonlyMap<number, bigint>): Float64Array[] {
  const most = [...large.values()].reduce((a, b) => (a > b ? a : b), 0n);
  const limbCount = Math.max(2, Math.ceil(bitLength(most) / 40));
  const limbs = Array.from({ length: limbCount }, () => new Float64Array(approximate.length));
  approximate.forEach((count, node) => {
    (limbs[0] as Float64Array)[node] = count % LIMB;
    (limbs[1] as Float64Array)[node] = Math.floor(count / LIMB);
  });
  for (const [node, count] of large)
    toLimbs(count, limbCount, 40n).forEach((limb, i) => ((limbs[i] as Float64Array)[node] = limb));
  return limbs;
}

const LIMB = 2 ** 40;
