import * as fc from 'fast-check';
import { expect } from 'vitest';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { costOf } from '../../src/diagram/costOf.js';
import { unrank } from '../../src/diagram/unrank.js';
import type { Choice, Diagram, Graph } from '../../src/types.js';
import type { Bound } from '../../src/wholeSpace/bounded.js';
import { costQuantity, decisionQuantity, type Quantity } from '../../src/wholeSpace/quantity.js';
import { WholeSpaceError } from '../../src/wholeSpace/wholeSpaceError.js';
import type { Work } from '../../src/wholeSpace/work.js';
import { COMBINE, randomGraph, type GraphTraits } from '../diagram/randomGraph.js';

/** The three figures of random graphs, and a score of both signs. */
export const QUANTITIES: readonly Quantity[] = [
  ...COMBINE.map((combine, index) => costQuantity(`figure${index}`, index, combine)),
  decisionQuantity('score', 100n, (decision, value) => ((decision * 7 + value * 13) % 11) * 37 - 150),
];

/** One architecture, by plain evaluation. */
export interface Plain {
  readonly index: bigint;
  readonly choice: Choice;
  /** One per quantity. */
  readonly amounts: readonly bigint[];
}

/** All architectures of a diagram, in the order of their indices. */
export function listAll(diagram: Diagram): Plain[] {
  return Array.from({ length: Number(diagram.size) }, (_, i) => {
    const choice = new Int32Array(diagram.order.length);
    unrank(diagram, BigInt(i), choice);
    return { index: BigInt(i), choice, amounts: [...costOf(diagram, choice).map(BigInt), scoreOf(choice)] };
  });
}

function scoreOf(choice: Choice): bigint {
  return choice.reduce(
    (sum, value, decision) => (value < 0 ? sum : sum + BigInt(((decision * 7 + value * 13) % 11) * 37 - 150)),
    0n,
  );
}

export function compiled(graph: Graph): Diagram {
  return compileDiagram(graph, { combine: COMBINE }).diagram;
}

/** Small spaces of all kinds; some are empty. */
export function diagrams(traits: GraphTraits = {}): fc.Arbitrary<Diagram> {
  return randomGraph({ decisions: 7, ...traits }).map(compiled);
}

/** A budget as it is drawn: which quantities, and two places among the amounts that there are, or beyond. */
export type DrawnBudget = readonly (readonly [quantity: number, from: number | null, to: number | null, off: number])[];

export function budgets(most: number): fc.Arbitrary<DrawnBudget> {
  const place = fc.option(fc.double({ min: -0.1, max: 1.1, noNaN: true }), { nil: null });
  const bound = fc.tuple(fc.nat(QUANTITIES.length - 1), place, place, fc.integer({ min: -1, max: 1 }));
  return fc.uniqueArray(bound, { minLength: 1, maxLength: most, selector: ([quantity]) => quantity });
}

/** Bounds at amounts that occur, or just beside them. */
export function toBounds(budget: DrawnBudget, all: readonly Plain[]): Bound[] {
  return budget.map(([q, from, to, off]) => {
    const amounts = all.map(({ amounts: own }) => own[q] as bigint).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const at = (place: number | null): bigint | undefined => {
      if (place === null) return undefined;
      const found = amounts[Math.max(0, Math.min(amounts.length - 1, Math.floor(place * amounts.length)))] ?? 0n;
      return place < 0 ? found - 50n : place > 1 ? found + 50n : found + BigInt(off);
    };
    return { quantity: QUANTITIES[q] as Quantity, min: at(from), max: at(to) };
  });
}

export function meets({ amounts }: Plain, bounds: readonly Bound[]): boolean {
  return bounds.every(({ quantity, min, max }) => {
    const amount = amounts[QUANTITIES.indexOf(quantity)] as bigint;
    return (min === undefined || amount >= min) && (max === undefined || amount <= max);
  });
}

/** Does a work in one go. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** What a check does, unless amounts are further apart than float64 tells apart: then refusing is right. */
export function unlessTooFarApart(all: readonly Plain[], check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof WholeSpaceError) || !error.message.includes('2^53')) throw error;
    const ranges = QUANTITIES.map((_, q) => {
      const amounts = all.map(({ amounts: own }) => own[q] as bigint);
      return amounts.reduce((a, b) => (a > b ? a : b)) - amounts.reduce((a, b) => (a < b ? a : b));
    });
    expect(ranges.some((range) => range > BigInt(Number.MAX_SAFE_INTEGER))).toBe(true);
  }
}
