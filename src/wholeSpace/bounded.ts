import type { Diagram } from '../types.js';
import { emptyDiagram } from './deriveDiagram.js';
import { measure, type Measure } from './measure.js';
import type { Quantity } from './quantity.js';
import { withMaximum } from './selectPaths.js';

/** What a quantity is held to: both ends are part of it, in steps of 1 / quantity.scale. */
export interface Bound {
  readonly quantity: Quantity;
  readonly min: bigint | undefined;
  readonly max: bigint | undefined;
}

/**
 * A bound of an additive quantity, on excesses: low <= sum of a path's excesses <= high, 0 <= low, high <= the dearest
 * path's.
 */
export interface Constraint {
  readonly measure: Measure;
  readonly low: number;
  readonly high: number;
}

/**
 * The architectures that meet some bounds: those of a diagram that meet all constraints, of which each excludes some.
 */
export interface Bounded {
  readonly diagram: Diagram;
  readonly constraints: readonly Constraint[];
}

/**
 * Bounds of maxima become a smaller diagram, bounds of sums become constraints, or nothing where every architecture
 * meets them. Where one of them alone cannot be met, the diagram is empty.
 *
 * @throws WholeSpaceError as `measure`
 */
export function boundDiagram(source: Diagram, bounds: readonly Bound[]): Bounded {
  let diagram = source;
  for (const bound of bounds) {
    if (bound.quantity.combine === 'max') diagram = withMaximum(diagram, bound.quantity.amounts(diagram), bound);
  }
  const constraints: Constraint[] = [];
  for (const { quantity, min, max } of bounds) {
    if (quantity.combine === 'max' || diagram.size === 0n) continue;
    const constraint = toExcess(measure(diagram, quantity), min, max);
    if (constraint.low > constraint.high) return { diagram: emptyDiagram(diagram), constraints: [] };
    const most = constraint.measure.dearest[0] as number;
    if (constraint.low > 0 || constraint.high < most) constraints.push(constraint);
  }
  return { diagram, constraints };
}

/** Thresholds in excess; outside what there is, low is above high. */
function toExcess(measured: Measure, min: bigint | undefined, max: bigint | undefined): Constraint {
  const { least, unit, dearest } = measured;
  const most = BigInt(dearest[0] as number);
  const low = min === undefined || min <= least ? 0n : (min - least + unit - 1n) / unit;
  const high = max === undefined ? most : max < least ? -1n : (max - least) / unit;
  return {
    measure: measured,
    low: Number(low > most ? most + 1n : low),
    high: Number(high > most ? most : high),
  };
}
