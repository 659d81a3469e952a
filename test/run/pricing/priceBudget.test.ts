import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { priceBudget } from '../../../src/run/pricing/priceBudget.js';
import { priceRun, type RunTime } from '../../../src/run/pricing/priceRun.js';
import { readRun, type RunAssumptions } from '../../../src/run/pricing/readRun.js';

const TIMES = ['time', 'gpu-hours', 'energy'] as const;
type TimeName = (typeof TIMES)[number];

const MEMBER = { time: 'seconds', 'gpu-hours': 'gpuHours', energy: 'kilowattHours' } as const;

/** The figure that priceRun gives. */
function figure(name: TimeName, costs: { training: bigint; traffic: bigint }, run: RunAssumptions): number {
  return priceRun(costs, run).time?.[MEMBER[name] satisfies keyof RunTime] as number;
}

/** 10^from to 10^to, evenly in the exponent. */
const magnitude = (from: number, to: number) => fc.double({ min: from, max: to, noNaN: true }).map((e) => 10 ** e);

const settings = fc.record({
  epochs: fc.integer({ min: 1, max: 2000 }),
  datasetSize: fc.integer({ min: 1, max: 2 ** 40 }),
  device: fc.record({
    name: fc.constant('random'),
    source: fc.constant('made up'),
    peak: fc.record({ float32: magnitude(6, 18) }),
    bandwidth: magnitude(6, 15),
    power: magnitude(-2, 5),
  }),
  utilisation: magnitude(-6, 0),
  bandwidthUtilisation: magnitude(-6, 0),
});

const budget = fc.oneof(magnitude(-9, 12), fc.integer({ min: 0, max: 1000 }), fc.bigInt(0n, 10n ** 12n));

describe('an upper end in a time', () => {
  test('is met by the largest whole cost within it and by none above', async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.constantFrom(...TIMES), budget, async (run, name, max) => {
        const assumptions = await readRun(run);
        const windows = priceBudget(name, { max }, assumptions);
        for (const metric of ['training', 'traffic'] as const) {
          const largest = BigInt(windows[metric]?.max ?? -1);
          const price = (cost: bigint) => figure(name, { training: 0n, traffic: 0n, [metric]: cost }, assumptions);
          expect(price(largest) <= max).toBe(true);
          expect(price(largest + 1n) > max).toBe(true);
        }
        expect(Object.keys(windows)).toEqual(['training', 'traffic']);
      }),
      { numRuns: 500 },
    );
  });

  test('is met exactly by the architectures that meet the windows of both metrics', async () => {
    const offset = fc.bigInt(-2n, 2n);
    await fc.assert(
      fc.asyncProperty(settings, fc.constantFrom(...TIMES), budget, offset, offset, async (run, name, max, a, b) => {
        const assumptions = await readRun(run);
        const windows = priceBudget(name, { max }, assumptions);
        const [training, traffic] = [BigInt(windows.training?.max ?? -1), BigInt(windows.traffic?.max ?? -1)];
        const near = (end: bigint, by: bigint) => (end + by < 0n ? 0n : end + by);
        const costs = { training: near(training, a), traffic: near(traffic, b) };
        const isWithin = costs.training <= training && costs.traffic <= traffic;
        expect(figure(name, costs, assumptions) <= max).toBe(isWithin);
      }),
      { numRuns: 500 },
    );
  });

  test('that is the price of an architecture is met by it', async () => {
    const cost = fc.bigInt(0n, 2n ** 60n);
    await fc.assert(
      fc.asyncProperty(settings, fc.constantFrom(...TIMES), cost, cost, async (run, name, training, traffic) => {
        const assumptions = await readRun(run);
        const max = figure(name, { training, traffic }, assumptions);
        const windows = priceBudget(name, { max }, assumptions);
        expect(training <= BigInt(windows.training?.max ?? -1)).toBe(true);
        expect(traffic <= BigInt(windows.traffic?.max ?? -1)).toBe(true);
      }),
    );
  });
});

describe('FLOPs and bytes of a run', () => {
  test.each([
    ['run-flops', 'training'],
    ['run-bytes', 'traffic'],
  ] as const)('%s are a window over %s, both ends exact', async (name, metric) => {
    const end = fc.oneof(
      fc.bigInt(0n, 10n ** 6n),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      magnitude(0, 25).map(Math.round),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        end,
        end,
        async (e, n, p, q) => {
          const run = await readRun({ epochs: e, datasetSize: n });
          const [min, max] = p <= q ? [p, q] : [q, p];
          const window = priceBudget(name, { min, max }, run)[metric];
          const [low, high] = [BigInt(window?.min ?? -1), BigInt(window?.max ?? -1)];
          const total = (cost: bigint) => priceRun({ training: cost, traffic: cost }, run).flops;
          expect(total(low) >= min && (low === 0n || total(low - 1n) < min)).toBe(true);
          expect(total(high) <= max && total(high + 1n) > max).toBe(true);
        },
      ),
    );
  });

  test('an end that is not given stays open', async () => {
    const run = await readRun({ epochs: 2, datasetSize: 5 });
    expect(priceBudget('run-flops', { max: 109 }, run)).toEqual({ training: { max: 10 } });
    expect(priceBudget('run-flops', { min: 101 }, run)).toEqual({ training: { min: 11 } });
    expect(priceBudget('run-flops', { max: 10n ** 20n }, run)).toEqual({ training: { max: 10n ** 19n } });
    expect(priceBudget('gpu-hours', {}, await readRun({ epochs: 2, datasetSize: 5, device: 't4' }))).toEqual({});
  });
});

describe('what cannot be asked is refused with what can', () => {
  const powerless = { name: 'x', source: 'y', peak: { float32: 1e12 }, bandwidth: 1e11, utilisation: 1 };

  test('a lower end of a time, with the lower end of each metric that stands for it', async () => {
    const run = await readRun({ epochs: 1, datasetSize: 10, device: powerless });
    expect(() => priceBudget('gpu-hours', { min: 2 }, run)).toThrow(
      /gpu-hours takes no min: .* where training is at least 720000000000000 or traffic at least 72000000000000; give the one or the other/,
    );
    const costs = { training: 720_000_000_000_000, traffic: 0 };
    expect(priceRun(costs, run).time?.gpuHours).toBe(2);
    expect(() => priceBudget('time', { min: 0, max: 1 }, run)).toThrow('training is at least 0 or');
  });

  test('a time without a device, energy without power, anything without a run', async () => {
    const [bare, run] = await Promise.all([
      readRun({ epochs: 1, datasetSize: 10 }),
      readRun({ epochs: 1, datasetSize: 10, device: powerless }),
    ]);
    expect(() => priceBudget('gpu-hours', { max: 1 }, bare)).toThrow('gpu-hours needs a device: give --device');
    expect(() => priceBudget('energy', { max: 1 }, run)).toThrow('x has none; add "power" (W) to its file');
    expect(() => priceBudget('run-flops', { max: 1 }, undefined)).toThrow(
      'run-flops is a figure of a run: say which with --epochs, --dataset-size and --device',
    );
  });

  test.each([-1, NaN, Infinity, -5n])('an end of %s', async (max) => {
    const run = await readRun({ epochs: 1, datasetSize: 10, device: 't4' });
    expect(() => priceBudget('time', { max }, run)).toThrow(`a budget of time is ${max}; expected a number from 0`);
  });
});
