import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unrank } from '../../src/diagram/unrank.js';
import { boundDiagram, type Constraint } from '../../src/wholeSpace/bounded.js';
import { bracketOne, countOne } from '../../src/wholeSpace/countWithin.js';
import { distribution } from '../../src/wholeSpace/distribution.js';
import { amountOf, measure } from '../../src/wholeSpace/measure.js';
import { arcMoments, meanOf, varianceOf } from '../../src/wholeSpace/moments.js';
import { EXACT } from '../../src/wholeSpace/sumList.js';
import { selectPaths, withValue } from '../../src/wholeSpace/selectPaths.js';
import { withinDiagram } from '../../src/wholeSpace/withinDiagram.js';
import type { Quantity } from '../../src/wholeSpace/quantity.js';
import type { Diagram } from '../../src/types.js';
import { GraphBuilder } from '../diagram/graphBuilder.js';
import {
  budgets,
  compiled,
  diagrams,
  finish,
  listAll,
  meets,
  QUANTITIES,
  toBounds,
  unlessTooFarApart,
} from './spaces.js';

const SUMS = QUANTITIES.filter(({ combine }) => combine === 'sum');

function choicesOf(diagram: Diagram): string[] {
  return Array.from({ length: Number(diagram.size) }, (_, i) => {
    const choice = new Int32Array(diagram.order.length);
    unrank(diagram, BigInt(i), choice);
    return choice.join();
  }).toSorted();
}

describe('a count within a budget', () => {
  it('of one quantity equals plain enumeration, and every bracket holds it', () => {
    fc.assert(
      fc.property(diagrams({ huge: true }), budgets(1), fc.integer({ min: 1, max: 12 }), (diagram, budget, cap) => {
        const all = listAll(diagram);
        const bounds = toBounds(budget, all);
        const expected = BigInt(all.filter((one) => meets(one, bounds)).length);
        unlessTooFarApart(all, () => {
          const bounded = boundDiagram(diagram, bounds);
          const [constraint] = bounded.constraints;
          if (constraint === undefined) {
            expect(bounded.diagram.size).toBe(expected);
            return;
          }
          expect(finish(countOne(bounded.diagram, constraint))).toBe(expected);
          const { lower, upper } = finish(bracketOne(bounded.diagram, constraint, cap));
          expect(lower <= expected && expected <= upper).toBe(true);
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('of several quantities equals plain enumeration where no states were merged', () => {
    fc.assert(
      fc.property(diagrams(), budgets(4), (diagram, budget) => {
        const all = listAll(diagram);
        const bounds = toBounds(budget, all);
        const within = finish(withinDiagram(boundDiagram(diagram, bounds), Infinity));
        expect(within.exact).toBe(true);
        expect(choicesOf(within.diagram)).toEqual(
          all
            .filter((one) => meets(one, bounds))
            .map(({ choice }) => choice.join())
            .toSorted(),
        );
      }),
      { numRuns: 1500 },
    );
  });

  it('beyond 2^53 on every side is a sum of binomial coefficients', () => {
    const builder = new GraphBuilder();
    for (let i = 0; i < 130; i++) builder.costs([builder.decision(`d${i}`, [0, 1])], (x) => [x, 0, 0]);
    const diagram = compiled(builder.build());
    const bounds = [{ quantity: QUANTITIES[0] as Quantity, min: 20n, max: 70n }];
    const { diagram: bounded, constraints } = boundDiagram(diagram, bounds);
    let [term, expected] = [1n, 0n];
    for (let k = 0n; k <= 70n; k++) {
      if (k >= 20n) expected += term;
      term = (term * (130n - k)) / (k + 1n);
    }
    const [constraint] = constraints as [Constraint];
    expect(finish(countOne(bounded, constraint))).toBe(expected);
    const { lower, upper } = finish(bracketOne(bounded, constraint, 256));
    expect(lower <= expected && expected <= upper).toBe(true);
    expect(Number(upper - lower) / Number(expected)).toBeLessThan(0.01);
  });

  it('is bracketed by merged states, which leave out no architecture that meets it', () => {
    fc.assert(
      fc.property(diagrams(), budgets(3), fc.integer({ min: 1, max: 8 }), (diagram, budget, cap) => {
        const all = listAll(diagram);
        const bounds = toBounds(budget, all);
        const expected = all.filter((one) => meets(one, bounds)).map(({ choice }) => choice.join());
        const within = finish(withinDiagram(boundDiagram(diagram, bounds), cap));
        const possible = new Set(choicesOf(within.diagram));
        expect(expected.filter((choice) => !possible.has(choice))).toEqual([]);
        expect(within.certain <= BigInt(expected.length)).toBe(true);
        if (within.exact) expect(possible.size).toBe(expected.length);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('a distribution', () => {
  it('equals plain enumeration, and a coarse one is off by no more than its error', () => {
    fc.assert(
      fc.property(diagrams(), fc.nat(SUMS.length - 1), fc.integer({ min: 2, max: 9 }), (diagram, q, cap) => {
        if (diagram.size === 0n) return;
        const quantity = SUMS[q] ?? SUMS[0];
        if (quantity === undefined) throw new Error('no quantity');
        const amounts = listAll(diagram).map((one) => one.amounts[QUANTITIES.indexOf(quantity)] as bigint);
        const measured = measure(diagram, quantity);
        const exact = finish(distribution(diagram, measured, EXACT));
        const found = [...exact.sums].flatMap((sum, i) =>
          Array.from({ length: exact.counts[i] ?? 0 }, () => amountOf(measured, sum + exact.shift)),
        );
        expect(found).toEqual(amounts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
        const coarse = finish(distribution(diagram, measured, { cap, modulus: 0 }));
        const [below, above] = [coarse.shift, coarse.shift + coarse.error];
        const isUnder = (threshold: bigint, by: number): number =>
          [...coarse.sums].reduce(
            (sum, s, i) => sum + (amountOf(measured, s + by) <= threshold ? (coarse.counts[i] ?? 0) : 0),
            0,
          );
        for (const threshold of new Set(amounts)) {
          const expected = amounts.filter((amount) => amount <= threshold).length;
          expect(isUnder(threshold, above)).toBeLessThanOrEqual(expected);
          expect(isUnder(threshold, below)).toBeGreaterThanOrEqual(expected);
        }
      }),
      { numRuns: 600 },
    );
  });
});

describe('moments', () => {
  it('equal those by plain enumeration, over all and over every arc', () => {
    fc.assert(
      fc.property(diagrams({ huge: true }), fc.nat(SUMS.length - 1), (diagram, q) => {
        if (diagram.size === 0n) return;
        const quantity = SUMS[q] ?? SUMS[0];
        if (quantity === undefined) throw new Error('no quantity');
        const all = listAll(diagram).map(({ choice, amounts }) => ({
          choice,
          amount: amounts[QUANTITIES.indexOf(quantity)] as bigint,
        }));
        const moments = arcMoments(diagram, quantity.amounts(diagram));
        const sum = all.reduce((total, { amount }) => total + amount, 0n);
        const squares = all.reduce((total, { amount }) => total + amount * amount, 0n);
        expect(moments.all).toEqual({ count: diagram.size, sum, squares });
        const mean = Number(sum) / all.length;
        expect(Math.abs(meanOf(moments.all) - mean)).toBeLessThanOrEqual(1e-12 * Math.abs(mean));
        const spread = all.reduce((total, { amount }) => total + (Number(amount) - mean) ** 2, 0) / all.length;
        // what float64 loses of large amounts is the test's, not the moments'
        expect(Math.abs(varianceOf(moments.all) - spread)).toBeLessThanOrEqual(1e-6 * spread + 1e-12 * mean ** 2);
        // sums over the arcs of a level that every path passes are the sums over all
        let [count, total] = [0n, 0n];
        for (let arc = diagram.arcStart[0] ?? 0; arc < (diagram.arcStart[1] ?? 0); arc++) {
          count += moments.arc(arc).count;
          total += moments.arc(arc).sum;
        }
        if (diagram.nodeCount > 1) expect([count, total]).toEqual([diagram.size, sum]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a part of a space', () => {
  it('by the value of a decision has the architectures with that value', () => {
    fc.assert(
      fc.property(diagrams(), fc.nat(), fc.integer({ min: -1, max: 3 }), (diagram, pick, value) => {
        if (diagram.order.length === 0) return;
        const decision = pick % diagram.order.length;
        const expected = listAll(diagram)
          .filter(({ choice }) => choice[decision] === value)
          .map(({ choice }) => choice.join())
          .toSorted();
        expect(choicesOf(withValue(diagram, decision, value))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('may be nothing', () => {
    fc.assert(
      fc.property(diagrams(), (diagram) => {
        if (diagram.nodeCount === 1) return;
        expect(selectPaths(diagram, { states: 1, step: () => -1 }).size).toBe(0n);
      }),
      { numRuns: 50 },
    );
  });
});
