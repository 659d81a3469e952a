import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shippedDevices } from '../../src/run/pricing/deviceFile.js';
import { runCli } from './runCli.js';

const TINY = join(import.meta.dirname, 'spaces', 'tiny.json');

let folder = '';
let device = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
  device = join(folder, 'round.json');
  const round = { name: 'round', source: 'a datasheet', peak: { float32: 1e9 }, bandwidth: 1e6, power: 100 };
  writeFileSync(device, JSON.stringify({ ...round, utilisation: 0.5 }));
});
afterEach(() => rmSync(folder, { recursive: true }));

const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const RUN = ['--epochs', '10', '--dataset-size', '1k'];

interface Record_ {
  readonly index: string;
  readonly training: number;
  readonly traffic: number;
  readonly run: Record<string, unknown>;
}

/** By hand, from the record's own costs: 10,000 samples at 5e8 FLOP/s and 1e6 B/s. */
function expectedRun({ training, traffic }: Record_): object {
  const [computeSeconds, memorySeconds] = [(training * 1e4) / 5e8, (traffic * 1e4) / 1e6];
  const seconds = Math.max(computeSeconds, memorySeconds);
  return {
    flops: training * 1e4,
    bytes: traffic * 1e4,
    computeSeconds,
    memorySeconds,
    seconds,
    bound: computeSeconds >= memorySeconds ? 'compute' : 'memory',
    gpuHours: seconds / 3600,
    kilowattHours: ((seconds / 3600) * 100) / 1000,
    assumptions: {
      epochs: 10,
      datasetSize: 1000,
      batch: 128,
      samples: 10_000,
      steps: 80,
      device: { name: 'round', source: 'a datasheet' },
      precision: 'float32',
      peak: 1e9,
      utilisation: 0.5,
      bandwidth: 1e6,
      bandwidthUtilisation: 1,
      power: 100,
    },
  };
}

describe('cost with a run', () => {
  test('--json has its price and what it assumes', async () => {
    const { code, out } = await runCli(['cost', TINY, '--index', '7', '--json', ...RUN, '--device', device]);
    const record = json(out) as unknown as Record_;
    expect(code).toBe(0);
    expect(record.run).toEqual(expectedRun(record));
  });

  test('the table has a second block, and the assumptions below', async () => {
    const { out } = await runCli(['cost', TINY, '--index', '7', ...RUN, '--device', device]);
    expect(out).toMatch(/^peak .*\n\none run +figure +exactly +unit +meaning\nrun-flops +\S+ +\d+0000 +FLOPs/m);
    for (const name of ['run-bytes', 'compute time', 'memory time', 'time', 'gpu-hours', 'energy'])
      expect(out).toMatch(new RegExp(`^${name} +[\\d.]+`, 'm'));
    expect(out).toContain('on one device: memory bounds this run');
    expect(out).toContain('10 x 1,000 = 10,000 samples, in 80 steps of batch 128, the last of an epoch a partial one');
    expect(out).toContain('round: 1.000 GFLOP/s at float32 x utilisation 0.5 = 500.0 MFLOP/s');
    expect(out).toContain('figures of round: a datasheet');
  });

  test('lines carry the price too, and are still valid input', async () => {
    const argv = ['cost', TINY, '--input', '-', ...RUN, '--device', device];
    const first = await runCli(argv, { stdin: '{"index": 7}\n{"index": 8}\n' });
    const records = first.out.trimEnd().split('\n').map(json) as unknown as Record_[];
    for (const record of records) expect(record.run).toEqual(expectedRun(record));
    expect((await runCli(argv, { stdin: first.out })).out).toBe(first.out);
  });

  test('without a device a run has FLOPs and takes no time', async () => {
    const { out } = await runCli(['cost', TINY, '--index', '7', '--json', ...RUN, '--batch', '1000']);
    const { run, training, traffic } = json(out) as unknown as Record_;
    expect(run).toEqual({
      flops: training * 1e4,
      bytes: traffic * 1e4,
      assumptions: { epochs: 10, datasetSize: 1000, batch: 1000, samples: 10_000, steps: 10 },
    });
    const text = await runCli(['cost', TINY, '--index', '7', ...RUN, '--batch', '1000']);
    expect(text.out).toContain('no --device: a run without one takes no time');
    expect(text.out).not.toMatch(/^time/m);
  });

  test('options override the device', async () => {
    const more = ['--utilisation', '1', '--bandwidth-utilisation', '.25'];
    const { out } = await runCli(['cost', TINY, '--index', '7', '--json', ...RUN, '--device', device, ...more]);
    const { run, training, traffic } = json(out) as unknown as Record_;
    expect(run).toMatchObject({ computeSeconds: training / 1e5, memorySeconds: (traffic * 1e4) / 250_000 });
  });

  test('without any of the options nothing is said of a run', async () => {
    expect((await runCli(['cost', TINY, '--index', '7'])).out).not.toContain('run');
    expect(json((await runCli(['cost', TINY, '--index', '7', '--json'])).out)).not.toHaveProperty('run');
  });

  test.each([
    [['--batch', '64'], '--batch is about a training run, which needs --epochs and --dataset-size too'],
    [['--device', 't4', '--epochs', '1'], 'is about a training run, which needs --dataset-size too'],
    [[...RUN, '--utilisation', '0.5'], '--utilisation is about a device: give --device too'],
    [[...RUN, '--device', 't4', '--utilisation', '40%'], '--utilisation is "40%"; expected a share from 0.000001 to 1'],
    [[...RUN, '--device', 't4', '--bandwidth-utilisation', '0'], '--bandwidth-utilisation is "0"; expected a share'],
    [[...RUN, '--device', 'a100'], 'did you mean "A100-SXM4-80GB"?'],
    [
      [...RUN, '--device', 't4', '--precision', 'bfloat16'],
      'T4 has no peak at bfloat16; its file has float32, float16',
    ],
    [['--epochs', '0', '--dataset-size', '5'], '--epochs is 0; expected at least 1'],
    [['--epochs', 'x', '--dataset-size', '5'], '--epochs is "x"; expected a whole number'],
    [[...RUN, '--utilization', '0.5'], 'did you mean "utilisation"?'],
  ])('%j is refused in words', async (options, message) => {
    const { code, out, err } = await runCli(['cost', TINY, '--index', '7', ...options]);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

describe('sample with a run', () => {
  test('the front has a column of GPU hours, and the assumptions stand below', async () => {
    const { out } = await runCli(['sample', TINY, ...RUN, '--device', device]);
    expect(out).toMatch(/^ *index +training +params +gpu-hours +architecture\n +\d+ +\S+ +\S+ +[\d.]+ +stage/m);
    expect(out).toContain('\n\nassumptions\n  a run is 10 x 1,000');
  });

  test('without a device it has total FLOPs', async () => {
    expect((await runCli(['sample', TINY, ...RUN])).out).toMatch(/^ *index +training +params +run-flops +arch/m);
  });

  test('every record of the front has the price in --json', async () => {
    const { out } = await runCli(['sample', TINY, '--json', ...RUN, '--device', device]);
    const front = json(out)['front'] as Record_[];
    expect(front.length).toBeGreaterThan(1);
    for (const record of front) expect(record.run).toEqual(expectedRun(record));
  });
});

describe('devices', () => {
  test('shows each shipped device with its figures and its source', async () => {
    const { code, out } = await runCli(['devices']);
    expect(code).toBe(0);
    expect(
      out
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(' ')[0]),
    ).toEqual(shippedDevices());
    expect(out).toMatch(/^T4 +8\.100 TFLOP\/s +65\.00 TFLOP\/s +- +- +320\.0 GB\/s +70 W +16\.00 GB +0\.4 +NVIDIA T4/m);
  });

  test('--json prints each file as it stands', async () => {
    const lines = (await runCli(['devices', '--json'])).out.trimEnd().split('\n').map(json);
    expect(lines.map((line) => line['name'])).toEqual(shippedDevices());
    expect(lines[0]).toMatchObject({ peak: { float32: 19.5e12, bfloat16: 312e12 }, bandwidth: 2039e9, power: 400 });
  });
});
