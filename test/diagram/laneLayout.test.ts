import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layDiagram } from '../../src/diagram/diagram.js';
import { layLanes } from '../../src/diagram/laneLayout.js';
import type { Combine, Diagram } from '../../src/types.js';

/** A single decision: one arc for each cost. */
function fan(costs: readonly number[], base: number, combine: Combine): Diagram {
  return layDiagram({
    order: [0],
    level: Uint32Array.of(0, 1),
    arcStart: Uint32Array.of(0, costs.length, costs.length),
    arcChild: new Uint32Array(costs.length).fill(1),
    arcValue: Uint32Array.from(costs, (_, arc) => arc),
    metrics: [{ combine, kind: 'plain', first: 0, count: 1, ranked: [] }],
    columns: [Float64Array.from(costs)],
    base: [base],
    countLimbs: [Float64Array.of(costs.length, 1), Float64Array.of(0, 0)],
  });
}

/** Integers of every width, with a common divisor. */
const costs = fc
  .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 9 }), fc.boolean())
  .chain(([bits, divisor, isSigned]) =>
    fc.array(
      fc
        .maxSafeInteger()
        .map((value) => Math.trunc((isSigned ? value : Math.abs(value)) / 2 ** (53 - bits) / 10) * divisor + 0),
      { minLength: 1, maxLength: 8 },
    ),
  );

describe('layLanes', () => {
  it('puts sums together exactly, of either sign', () => {
    fc.assert(
      fc.property(costs, fc.integer({ min: -1000, max: 1000 }), (figures, base) => {
        const layout = layLanes(fan(figures, base, 'sum'), [0]);
        const [column] = layout?.columns ?? [];
        if (column?.kind !== 'sum') throw new Error('a sum column is laid as a sum');
        const sums = figures.map((_, arc) =>
          column.weights.reduce((sum, weight, lane) => sum + weight * (layout?.arcs[lane]?.[arc] as number), base),
        );
        expect(sums.map((sum) => sum + 0)).toEqual(figures.map((figure) => base + figure));
        expect(layout?.arcs.every((lane) => lane.every((word) => word === (word | 0)))).toBe(true);
      }),
    );
  });

  it('ranks what combines by max', () => {
    fc.assert(
      fc.property(costs, fc.integer({ min: -1000, max: 1000 }), (figures, base) => {
        const layout = layLanes(fan(figures, base, 'max'), [0]);
        const [column] = layout?.columns ?? [];
        if (column?.kind !== 'max') throw new Error('a max column is laid as ranks');
        const found = figures.map((_, arc) => column.figures[layout?.arcs[0]?.[arc] as number]);
        expect(found).toEqual(figures.map((figure) => Math.max(base, figure)));
        expect(column.figures[0]).toBe(base);
      }),
    );
  });

  it('leaves alone what is not an integer, and sums beyond 2^53', () => {
    expect(layLanes(fan([0.5], 0, 'sum'), [0])).toBeUndefined();
    expect(layLanes(fan([2 ** 53], 1, 'sum'), [0])).toBeUndefined();
    expect(layLanes(fan([2 ** 53 - 1], 0, 'sum'), [0])).toBeDefined();
  });
});
