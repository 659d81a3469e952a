import type { Diagram } from '../types.js';
import type { ArcAmounts, Quantity } from './quantity.js';
import { WholeSpaceError } from './wholeSpaceError.js';

/**
 * An additive quantity of one diagram as what its paths have beyond the least: an arc's excess is what taking it costs
 * beyond the cheapest completion of its node. So excesses are not negative, every node has an arc of excess 0, and a
 * path's amount is `least + unit × (sum of its excesses)`. (Reduced costs: the potentials of shortest-path algorithms;
 * Johnson, "Efficient Algorithms for Shortest Paths in Sparse Networks", 1977.) Excesses are divided by their greatest
 * common divisor.
 */
export interface Measure {
  readonly quantity: Quantity;
  readonly least: bigint;
  readonly unit: bigint;
  /** Per arc, in units: an integer. */
  readonly excess: Float64Array;
  /** Per node: the largest excess of a path to the terminal; of node 0, of any architecture. Below 2^53. */
  readonly dearest: Float64Array;
}

/**
 * @throws WholeSpaceError where the amounts of the space are further apart than 2^53 units
 */
export function measure(diagram: Diagram, quantity: Quantity): Measure {
  const amounts = quantity.amounts(diagram);
  return amounts.arcs instanceof Float64Array
    ? plainMeasure(diagram, quantity, amounts.arcs, amounts.base)
    : largeMeasure(diagram, quantity, amounts);
}

/** The amount that an excess stands for, in steps of 1 / quantity.scale. */
export function amountOf({ least, unit }: Measure, excess: number): bigint {
  return least + unit * BigInt(excess);
}

function plainMeasure(diagram: Diagram, quantity: Quantity, arcs: Float64Array, base: number | bigint): Measure {
  const { nodeCount, arcStart, arcChild, arcCount } = diagram;
  const cheapest = new Float64Array(nodeCount);
  const excess = new Float64Array(arcCount);
  let unit = 0;
  for (let node = nodeCount - 2; node >= 0; node--) {
    const [start, end] = [arcStart[node] as number, arcStart[node + 1] as number];
    let least = Infinity;
    for (let arc = start; arc < end; arc++) {
      least = Math.min(least, (arcs[arc] as number) + (cheapest[arcChild[arc] as number] as number));
    }
    cheapest[node] = start === end ? 0 : least;
    for (let arc = start; arc < end; arc++) {
      const beyond = (arcs[arc] as number) + (cheapest[arcChild[arc] as number] as number) - least;
      excess[arc] = beyond;
      unit = commonDivisor(unit, beyond);
    }
  }
  const divisor = Math.max(1, unit);
  if (divisor > 1) for (let arc = 0; arc < arcCount; arc++) excess[arc] = (excess[arc] as number) / divisor;
  const least = BigInt(base) + BigInt(cheapest[0] as number);
  return { quantity, least, unit: BigInt(divisor), excess, dearest: dearestExcess(diagram, excess) };
}

function largeMeasure(diagram: Diagram, quantity: Quantity, amounts: ArcAmounts): Measure {
  const { nodeCount, arcStart, arcChild, arcCount } = diagram;
  const cheapest = new Array<bigint>(nodeCount).fill(0n);
  const beyond = new Array<bigint>(arcCount).fill(0n);
  let unit = 0n;
  for (let node = nodeCount - 2; node >= 0; node--) {
    const totals: bigint[] = [];
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      totals.push(BigInt(amounts.arcs[arc] as bigint) + (cheapest[arcChild[arc] as number] as bigint));
    }
    const least = totals.reduce((a, b) => (b < a ? b : a), totals[0] ?? 0n);
    cheapest[node] = least;
    totals.forEach((total, i) => {
      beyond[(arcStart[node] as number) + i] = total - least;
      unit = largeCommonDivisor(unit, total - least);
    });
  }
  const divisor = unit === 0n ? 1n : unit;
  const excess = Float64Array.from(beyond, (amount) => Number(amount / divisor));
  const dearest = dearestExcess(diagram, excess);
  if ((dearest[0] as number) > Number.MAX_SAFE_INTEGER) {
    throw new WholeSpaceError(
      `${quantity.name} differs by 2^53 units and more between the architectures of this space, which is more than is told apart: ` +
        'questions about all of them are not answered for it; nascost sample gives those of a sample',
    );
  }
  return { quantity, least: BigInt(amounts.base) + (cheapest[0] as bigint), unit: divisor, excess, dearest };
}

/** Per node, the longest path to the terminal. Exact below 2^53; at or above it, it is not below 2^53 either. */
function dearestExcess({ nodeCount, arcStart, arcChild }: Diagram, excess: Float64Array): Float64Array {
  const dearest = new Float64Array(nodeCount);
  for (let node = nodeCount - 2; node >= 0; node--) {
    let most = 0;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      most = Math.max(most, (excess[arc] as number) + (dearest[arcChild[arc] as number] as number));
    }
    dearest[node] = most;
  }
  return dearest;
}

function commonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

function largeCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
