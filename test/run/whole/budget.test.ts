import { describe, expect, test } from 'vitest';
import { InfeasibleError, openSpace, priceRun, readRun, RequestError, type CountOptions } from '../../../src/index.js';
import { ascending, rowsOf } from './smallSpaces.js';

const space = await openSpace('nats-sss');
const rows = await rowsOf(space);
const count = async (options: CountOptions) => (await space.count(options)).lower;
const many = (holds: (figure: (name: string) => bigint) => boolean) =>
  BigInt(rows.filter(({ figures }) => holds((name) => figures[name] as bigint)).length);

const device = {
  name: 'test',
  source: 'a test',
  peak: { float32: 1e12, float16: 4e12 },
  bandwidth: 1e11,
  power: 250,
  utilisation: 0.5,
};
const run = await readRun({ epochs: 10, datasetSize: 50_000, device });

describe('the ends of a window', () => {
  test('may be numbers, bigints or text, fractions too', async () => {
    const expected = many((figure) => figure('training') >= 20_000_000n && figure('training') <= 200_000_000n);
    for (const [min, max] of [
      [2e7, 2e8],
      [20_000_000n, 200_000_000n],
      ['2e7', '200_000_000'],
      ['20.0e6', ' 2E+8 '],
      [19_999_999.5, '200000000.25'],
    ] as const) {
      expect(await count({ budget: { training: { min, max } } })).toBe(expected);
    }
  });

  test('belong to it, wherever they are', async () => {
    const figures = rows.map((row) => row.figures['params'] as bigint).toSorted(ascending);
    const middle = figures[12_345] as bigint;
    const least = BigInt(figures.findIndex((figure) => figure === middle));
    const most = BigInt(figures.findLastIndex((figure) => figure === middle)) + 1n;
    expect(await count({ budget: { params: { max: middle } } })).toBe(most);
    expect(await count({ budget: { params: { max: `${middle - 1n}.9999999999999999999999` } } })).toBe(least);
    expect(await count({ budget: { params: { min: `${middle}.0000000000000000000001` } } })).toBe(space.size - most);
    expect(await count({ budget: { params: { min: middle } } })).toBe(space.size - least);
  });

  test('that are undefined are open', async () => {
    const budget = { params: { min: undefined, max: undefined }, training: {} } as unknown as object;
    expect(await count({ budget: budget as Record<string, object> })).toBe(space.size);
  });

  test('between which no whole number lies hold nothing', async () => {
    expect(await count({ budget: { params: { min: 100_000.2, max: 100_000.8 } } })).toBe(0n);
  });
});

describe('figures of a run', () => {
  const prices = rows.map(({ figures }) =>
    priceRun({ training: figures['training'] as bigint, traffic: figures['traffic'] as bigint } as never, run),
  );
  const priced = (holds: (price: (typeof prices)[0]) => boolean) => BigInt(prices.filter(holds).length);

  test('are those of priceRun', async () => {
    const sample = prices[777]?.time;
    if (sample === undefined) throw new Error('the run has a device');
    for (const at of [sample.seconds, sample.seconds * 0.7, sample.seconds * 1.5]) {
      const hours = at / 3600;
      expect(await count({ run, budget: { time: { max: at } } })).toBe(
        priced(({ time }) => (time?.seconds as number) <= at),
      );
      expect(await count({ run, budget: { 'gpu-hours': { max: hours } } })).toBe(
        priced(({ time }) => (time?.gpuHours as number) <= hours),
      );
      expect(await count({ run, budget: { 'gpu-hours': { max: `${hours}` } } })).toBe(
        await count({ run, budget: { 'gpu-hours': { max: hours } } }),
      );
    }
    const energy = Number(sample.kilowattHours);
    expect(await count({ run, budget: { energy: { max: energy } } })).toBe(
      priced(({ time }) => Number(time?.kilowattHours) <= energy),
    );
  });

  test('are exact where they are whole numbers, as bigints and as text', async () => {
    const training = rows[4321]?.figures['training'] as bigint;
    const samples = 2n ** 52n - 1n;
    const long = await readRun({ epochs: 1, datasetSize: Number(samples) });
    const total = training * samples;
    const within = many((figure) => figure('training') <= training);
    const below = many((figure) => figure('training') < training);
    for (const [max, expected] of [
      [total, within],
      [total - 1n, below],
      [`${total}`, within],
      [`${total - 1n}`, below],
    ] as const) {
      expect(await count({ run: long, budget: { 'run-flops': { max } } })).toBe(expected);
    }
    expect(await count({ run: long, budget: { 'run-flops': { min: total + 1n } } })).toBe(space.size - within);
    expect(await count({ run, budget: { 'run-bytes': { max: '1_000_000_000_000' } } })).toBe(
      many((figure) => figure('traffic') <= 2_000_000n),
    );
  });

  test('join budgets of the metrics that they are made of', async () => {
    const budget = { training: { max: 1e8, min: 2e7 }, 'run-flops': { max: 4e13 }, time: { max: 1e3 } };
    const expected = BigInt(
      rows.filter(({ figures }, i) => {
        const training = figures['training'] as bigint;
        return training >= 20_000_000n && training <= 80_000_000n && (prices[i]?.time?.seconds as number) <= 1e3;
      }).length,
    );
    expect(expected > 0n && expected < space.size).toBe(true);
    expect(await count({ run, budget })).toBe(expected);
  });

  test('that no whole figure of a sample gives hold nothing', async () => {
    const budget = { 'run-flops': { min: 5, max: 6 } };
    expect(await count({ run, budget })).toBe(0n);
    await expect(space.front({ run, budget })).rejects.toThrow(InfeasibleError);
  });
});

describe('a budget is refused', () => {
  test.each(
    (
      [
        [{ budget: 3 }, 'budget is 3; expected an object such as { training: { max: 1.8e9 } }'],
        [{ budget: null }, 'budget is null'],
        [{ budget: [] }, 'the budget is []; expected an object such as {"training": {"max": 1.8e9}}'],
        [{ budget: { trainin: {} } }, '"trainin" is neither a metric nor a figure of a run; did you mean "training"?'],
        [
          { budget: { 'gpu-hour': {} } },
          '"gpu-hour" is neither a metric nor a figure of a run; did you mean "gpu-hours"?',
        ],
        [{ budget: { flibbertigibbet: {} } }, 'a budget may be of forward, filterGrad,'],
        [{ budget: JSON.parse('{"__proto__": {"max": 1}}') as object }, '"__proto__" is neither a metric nor'],
        [{ budget: { constructor: { max: 1 } } }, '"constructor" is neither a metric nor'],
        [{ budget: { score: { max: 1 } } }, 'score needs scores'],
        [{ budget: { params: 5 } }, 'the budget of params is 5; expected {"min": …, "max": …}, or one of them'],
        [{ budget: { params: null } }, 'the budget of params is null'],
        [{ budget: { params: [1, 2] } }, 'the budget of params is [1,2]'],
        [{ budget: { params: { maximum: 1 } } }, 'the budget of params has "maximum"; expected "min" or "max"'],
        [{ budget: { params: JSON.parse('{"__proto__": 1}') as object } }, 'the budget of params has "__proto__"'],
        [{ budget: { params: { max: NaN } } }, 'the budget of params has max NaN; expected a number such as 1.8e9'],
        [{ budget: { params: { min: -Infinity } } }, 'the budget of params has min -Infinity; expected a number'],
        [{ budget: { params: { max: '5M' } } }, 'the budget of params has max "5M"; expected a number such as 1.8e9'],
        [{ budget: { params: { max: null } } }, 'the budget of params has max null'],
        [{ budget: { params: { max: true } } }, 'the budget of params has max true'],
        [{ budget: { params: { max: 1, min: 2 } } }, 'the budget of params has a min (2) above its max (1)'],
        [{ budget: { params: { min: '1.01', max: 1 } } }, 'the budget of params has a min (1.01) above its max (1)'],
        [
          { run, budget: { 'run-flops': { min: 9, max: 8 } } },
          'the budget of run-flops has a min (9) above its max (8)',
        ],
        [{ budget: { time: { max: 1 } } }, 'time is a figure of a run: say which with --epochs'],
        [{ run, budget: { time: { min: 1 } } }, 'time takes no min'],
        [{ run, budget: { energy: { max: -1 } } }, 'a budget of energy is -1; expected a number from 0'],
        [{ run: {}, budget: {} }, 'run is {}; expected what readRun gives'],
        [
          { run: readRun({ epochs: 1, datasetSize: 1 }), budget: {} },
          'run is {}; expected what readRun gives, once it is there',
        ],
        [{ run: { epochs: 10, datasetSize: 50 }, budget: {} }, 'expected what readRun gives'],
      ] as [object, string][]
    ).map(([options, message]) => ({ options, message })),
  )('$message', async ({ options, message }) => {
    const error = await space.count(options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });

  test('where a run has no device, or its device no power', async () => {
    const without = await readRun({ epochs: 1, datasetSize: 10 });
    const { power: _power, ...cold } = device;
    const unpowered = await readRun({ epochs: 1, datasetSize: 10, device: cold });
    const asked = (given: typeof without) => space.count({ run: given, budget: { energy: { max: 1 } } });
    await expect(asked(without)).rejects.toThrow('energy needs a device: give --device');
    await expect(asked(unpowered)).rejects.toThrow('energy needs the power of the device: test has none');
  });
});
