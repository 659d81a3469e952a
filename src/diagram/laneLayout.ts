import type { Diagram } from '../types.js';
import { maxColumns } from './metricColumns.js';

/**
 * Columns of a diagram as signed words of 32 bits, lanes, that are summed four at a time. A lane holds
 * a sum column divided by the greatest common divisor of its costs where that fits, else some bits of that; of a max
 * column, the rank of its costs, with 0 for no cost at all.
 */
export interface LaneLayout {
  /** Per lane: arc → word. */
  readonly arcs: readonly Float64Array[];
  /** Per lane: it combines by max. */
  readonly isMax: readonly boolean[];
  /** Groups of four lanes. */
  readonly groups: number;
  /** How each column's figure is put together. */
  readonly columns: readonly ColumnLanes[];
}

export type ColumnLanes =
  | { readonly kind: 'sum'; readonly first: number; readonly weights: readonly number[]; readonly base: number }
  | { readonly kind: 'max'; readonly first: number; readonly figures: Float64Array };

/**
 * Lanes of some columns; nothing where a column holds other than integers, or sums beyond 2^53, which are no figures.
 */
export function layLanes(diagram: Diagram, columns: readonly number[]): LaneLayout | undefined {
  const arcs: Float64Array[] = [];
  const isMax: boolean[] = [];
  const placed: ColumnLanes[] = [];
  const combinesByMax = maxColumns(diagram);
  for (const column of columns) {
    const costs = diagram.columns[column] as Float64Array;
    const base = diagram.base[column] as number;
    const byMax = combinesByMax[column] === true;
    const laid = byMax ? rankLane(costs, base, arcs.length) : sumLanes(diagram, costs, base, arcs.length);
    if (laid === undefined) return undefined;
    arcs.push(...laid.lanes);
    laid.lanes.forEach(() => isMax.push(byMax));
    placed.push(laid.column);
  }
  return { arcs, isMax, groups: Math.max(1, Math.ceil(arcs.length / 4)), columns: placed };
}

interface Laid {
  readonly lanes: readonly Float64Array[];
  readonly column: ColumnLanes;
}

function rankLane(costs: Float64Array, base: number, first: number): Laid {
  const distinct = Float64Array.from(new Set(costs)).toSorted();
  const rank = new Map(Array.from(distinct, (cost, place) => [cost, place + 1]));
  const figures = Float64Array.from([-Infinity, ...distinct], (cost) => Math.max(base, cost));
  return {
    lanes: [costs.map((cost) => rank.get(cost) as number)],
    column: { kind: 'max', first, figures },
  };
}

function sumLanes(diagram: Diagram, costs: Float64Array, base: number, first: number): Laid | undefined {
  const most = longestPath(diagram, costs);
  if (!costs.every(Number.isInteger) || !(most + Math.abs(base) <= Number.MAX_SAFE_INTEGER)) return undefined;
  const divisor = commonDivisor(costs);
  // sums over all arcs of a path stay below 2^31
  const bits = most / divisor < 2 ** 31 ? 53 : 31 - Math.ceil(Math.log2(diagram.order.length + 1));
  const lanes = bits === 53 ? 1 : Math.ceil(54 / bits);
  return {
    lanes: Array.from({ length: lanes }, (_, lane) => {
      // the last one keeps the sign
      const above = lane === lanes - 1 ? Infinity : 2 ** bits;
      return costs.map((cost) => modulo(Math.floor(cost / divisor / 2 ** (bits * lane)), above));
    }),
    column: {
      kind: 'sum',
      first,
      weights: Array.from({ length: lanes }, (_, lane) => divisor * 2 ** (bits * lane)),
      base,
    },
  };
}

/** The most that the costs of a path come to, each without its sign. */
function longestPath({ nodeCount, arcStart, arcChild }: Diagram, costs: Float64Array): number {
  const longest = new Float64Array(nodeCount);
  for (let node = nodeCount - 2; node >= 0; node--) {
    let most = 0;
    for (let arc = arcStart[node] as number; arc < (arcStart[node + 1] as number); arc++) {
      most = Math.max(most, Math.abs(costs[arc] as number) + (longest[arcChild[arc] as number] as number));
    }
    longest[node] = most;
  }
  return longest[0] as number;
}

/** Euclid's; 1 where all are 0. */
function commonDivisor(costs: Float64Array): number {
  let divisor = 0;
  for (let arc = 0; arc < costs.length && divisor !== 1; arc++) {
    let rest = Math.abs(costs[arc] as number);
    while (rest !== 0) [divisor, rest] = [rest, divisor % rest];
  }
  return Math.max(1, divisor);
}

function modulo(value: number, above: number): number {
  return above === Infinity ? value : value - above * Math.floor(value / above);
}
