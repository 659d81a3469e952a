import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { METRICS, type Budget, type CompiledSpace, type Metric } from '../../../src/index.js';
import { randomSpace } from '../../network/randomSpace.js';
import { ascending, drawBudget, openText, randoms, rowsOf, within, type PlainRow } from './smallSpaces.js';

interface Asked {
  readonly space: CompiledSpace;
  readonly rows: readonly PlainRow[];
  /** Rows within the budget; some are. */
  readonly left: readonly PlainRow[];
  readonly budget: Budget;
  readonly metric: Metric;
  readonly seed: number;
}

/** Random spaces, each with a budget of up to three metrics that something meets. */
async function forRandomSpaces(check: (asked: Asked) => Promise<void>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(randomSpace, fc.nat(), async (text, seed) => {
      const space = await openText(text).catch(() => undefined);
      if (space === undefined || space.size > 2000n || space.wide.length > 0) return;
      const rows = await rowsOf(space);
      const random = randoms(seed);
      const budget = drawBudget(rows, METRICS, seed % 4, random);
      const left = rows.filter((row) => within(row, budget));
      const metric = METRICS[Math.floor(random() * METRICS.length)] as Metric;
      if (left.length > 0) await check({ space, rows, left, budget, metric, seed });
    }),
    { numRuns: 80, seed: 6 },
  );
}

const amountsOf = (rows: readonly PlainRow[], metric: Metric) =>
  rows.map(({ figures }) => figures[metric] as bigint).toSorted(ascending);

test('histograms of random spaces are those of an enumeration', async () => {
  await forRandomSpaces(async ({ space, left, budget, metric }) => {
    const { whole } = await space.histogram({ metric, budget, bins: 6 });
    const amounts = amountsOf(left, metric);
    expect([whole.exact, BigInt(whole.min), BigInt(whole.max)]).toEqual([true, amounts[0], amounts.at(-1)]);
    for (const { from, to, lower } of whole.bins) {
      expect(lower).toBe(BigInt(amounts.filter((amount) => amount >= BigInt(from) && amount <= BigInt(to)).length));
    }
    for (const { quantile, lower } of whole.quantiles) {
      expect(BigInt(lower)).toBe(amounts[Math.floor(quantile * (amounts.length - 1) + 1e-9)]);
    }
  });
});

test('the best of random spaces are those of an enumeration', async () => {
  await forRandomSpaces(async ({ space, left, budget, metric, seed }) => {
    const direction = seed % 2 === 0 ? 'min' : 'max';
    const { best } = await space.best({ objective: { metric, direction }, budget, top: 9 });
    const sorted = left.toSorted(
      (a, b) =>
        (direction === 'min' ? 1 : -1) * ascending(a.figures[metric] as bigint, b.figures[metric] as bigint) ||
        ascending(a.index, b.index),
    );
    expect(best.map(({ index }) => index)).toEqual(sorted.slice(0, 9).map(({ index }) => index));
  });
});

test('distinct samples of random spaces are all that is within the budget', async () => {
  await forRandomSpaces(async ({ space, left, budget, seed }) => {
    const found: bigint[] = [];
    for await (const { count, index } of space.sample({ budget, count: 1e5, seed, workers: 0 })) {
      for (let row = 0; row < count; row++) found.push(index(row));
    }
    expect(found.toSorted(ascending)).toEqual(left.map(({ index }) => index));
  });
});

test('every move in random spaces keeps to the budget', async () => {
  await forRandomSpaces(async ({ space, rows, left, budget, seed }) => {
    const [first, second] = [rows[seed % rows.length], rows[(7 * seed) % rows.length]] as [PlainRow, PlainRow];
    const isLeft = (index: bigint) => left.some((row) => row.index === index);
    expect(isLeft((await space.repair(first.index, { budget, seed })).index)).toBe(true);
    expect(isLeft((await space.crossover(first.index, second.index, { budget, seed })).index)).toBe(true);
    if (left.every(({ index }) => index === first.index)) return;
    const mutated = await space.mutate(first.index, { budget, seed });
    expect([isLeft(mutated.index), mutated.index === first.index]).toEqual([true, false]);
  });
});
