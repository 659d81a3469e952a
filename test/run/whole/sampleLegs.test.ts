import { describe, expect, test } from 'vitest';
import {
  openSpace,
  RequestError,
  type Budget,
  type CompiledSpace,
  type Exact,
  type MetricSpread,
  type SampleColumnsOptions,
} from '../../../src/index.js';
import { sampleLegs } from '../../../src/run/whole/sampleLegs.js';
import { goldenSpaces } from './goldenSpaces.js';
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

const [topology, sizes] = (await goldenSpaces()) as [Given, Given];
interface Given {
  readonly space: CompiledSpace;
  readonly rows: readonly PlainRow[];
}

async function drawn(space: CompiledSpace, options: SampleColumnsOptions): Promise<bigint[]> {
  const indices: bigint[] = [];
  for await (const { first, count, index } of space.sample({ metrics: ['params'], workers: 0, ...options })) {
    expect(first).toBe(indices.length);
    for (let row = 0; row < count; row++) indices.push(index(row));
  }
  return indices;
}

const HOW = { count: 10, by: 'architecture', replace: true } as const;

/** Whether candidates have to be refused. */
async function isRelaxed(space: CompiledSpace, budget: Budget): Promise<boolean> {
  const { legs } = await sampleLegs(space, { budget }, HOW);
  return (await Promise.all(legs.map((leg) => leg.open()))).some(({ checks }) => checks.length > 0);
}

/** Chi-square of equal chances for so many, less its mean, in standard deviations. */
function deviations(indices: readonly bigint[], feasible: readonly bigint[]): number {
  const counts = new Map(feasible.map((index) => [index, 0]));
  for (const index of indices) {
    expect(counts.has(index)).toBe(true);
    counts.set(index, (counts.get(index) as number) + 1);
  }
  const expected = indices.length / feasible.length;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = feasible.length - 1;
  return (chiSquare - freedom) / Math.sqrt(2 * freedom);
}

const figure = ({ rows }: Given, index: number, metric: string) => rows[index]?.figures[metric] as bigint;
const feasible = ({ rows }: Given, budget: Budget) =>
  rows.filter((row) => within(row, budget)).map(({ index }) => index);

const EXACT: readonly (readonly [string, Given, Budget])[] = [
  [
    'one figure',
    topology,
    { params: { min: figure(topology, 9000, 'params'), max: figure(topology, 9000, 'params') } },
  ],
  ['a window of one metric', sizes, { params: { max: 60_000 } }],
];
const RELAXED: readonly (readonly [string, Given, Budget])[] = [
  ['a window in the middle', sizes, { params: { min: 300_000, max: 305_000 } }],
  ['another one', sizes, { params: { min: 350_000, max: 360_000 } }],
];

describe.each([...EXACT, ...RELAXED])('samples within %s', (_, given, budget) => {
  const all = feasible(given, budget);

  test('are uniform: every architecture within is drawn as often', async () => {
    expect(all.length).toBeGreaterThan(50);
    expect(all.length).toBeLessThan(2000);
    for (const seed of [1, 2]) {
      const indices = await drawn(given.space, { budget, count: 40 * all.length, seed, replace: true });
      expect(indices.length).toBe(40 * all.length);
      expect(Math.abs(deviations(indices, all))).toBeLessThan(5);
    }
  });

  test('that are distinct are all there is, none twice', async () => {
    const indices = await drawn(given.space, { budget, count: 1e6 });
    expect(indices.toSorted(ascending)).toEqual(all);
    expect(indices).not.toEqual(all);
  });

  test('that are distinct and few are uniform', async () => {
    const few = Math.floor(all.length / 4);
    const runs = await Promise.all(
      Array.from({ length: 60 }, (__, seed) => drawn(given.space, { budget, count: few, seed })),
    );
    for (const run of runs) expect(new Set(run).size).toBe(few);
    // without replacement they vary less than chi-square does
    expect(deviations(runs.flat(), all)).toBeLessThan(5);
  });

  test('drawn decision by decision are within it', async () => {
    const indices = await drawn(given.space, { budget, count: 3000, by: 'decision' });
    expect(indices.length).toBe(3000);
    expect(indices.every((index) => within(given.rows[Number(index)] as PlainRow, budget))).toBe(true);
  });

  test.each([
    ['architecture', false],
    ['architecture', true],
    ['decision', true],
  ] as const)('depend on the seed and their number alone (by %s, replace %s)', async (by, replace) => {
    const options = { budget, by, replace, seed: 8 };
    const [none, short, long, other] = await Promise.all([
      drawn(given.space, { ...options, count: 0 }),
      drawn(given.space, { ...options, count: 20 }),
      drawn(given.space, { ...options, count: 1000 }),
      drawn(given.space, { ...options, count: 20, seed: 9 }),
    ]);
    expect(none).toEqual([]);
    expect(long.slice(0, 20)).toEqual(short);
    expect(other).not.toEqual(short);
  });

  test('have their share told: the bracket holds it, the estimate is near', async () => {
    const { share } = await sampleLegs(given.space, { budget }, HOW);
    const truth = all.length / given.rows.length;
    expect(share && share.lower <= truth && truth <= share.upper).toBe(true);
    expect((share?.estimate as number) / truth).toBeGreaterThan(0.9);
    expect((share?.estimate as number) / truth).toBeLessThan(1.1);
  });
});

test('some of these budgets draw without a candidate in vain, others refuse some', async () => {
  for (const [, { space }, budget] of EXACT) expect(await isRelaxed(space, budget)).toBe(false);
  for (const [, { space }, budget] of RELAXED) expect(await isRelaxed(space, budget)).toBe(true);
});

test('distinct samples of small spaces within any budget are all there is', async () => {
  for (const space of await smallSpaces()) {
    const rows = await rowsOf(space);
    const random = randoms(rows.length + 3);
    for (let i = 0; i < 25; i++) {
      const budget = drawBudget(rows, ['training', 'peak', 'memory', 'traffic'], 1 + (i % 3), random);
      const all = feasible({ space, rows }, budget);
      if (all.length === 0) continue;
      expect((await drawn(space, { budget, count: 1e6, seed: i })).toSorted(ascending)).toEqual(all);
    }
  }
});

describe('samples that are spread over a metric', () => {
  /** The part of 16 that a figure lies in. */
  function stratum(figures: bigint, least: bigint, most: bigint, parts: bigint): number {
    for (let part = 0n; part < parts; part++) {
      if (figures < least + ((part + 1n) * (most - least + 1n)) / parts) return Number(part);
    }
    return Number(parts);
  }

  test.each([
    ['training', 16, {}],
    ['params', 5, { training: { max: 3e8 } }],
    ['training', 7, { training: { min: 2e8, max: 4e8 }, params: { min: 2e5 } }],
  ] as const)('%s, in %i parts of %j, are as many in each', async (metric, strata, budget: Budget) => {
    const { space, rows } = sizes;
    const left = rows.filter((row) => within(row, budget));
    const options = { budget, uniformOver: metric, strata, count: 1000, replace: true, seed: 4 };
    const indices = await drawn(space, options);
    expect(indices.length).toBe(1000);
    // the range is that of the budget, where it is one of this metric, or of the space
    const window = (budget as Budget)[metric] ?? {};
    const figures = rows.map((row) => row.figures[metric] as bigint).toSorted(ascending);
    const least = window.min === undefined ? (figures[0] as bigint) : BigInt(window.min);
    const most = window.max === undefined ? (figures.at(-1) as bigint) : BigInt(window.max);
    const of = (row: PlainRow) => stratum(row.figures[metric] as bigint, least, most, BigInt(strata));
    const parts = new Set(left.map(of));
    const counts = new Map<number, number>();
    for (const index of indices) {
      const row = rows[Number(index)] as PlainRow;
      expect(within(row, budget)).toBe(true);
      counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
    }
    expect(new Set(counts.keys())).toEqual(parts);
    const sorted = [...counts.values()].toSorted((a, b) => a - b);
    expect((sorted.at(-1) as number) - (sorted[0] as number)).toBeLessThanOrEqual(1);
  });

  test('are uniform in each part', async () => {
    const { space, rows } = sizes;
    const options = { uniformOver: 'params', strata: 40, replace: true };
    const indices = await drawn(space, { ...options, count: 120_000 });
    const figures = rows.map((row) => row.figures['params'] as bigint).toSorted(ascending);
    const [least, most] = [figures[0] as bigint, figures.at(-1) as bigint];
    const of = (index: bigint) =>
      stratum((rows[Number(index)] as PlainRow).figures['params'] as bigint, least, most, 40n);
    const own = rows.map(({ index }) => index).filter((index) => of(index) === 1);
    const found = indices.filter((index) => of(index) === 1);
    expect(own.length).toBeGreaterThan(100);
    expect(found.length).toBe(3000);
    expect(Math.abs(deviations(found, own))).toBeLessThan(5);
  });

  test('that are fewer than the parts are one each, as far as they go', async () => {
    expect((await drawn(sizes.space, { uniformOver: 'params', strata: 16, count: 3 })).length).toBe(3);
    expect(await drawn(sizes.space, { uniformOver: 'params', count: 0 })).toEqual([]);
  });

  test('in a space of one architecture, or of none, are what there is', async () => {
    expect(await drawn(await openText(ONLY), { uniformOver: 'params', count: 9 })).toEqual([0n]);
    expect(await drawn(await openText(NONE), { uniformOver: 'params', count: 9 })).toEqual([]);
  });

  test('may be spread over a score', async () => {
    const scores = { c0: [0, 0, 0, 0, 0.1, 0.1, 0.1, 1] };
    const indices = await drawn(sizes.space, { scores, uniformOver: 'score', count: 300, replace: true, strata: 3 });
    const values = indices.map((index) => sizes.space.at(index)['c0'] as number);
    expect(values.filter((value) => value === 64).length).toBe(150);
    expect(values.filter((value) => value < 64).length).toBe(150);
  });
});

describe('mobilenet', async () => {
  const space = await openSpace('mobilenet');

  test('in a million uniform samples is as its counts and its histograms say', async () => {
    const count = 1_000_000;
    const sampled = {
      training: new Float64Array(count),
      params: new Float64Array(count),
      peak: new Float64Array(count),
    };
    const metrics = ['training', 'params', 'peak'] as const;
    for await (const piece of space.sample({ count, seed: 12, replace: true, metrics, workers: 0 })) {
      for (const metric of metrics) sampled[metric].set(piece.metrics[metric] as Float64Array, piece.first);
    }
    /** The sampled share lies between two shares, but for five standard deviations. */
    const expectNear = (metric: keyof typeof sampled, from: Exact, to: Exact, lower: bigint, upper: bigint) => {
      let held = 0;
      for (const drawnFigure of sampled[metric]) if (drawnFigure >= from && drawnFigure <= to) held++;
      const [low, high] = [Number(lower) / Number(space.size), Number(upper) / Number(space.size)];
      const error = 5 * Math.sqrt((high * (1 - Math.min(low, 0.5))) / count);
      expect(held / count).toBeGreaterThanOrEqual(low - error);
      expect(held / count).toBeLessThanOrEqual(high + error);
    };
    for (const metric of metrics) {
      const { whole } = await space.histogram({ metric, bins: 15 });
      for (const { from, to, lower, upper } of whole.bins) expectNear(metric, from, to, lower, upper);
    }
    const counted = await space.count({ budget: { training: { min: 9e8, max: 1.3e9 } }, approx: 0.01 });
    expectNear('training', 9e8, 1.3e9, counted.lower, counted.upper);
    const [training, params] = space.sensitivity({ metrics: ['training', 'params'] }).metrics as [
      MetricSpread,
      MetricSpread,
    ];
    for (const { metric, mean, deviation } of [training, params]) {
      const found = sampled[metric as 'training' | 'params'].reduce((sum, own) => sum + own, 0) / count;
      expect(Math.abs(found - mean)).toBeLessThan((5 * deviation) / Math.sqrt(count));
    }
  });

  test('within a budget that leaves checks to be made gives samples within it', async () => {
    const budget = { training: { max: 1e9 }, params: { min: 4e6 } };
    const { legs } = await sampleLegs(space, { budget }, HOW);
    expect((await legs[0]?.open())?.checks.length).toBe(2);
    const indices = new Set<bigint>();
    for await (const { count, metrics, index } of space.sample({ budget, count: 5000, workers: 0 })) {
      for (let row = 0; row < count; row++) {
        expect(metrics.training?.[row]).toBeLessThanOrEqual(1e9);
        expect(metrics.params?.[row]).toBeGreaterThanOrEqual(4e6);
        indices.add(index(row));
        if (row % 500 === 0) expect(space.cost(index(row)).training).toBe(metrics.training?.[row]);
      }
    }
    expect(indices.size).toBe(5000);
  });
});

describe('at the edges', () => {
  test('an empty space gives no sample', async () => {
    const none = await openText(NONE);
    for (const by of ['architecture', 'decision'] as const) {
      for (const budget of [{}, { params: { max: 1e300 } }, { peak: { max: 1 } }] as Budget[]) {
        expect(await drawn(none, { budget, by })).toEqual([]);
      }
    }
  });

  test('a space of one architecture gives it once, or as often as it may', async () => {
    const only = await openText(ONLY);
    const budget = { training: { max: 1e300 }, peak: { min: 1 } };
    expect(await drawn(only, { budget })).toEqual([0n]);
    expect(await drawn(only, { budget, count: 5, replace: true })).toEqual([0n, 0n, 0n, 0n, 0n]);
  });

  test.each([
    [{ uniformOver: 'peak' }, 'samples are not spread over peak here: it must add up'],
    [{ uniformOver: 'trainin' }, '"trainin" is not a metric; did you mean "training"?'],
    [{ uniformOver: 'score' }, 'score needs scores'],
    [{ uniformOver: 1 }, 'uniformOver is 1; expected a metric'],
    [{ strata: 0 }, 'strata is 0; expected a whole number from 1 to 1000'],
    [{ strata: 1001 }, 'strata is 1001'],
    [{ budget: { params: { max: 'x' } } }, 'the budget of params has max "x"'],
    [{ labels: 100 }, '"labels" is not an option of sample'],
    [{ uniformover: 'params' }, '"uniformover" is not an option of sample; did you mean "uniformOver"?'],
  ])('%j is refused', async (options, message) => {
    const asked = async () => drawn(topology.space, options as object);
    const error = await asked().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });
});
