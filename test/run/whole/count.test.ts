import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METRICS, openSpace, RequestError, Stopped, type Budget } from '../../../src/index.js';
import { randomSpace } from '../../network/randomSpace.js';
import { GOLDEN_METRICS, goldenSpaces } from './goldenSpaces.js';
import { drawBudget, NONE, ONLY, openText, randoms, rowsOf, smallSpaces, within } from './smallSpaces.js';

const golden = await goldenSpaces();

describe.each(golden)('every architecture of $space.name that lies within a budget', ({ space, rows }) => {
  test.each([1, 2, 3])('of %i metrics is counted', async (metrics) => {
    const random = randoms(metrics);
    for (let i = 0; i < (metrics === 1 ? 60 : 20); i++) {
      const budget = drawBudget(rows, GOLDEN_METRICS, metrics, random);
      const expected = BigInt(rows.filter((row) => within(row, budget)).length);
      const { size } = space;
      const share = Number(expected) / rows.length;
      const answer = await space.count({ budget });
      expect(answer).toMatchObject({ lower: expected, upper: expected, exact: true, by: 'diagram', size });
      expect(answer.share).toBeCloseTo(share, 12);
    }
  });
});

test('a few counts of NAS-Bench-201, worked out by hand', async () => {
  const [{ space }] = golden as [(typeof golden)[0]];
  const least = space.cost(0n);
  // without any convolution: each of the six edges has three operations left
  expect((await space.count({ budget: { params: { max: least.params } } })).lower).toBe(3n ** 6n);
  // one convolution of 3x3, and none of 1x1
  const one = space.cost({ ...space.at(0n), 'cell.node1': 'nor_conv_3x3' }).params;
  expect((await space.count({ budget: { params: { min: one, max: one } } })).lower).toBe(6n * 3n ** 5n);
});

test('counts of small spaces are those of an enumeration, in every metric', async () => {
  for (const space of await smallSpaces()) {
    const rows = await rowsOf(space);
    const random = randoms(rows.length);
    for (let i = 0; i < 60; i++) {
      const budget = drawBudget(rows, METRICS, 1 + (i % 4), random);
      const expected = BigInt(rows.filter((row) => within(row, budget)).length);
      expect(await space.count({ budget })).toMatchObject({ lower: expected, upper: expected });
    }
  }
});

test('counts of random spaces are those of an enumeration', async () => {
  await fc.assert(
    fc.asyncProperty(randomSpace, fc.nat(), async (text, seed) => {
      const space = await openText(text).catch(() => undefined);
      if (space === undefined || space.size > 3000n || space.wide.length > 0) return;
      const rows = await rowsOf(space);
      const budget = drawBudget(rows, METRICS, 1 + (seed % 3), randoms(seed));
      const expected = BigInt(rows.filter((row) => within(row, budget)).length);
      expect(await space.count({ budget })).toMatchObject({ lower: expected, upper: expected });
    }),
    { numRuns: 150, seed: 3 },
  );
});

describe('a bracket', () => {
  test('that is asked for holds the exact count, and is as narrow as asked for', async () => {
    const mobilenet = await openSpace('mobilenet');
    const budget = { params: { min: 4e6, max: 4.1e6 } };
    const exact = await mobilenet.count({ budget });
    expect(exact.exact).toBe(true);
    const rough = await mobilenet.count({ budget, approx: 0.05 });
    expect(rough.lower <= exact.lower && exact.lower <= rough.upper).toBe(true);
    expect(Number(rough.upper - rough.lower) / Number(rough.upper)).toBeLessThanOrEqual(0.05);
  });

  test('is what is known when the time is up', async () => {
    const mobilenet = await openSpace('mobilenet');
    const budget = { training: { max: 6e8 }, params: { max: 5e6 } };
    const { lower, upper, exact } = await mobilenet.count({ budget, timeout: 0.001 });
    expect({ exact, low: lower >= 0n, high: upper <= mobilenet.size }).toEqual({ exact: false, low: true, high: true });
  });

  test('is not given after an interruption', async () => {
    const mobilenet = await openSpace('mobilenet');
    const budget = { training: { max: 6e8 }, params: { max: 5e6 } };
    await expect(mobilenet.count({ budget, signal: AbortSignal.abort() })).rejects.toThrow(Stopped);
  });
});

describe('at the edges', () => {
  const huge: Budget = { training: { min: 0, max: 1e300 }, params: { max: '1e400' }, peak: { min: -1e300 } };

  test('an empty space has nothing within any budget', async () => {
    const none = await openText(NONE);
    for (const budget of [{}, huge, { peak: { max: 0 } }, { params: { min: 3 } }]) {
      expect(await none.count({ budget })).toMatchObject({ lower: 0n, upper: 0n, share: 0, exact: true });
    }
  });

  test('a space of one architecture has it, or not', async () => {
    const only = await openText(ONLY);
    const { training, peak } = only.cost(0n);
    const counts = await Promise.all(
      [
        {},
        huge,
        { training: { max: training, min: training } },
        { training: { max: Number(training) - 1 } },
        { training: { min: Number(training) + 1 } },
        { peak: { min: peak } },
        { peak: { min: Number(peak) + 1 } },
        { peak: { max: Number(peak) - 1 } },
      ].map(async (budget) => (await only.count({ budget })).lower),
    );
    expect(counts).toEqual([1n, 1n, 1n, 0n, 0n, 1n, 0n, 0n]);
  });

  test('a budget beyond every figure is met by all or by none', async () => {
    for (const { space } of golden) {
      expect((await space.count({ budget: huge })).lower).toBe(space.size);
      expect((await space.count({ budget: { params: { min: 1e300 } } })).upper).toBe(0n);
    }
  });

  test.each([
    [{ approx: 0 }, 'approx is 0; expected a number above 0'],
    [{ approx: '1%' }, 'approx is "1%"'],
    [{ timeout: -1 }, 'timeout is -1; expected a number above 0'],
    [{ timeout: NaN }, 'timeout is NaN'],
    [{ samples: 0.5 }, 'samples is 0.5; expected a whole number from 1'],
    [{ labels: 0 }, 'labels is 0; expected a whole number from 1'],
    [{ budgets: {} }, '"budgets" is not an option of count; did you mean "budget"?'],
    [null, 'count got null; expected an object of options'],
  ])('%j is refused', async (options, message) => {
    const error = await (golden[0] as (typeof golden)[0]).space
      .count(options as object)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });
});

test('two budgets that few of 10^20 architectures meet are counted one by one, as the best of them are listed', async () => {
  const mobilenet = await openSpace('mobilenet');
  const budget = { training: { max: 549_325_056 }, params: { min: 7_072_856 } };
  const { best } = await mobilenet.best({
    objective: { metric: 'params', direction: 'max' },
    budget: { training: budget.training },
    top: 10,
  });
  const listed = best.filter(({ costs }) => costs.params >= budget.params.min).length;
  expect(listed).toBeLessThan(10);
  const { lower, upper, exact } = await mobilenet.count({ budget });
  expect({ lower, upper, exact }).toEqual({ lower: BigInt(listed), upper: BigInt(listed), exact: true });
});
