import { describe, expect, test } from 'vitest';
import { InfeasibleError, METRICS, RequestError, type Budget, type Distribution } from '../../../src/index.js';
import { GOLDEN_METRICS, goldenSpaces } from './goldenSpaces.js';
import {
  ascending,
  drawBudget,
  NONE,
  ONLY,
  openText,
  randoms,
  rowsOf,
  smallSpaces,
  within,
  type PlainRow,
} from './smallSpaces.js';

const golden = await goldenSpaces();

/** Holds every figure of a distribution against sorted amounts; where it is not exact, the brackets must hold them. */
function expectDistribution(found: Distribution, unsorted: readonly bigint[]): void {
  const amounts = unsorted.toSorted(ascending);
  const size = BigInt(amounts.length);
  const holds = (lower: number | bigint, value: bigint, upper: number | bigint) =>
    found.exact ? lower === upper && BigInt(lower) === value : BigInt(lower) <= value && value <= BigInt(upper);
  expect(holds(found.size.lower, size, found.size.upper)).toBe(true);
  const [min, max] = [amounts[0] as bigint, amounts.at(-1) as bigint];
  if (found.exact) expect([found.min, found.max].map(BigInt)).toEqual([min, max]);
  else expect(BigInt(found.min) <= min && max <= BigInt(found.max)).toBe(true);
  for (const { quantile, lower, upper } of found.quantiles) {
    const rank = Math.floor(quantile * (amounts.length - 1) + 1e-9);
    expect({ quantile, holds: holds(lower, amounts[rank] as bigint, upper) }).toEqual({ quantile, holds: true });
  }
  for (const { from, to, lower, upper } of found.bins) {
    const inside = amounts.filter((amount) => amount >= BigInt(from) && amount <= BigInt(to)).length;
    expect({ from, holds: holds(lower, BigInt(inside), upper) }).toEqual({ from, holds: true });
  }
  if (found.mean === undefined) return;
  const mean = amounts.reduce((sum, amount) => sum + Number(amount), 0) / amounts.length;
  const variance = amounts.reduce((sum, amount) => sum + (Number(amount) - mean) ** 2, 0) / amounts.length;
  expect(found.mean / mean).toBeCloseTo(1, 10);
  expect(Math.abs((found.deviation as number) - Math.sqrt(variance))).toBeLessThan(1e-7 * mean);
}

function expectBinsToCover({ bins, min, max }: Distribution): void {
  expect([bins[0]?.from, bins.at(-1)?.to]).toEqual([min, max]);
  bins.slice(1).forEach(({ from }, i) => expect(BigInt(from)).toBe(BigInt(bins[i]?.to as number) + 1n));
}

const amountsOf = (rows: readonly PlainRow[], metric: string) => rows.map(({ figures }) => figures[metric] as bigint);

describe.each(golden)('of $space.name', ({ space, rows }) => {
  test.each(GOLDEN_METRICS)('bins, quantiles, mean and deviation of %s are exact', async (metric) => {
    for (const bins of [1, 33]) {
      const { whole, source } = await space.histogram({ metric, bins });
      expect([source, whole.exact, whole.mean === undefined]).toEqual(['diagram', true, false]);
      expectDistribution(whole, amountsOf(rows, metric));
      expectBinsToCover(whole);
    }
  });

  test('within budgets of the metric itself all is exact', async () => {
    const random = randoms(5);
    for (let i = 0; i < 10; i++) {
      const budget = drawBudget(rows, ['training'], 1, random);
      const left = rows.filter((row) => within(row, budget));
      const asked = space.histogram({ budget, bins: 7 });
      if (left.length === 0) {
        await expect(asked).rejects.toThrow(InfeasibleError);
        continue;
      }
      const { whole } = await asked;
      expect(whole.exact).toBe(true);
      expectDistribution(whole, amountsOf(left, 'training'));
      expectBinsToCover(whole);
    }
  });

  test('within budgets of other metrics it is exact, or what brackets it', async () => {
    const random = randoms(8);
    for (let i = 0; i < 8; i++) {
      const budget = drawBudget(rows, GOLDEN_METRICS, 1 + (i % 2), random);
      const left = rows.filter((row) => within(row, budget));
      if (left.length === 0) continue;
      expectDistribution(
        (await space.histogram({ metric: 'params', budget, bins: 9 })).whole,
        amountsOf(left, 'params'),
      );
    }
  });

  test('by the values of a decision there is one for each, in the bins of the whole', async () => {
    const by = space.decisions[1]?.name as string;
    const { parts, whole } = await space.histogram({ metric: 'params', by, bins: 6 });
    expect(parts.map(({ value }) => value)).toEqual([...(space.decisions[1]?.values ?? [])]);
    for (const { value, distribution } of parts) {
      expectDistribution(
        distribution,
        amountsOf(
          rows.filter(({ architecture }) => architecture[by] === value),
          'params',
        ),
      );
      expect(distribution.bins.map(({ edges }) => edges)).toEqual(whole.bins.map(({ edges }) => edges));
    }
  });
});

test('of small spaces, every metric, within budgets and by decisions, also those that are inactive', async () => {
  for (const space of await smallSpaces()) {
    const rows = await rowsOf(space);
    const random = randoms(rows.length + 1);
    for (const metric of METRICS) {
      for (const metrics of [0, 1, 2]) {
        const budget: Budget = drawBudget(rows, METRICS, metrics, random);
        const left = rows.filter((row) => within(row, budget));
        if (left.length === 0) continue;
        const by = space.decisions[Math.floor(random() * space.decisions.length)]?.name as string;
        const { whole, parts } = await space.histogram({ metric, budget, by, bins: 5 });
        expect(whole.exact).toBe(true);
        expectDistribution(whole, amountsOf(left, metric));
        const values = new Set(left.map(({ architecture }) => String(architecture[by] ?? null)));
        expect(new Set(parts.map(({ value }) => String(value)))).toEqual(values);
        for (const { value, distribution } of parts) {
          const own = left.filter(({ architecture }) => String(architecture[by] ?? null) === String(value));
          expectDistribution(distribution, amountsOf(own, metric));
        }
      }
    }
  }
});

test('of a score has its decimals', async () => {
  const [space] = await smallSpaces();
  const scores = { side: [-0.1, 0.2, 0.35], intercept: 0.05 };
  const { whole } = await (space as NonNullable<typeof space>).histogram({ metric: 'score', scores, bins: 3 });
  expect([whole.min, whole.max]).toEqual([-0.05, 0.4]);
  expect(whole.bins.map(({ lower }) => lower).reduce((a, b) => a + b)).toBe(space?.size);
  expect(whole.quantiles.every(({ lower }) => [-0.05, 0.25, 0.4].includes(Number(lower)))).toBe(true);
});

describe('at the edges', () => {
  test('a space of one architecture is one bin', async () => {
    const only = await openText(ONLY);
    const { training, peak } = only.cost(0n);
    const { whole } = await only.histogram({});
    expect(whole).toMatchObject({ min: training, max: training, mean: training, deviation: 0, exact: true });
    expect(whole.bins).toMatchObject([{ from: training, to: training, lower: 1n, upper: 1n }]);
    expect((await only.histogram({ metric: 'peak' })).whole).toMatchObject({ min: peak, max: peak, exact: true });
  });

  test('an empty space has none, and says so', async () => {
    const none = await openText(NONE);
    await expect(none.histogram({})).rejects.toThrow('the space holds no architecture');
  });

  test.each([
    [{ metric: 'trainin' }, '"trainin" is not a metric; did you mean "training"?'],
    [{ metric: 'score' }, 'score needs scores'],
    [{ metric: 3 }, 'metric is 3; expected a metric'],
    [{ bins: 0 }, 'bins is 0; expected a whole number from 1 to 10,000'],
    [{ bins: 1e5 }, 'bins is 100000'],
    [{ by: 'cell.node' }, '"cell.node" is not a decision of the space; did you mean "cell.node1"?'],
    [{ by: '__proto__' }, '"__proto__" is not a decision of the space'],
    [{ by: 1 }, 'by is 1; expected the name of a decision'],
    [{ samples: -1 }, 'samples is -1'],
    [{ bin: 3 }, '"bin" is not an option of histogram; did you mean "bins"?'],
  ])('%j is refused', async (options, message) => {
    const [{ space }] = golden as [(typeof golden)[0]];
    const error = await space.histogram(options as object).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });
});
