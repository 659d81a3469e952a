import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rank } from '../../src/diagram/rank.js';
import { bestOfSpace } from '../../src/wholeSpace/best.js';
import { boundDiagram } from '../../src/wholeSpace/bounded.js';
import type { Goal } from '../../src/wholeSpace/dimension.js';
import { frontOfSpace } from '../../src/wholeSpace/front.js';
import { nearestArchitecture } from '../../src/wholeSpace/nearest.js';
import type { Quantity } from '../../src/wholeSpace/quantity.js';
import {
  budgets,
  diagrams,
  finish,
  listAll,
  meets,
  QUANTITIES,
  toBounds,
  unlessTooFarApart,
  type Plain,
} from './spaces.js';

const goal = fc.tuple(fc.nat(QUANTITIES.length - 1), fc.constantFrom('min' as const, 'max' as const));
const goals = fc.uniqueArray(goal, { minLength: 1, maxLength: 3, selector: ([quantity]) => quantity });
const LIMIT = 1e6;

function toGoals(drawn: readonly (readonly [number, 'min' | 'max'])[]): Goal[] {
  return drawn.map(([q, direction]) => ({ quantity: QUANTITIES[q] as Quantity, direction }));
}

/** Amounts of the goals, less being better. */
function figures({ amounts }: Pick<Plain, 'amounts'>, wanted: readonly Goal[]): bigint[] {
  return wanted.map(({ quantity, direction }) => {
    const amount = amounts[QUANTITIES.indexOf(quantity)] as bigint;
    return direction === 'min' ? amount : -amount;
  });
}

function plainFront(rows: readonly bigint[][]): string[] {
  const isDominated = (row: readonly bigint[]): boolean =>
    rows.some(
      (other) =>
        other.every((figure, i) => figure <= (row[i] as bigint)) &&
        other.some((figure, i) => figure < (row[i] as bigint)),
    );
  return [...new Set(rows.filter((row) => !isDominated(row)).map((row) => row.join()))].toSorted();
}

describe('the front of a space', () => {
  it('within any budget equals the front of its enumeration, with architectures that have those figures', () => {
    fc.assert(
      fc.property(diagrams({ huge: true }), goals, budgets(3), (diagram, drawn, budget) => {
        const all = listAll(diagram);
        const wanted = toGoals(drawn);
        const bounds = toBounds(budget, all);
        unlessTooFarApart(all, () => {
          const front = finish(frontOfSpace(boundDiagram(diagram, bounds), wanted, { epsilon: 0, limit: LIMIT }));
          const allowed = all.filter((one) => meets(one, bounds));
          const signed = front.map(({ amounts }) =>
            amounts.map((amount, g) => (wanted[g]?.direction === 'min' ? amount : -amount)),
          );
          expect(signed.map((row) => row.join()).toSorted()).toEqual(
            plainFront(allowed.map((one) => figures(one, wanted))),
          );
          for (const [p, point] of front.entries()) {
            const one = all[Number(rank(diagram, point.choice))] as Plain;
            expect(figures(one, wanted)).toEqual(signed[p]);
            expect(meets(one, bounds)).toBe(true);
          }
          expect(signed.map(([first]) => first)).toEqual(
            signed.map(([first]) => first).toSorted((a, b) => Number((a as bigint) - (b as bigint))),
          );
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('with an epsilon has a point within that factor of every architecture', () => {
    const epsilon = fc.double({ min: 0.001, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(diagrams({ decisions: 12 }), goals, epsilon, (diagram, drawn, factor) => {
        const wanted = toGoals(drawn).filter(({ quantity }) => quantity.name !== 'score');
        if (wanted.length === 0 || diagram.size > 20_000n) return;
        const all = listAll(diagram);
        const front = finish(
          frontOfSpace(boundDiagram(diagram, []), wanted, { epsilon: factor, limit: LIMIT, worthThinning: 2 }),
        );
        const isNear = (near: readonly bigint[], one: Plain): boolean =>
          wanted.every(({ quantity, direction }, g) => {
            const [found, amount] = [Number(near[g]), Number(one.amounts[QUANTITIES.indexOf(quantity)])];
            return direction === 'min' ? found <= amount * (1 + factor) : found * (1 + factor) >= amount;
          });
        expect(all.filter((one) => !front.some(({ amounts }) => isNear(amounts, one)))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused where it has more labels than the limit', () => {
    fc.assert(
      fc.property(diagrams(), (diagram) => {
        if (diagram.nodeCount < 3) return;
        const wanted = toGoals([[0, 'min']]);
        expect(() => finish(frontOfSpace(boundDiagram(diagram, []), wanted, { epsilon: 0, limit: 1 }))).toThrow(
          /labels/,
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('the best of a space', () => {
  it('are those of its enumeration, in order, equal ones by index', () => {
    fc.assert(
      fc.property(
        diagrams({ huge: true }),
        goal,
        budgets(3),
        fc.integer({ min: 1, max: 30 }),
        (diagram, drawn, budget, count) => {
          const all = listAll(diagram);
          const [wanted] = toGoals([drawn]) as [Goal];
          const bounds = toBounds(budget, all);
          unlessTooFarApart(all, () => {
            const bounded = boundDiagram(diagram, bounds);
            const found = finish(bestOfSpace(bounded, wanted, { count, limit: LIMIT }));
            const expected = all
              .filter((one) => meets(one, bounds))
              .map((one) => ({ index: one.index, figure: figures(one, [wanted])[0] as bigint, one }))
              .toSorted((a, b) => (a.figure < b.figure ? -1 : a.figure > b.figure ? 1 : a.index < b.index ? -1 : 1))
              .slice(0, count);
            expect(found.map(({ choice }) => rank(diagram, choice))).toEqual(expected.map(({ index }) => index));
            expect(found.map(({ amount }) => amount)).toEqual(
              expected.map(({ one }) => one.amounts[QUANTITIES.indexOf(wanted.quantity)]),
            );
          });
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('by distance is the nearest architecture that meets a budget', () => {
    fc.assert(
      fc.property(diagrams(), budgets(2), fc.nat(1000), (diagram, budget, salt) => {
        const all = listAll(diagram);
        const bounds = toBounds(budget, all);
        const distance = (decision: number, value: number): number => (decision * 31 + value * 17 + salt) % 7;
        const found = finish(nearestArchitecture(boundDiagram(diagram, bounds), distance, LIMIT));
        const length = ({ choice }: Pick<Plain, 'choice'>): number =>
          choice.reduce((sum, value, decision) => (value < 0 ? sum : sum + distance(decision, value)), 0);
        const allowed = all.filter((one) => meets(one, bounds));
        const least = Math.min(...allowed.map(length));
        const expected = allowed.find((one) => length(one) === least);
        expect(found?.join()).toBe(expected?.choice.join());
      }),
      { numRuns: 800 },
    );
  });
});
