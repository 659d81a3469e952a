import { expect, test } from 'vitest';
import { priceRun } from '../../../src/run/pricing/priceRun.js';
import { readRun } from '../../../src/run/pricing/readRun.js';

const device = {
  name: 'round',
  source: 'made up',
  peak: { float32: 2e12, float16: 8e12 },
  bandwidth: 1e11,
  power: 250,
};

test('a run is priced as by hand', async () => {
  const run = await readRun({ epochs: 3, datasetSize: 1000, batch: 300, device, utilisation: 0.5 });
  expect(run).toMatchObject({ samples: 3000n, steps: 12n });
  // 3000 samples: 3.6e15 FLOPs at 1e12 FLOP/s, 3e12 bytes at 1e11 B/s
  expect(priceRun({ training: 1_200_000_000_000, traffic: 1_000_000_000 }, run)).toEqual({
    flops: 3_600_000_000_000_000n,
    bytes: 3_000_000_000_000n,
    time: {
      computeSeconds: 3600,
      memorySeconds: 30,
      seconds: 3600,
      bound: 'compute',
      gpuHours: 1,
      kilowattHours: 0.25,
    },
  });
});

test('the slower of compute and memory bounds a run; the precision chooses the peak', async () => {
  const costs = { training: 4_000_000, traffic: 100_000 };
  const bound = async (precision: 'float32' | 'float16', bandwidthUtilisation: number) => {
    const run = await readRun({ epochs: 1, datasetSize: 1, device, utilisation: 1, bandwidthUtilisation, precision });
    const { time } = priceRun(costs, run);
    return [time?.bound, time?.seconds];
  };
  expect(await bound('float32', 1)).toEqual(['compute', 2e-6]);
  expect(await bound('float16', 1)).toEqual(['memory', 1e-6]);
  expect(await bound('float32', 0.25)).toEqual(['memory', 4e-6]);
});

test('totals are exact far above 2^53', async () => {
  const run = await readRun({ epochs: 999_999_937, datasetSize: 999_999_929 });
  const training = 2n ** 70n + 1n;
  expect(priceRun({ training, traffic: 7 }, run)).toEqual({
    flops: training * 999_999_937n * 999_999_929n,
    bytes: 7n * 999_999_937n * 999_999_929n,
  });
});

test('a partial batch is a step of its own, and no sample more', async () => {
  const steps = async (datasetSize: number, batch: number) => (await readRun({ epochs: 10, datasetSize, batch })).steps;
  expect([await steps(256, 128), await steps(257, 128), await steps(1, 128)]).toEqual([20n, 30n, 10n]);
  expect((await readRun({ epochs: 10, datasetSize: 257 })).samples).toBe(2570n);
});

test('a device without power has no energy', async () => {
  const { power, ...rest } = device;
  const run = await readRun({ epochs: 1, datasetSize: 1, device: rest });
  expect(priceRun({ training: power, traffic: 1 }, run).time).not.toHaveProperty('kilowattHours');
});

test('utilisation: the setting, then the device, then 0.4; of the bandwidth 1', async () => {
  const shares = async (more: object, utilisation?: number) => {
    const { hardware } = await readRun({ epochs: 1, datasetSize: 1, device: { ...device, ...more }, utilisation });
    return [hardware?.utilisation, hardware?.bandwidthUtilisation, hardware?.flopsPerSecond, hardware?.bytesPerSecond];
  };
  expect(await shares({})).toEqual([0.4, 1, 2e12 * 0.4, 1e11]);
  expect(await shares({ utilisation: 0.5, bandwidthUtilisation: 0.5 })).toEqual([0.5, 0.5, 1e12, 5e10]);
  expect(await shares({ utilisation: 0.5 }, 0.25)).toEqual([0.25, 1, 5e11, 1e11]);
});

test.each([
  [{ epochs: 0 }, 'epochs is 0; expected a whole number from 1'],
  [{ epochs: 1.5 }, 'epochs is 1.5'],
  [{ epochs: {} as number }, 'epochs is {}; expected a whole number from 1'],
  [{ epoch: 3 }, '"epoch" is not an option of readRun; did you mean "epochs"?'],
  [{ datasetSize: 2 ** 53 }, 'datasetSize is 9007199254740992'],
  [{ batch: -1 }, 'batch is -1'],
  [{ device: 'A101-SXM4-80GB' }, 'did you mean "A100-SXM4-80GB"?'],
  [{ device, utilisation: 40 }, 'utilisation is 40; expected a share from 0.000001 to 1'],
  [{ device, bandwidthUtilisation: NaN }, 'bandwidthUtilisation is NaN; expected a share'],
  [{ device, precision: 'bfloat16' as const }, 'round has no peak at bfloat16; its file has float32, float16'],
  [{ device: { ...device, bandwidth: 0 } }, 'device: "bandwidth" is 0; expected a number of bytes/s'],
])('%j is refused in words', async (settings, message) => {
  await expect(readRun({ epochs: 1, datasetSize: 1, ...settings })).rejects.toThrow(message);
});
