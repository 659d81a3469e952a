import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ArchitectureError,
  METRICS,
  openSpace,
  RequestError,
  shippedSpaces,
  SpaceError,
  type Columns,
} from '../../src/index.js';

const FILE = join(import.meta.dirname, '../cli/spaces/tiny.json');
const tiny = await openSpace(FILE);

async function rows(columns: AsyncIterable<Columns>): Promise<{ index: bigint; costs: unknown[]; arch: unknown }[]> {
  const found: { index: bigint; costs: unknown[]; arch: unknown }[] = [];
  for await (const { count, metrics, index, architecture } of columns) {
    for (let row = 0; row < count; row++) {
      found.push({
        index: index(row),
        costs: METRICS.map((metric) => metrics[metric]?.[row]),
        arch: architecture(row),
      });
    }
  }
  return found;
}

describe('a space is an array of architectures', () => {
  test('at and indexOf are each other’s inverse', () => {
    for (let index = 0n; index < tiny.size; index++) expect(tiny.indexOf(tiny.at(index))).toBe(index);
  });

  test('outside of it there is nothing', () => {
    for (const index of [-1n, 258n, 258, -1, 0.5]) expect(() => tiny.at(index)).toThrow(RangeError);
    expect(() => tiny.indexOf({})).toThrow(ArchitectureError);
  });

  test('enumeration gives every architecture once, in order, with its costs', async () => {
    const all = await rows(tiny.enumerate());
    expect(all.map(({ index }) => index)).toEqual(Array.from({ length: 258 }, (_, i) => BigInt(i)));
    for (const { index, costs, arch } of all) {
      const found = tiny.costed(index);
      expect(arch).toEqual(found.architecture);
      expect(costs).toEqual(METRICS.map((metric) => found.costs[metric]));
    }
  });

  test('a range of an enumeration is that part of it', async () => {
    const part = await rows(tiny.enumerate({ from: 100, to: 107n }));
    expect(part.map(({ index }) => Number(index))).toEqual([100, 101, 102, 103, 104, 105, 106]);
    expect(() => tiny.enumerate({ from: 3, to: 2 })).toThrow(RequestError);
    expect(() => tiny.enumerate({ to: 259 })).toThrow(RequestError);
  });
});

describe('sampling', () => {
  test('a whole space of distinct samples is a permutation of it', async () => {
    const sample = await rows(tiny.sample({ count: 1000, seed: 5 }));
    expect(sample.map(({ index }) => Number(index)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 258 }, (_, i) => i),
    );
    for (const { index, costs } of sample) expect(costs).toEqual(METRICS.map((metric) => tiny.cost(index)[metric]));
  });

  test.each([
    ['architecture', false],
    ['architecture', true],
    ['decision', true],
  ] as const)('sample i depends on the seed and i alone (by %s, replace %s)', async (by, replace) => {
    const short = await rows(tiny.sample({ count: 20, seed: 9, by, replace }));
    const long = await rows(tiny.sample({ count: 200, seed: 9, by, replace }));
    const other = await rows(tiny.sample({ count: 20, seed: 10, by, replace }));
    expect(long.slice(0, 20)).toEqual(short);
    expect(other).not.toEqual(short);
    for (const { index, costs, arch } of long) {
      expect(arch).toEqual(tiny.at(index));
      expect(costs).toEqual(METRICS.map((metric) => tiny.cost(index)[metric]));
    }
  });

  test('options that make no sense are refused', () => {
    for (const options of [{ count: -1 }, { count: 1.5 }, { seed: -1 }, { seed: 2 ** 60 }]) {
      expect(() => tiny.sample(options)).toThrow(RequestError);
    }
  });
});

describe('layers', () => {
  test('of every architecture add up to its costs', () => {
    for (let index = 0n; index < tiny.size; index += 17n) {
      const costs = tiny.cost(index);
      const layers = tiny.layers(index);
      for (const metric of METRICS) {
        const figures = layers.map((layer) => Number(layer.costs[metric]));
        const total = metric === 'peak' ? Math.max(...figures) : figures.reduce((a, b) => a + b, 0);
        expect(total).toBe(costs[metric]);
      }
    }
  });
});

describe('opening', () => {
  test('takes text as well as files, with the same hash', async () => {
    const fromText = await openSpace({ text: readFileSync(FILE, 'utf8') });
    expect(fromText).toMatchObject({ hash: tiny.hash, size: tiny.size });
  });

  test('a shipped space opens by its name', async () => {
    for (const name of ['mobilenet', 'nats-sss']) expect((await openSpace(name)).name).toBe(name);
    expect(shippedSpaces()).toContain('nats-sss');
  });

  test('a name that is none gets the nearest one', async () => {
    await expect(openSpace('mobilnet')).rejects.toThrow('did you mean "mobilenet"?');
    await expect(openSpace('spaces/mobilnet.json')).rejects.toThrow(RequestError);
    await expect(openSpace(join(import.meta.dirname))).rejects.toThrow('is a folder, not a space file');
  });

  test('a shipped space is found beside a folder of its name, and a file hides it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nascost-'));
    const before = process.cwd();
    try {
      process.chdir(folder);
      mkdirSync('nas-bench-201');
      expect((await openSpace('nas-bench-201')).name).toBe('nas-bench-201');
      await expect(openSpace('./nas-bench-201')).rejects.toThrow('./nas-bench-201 is a folder, not a space file');
      mkdirSync('nas-bench-201.json');
      await expect(openSpace('nas-bench-201.json')).rejects.toThrow('is a folder, not a space file');
      copyFileSync(FILE, 'mobilenet');
      expect((await openSpace('mobilenet')).name).toBe('tiny');
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    [{ conv: 8 }, 'conv needs a kernel; write "kernel": 3'],
    [{ pool: 'max' }, 'pool needs a kernel; write "kernel": 2'],
  ])('%j has no kernel, and is told so', async (item, message) => {
    const text = JSON.stringify({ name: 'x', input: { channels: 3, size: 8 }, network: [item] });
    await expect(openSpace({ text })).rejects.toThrow(message);
  });

  test('a broken text throws all of its problems', async () => {
    const error = await openSpace({ text: '{"name": 3, "input": {}}', file: 'x.json' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(SpaceError);
    expect((error as SpaceError).problems.length).toBeGreaterThan(1);
    expect((error as SpaceError).message).toMatch(/^x\.json:1:/);
  });

  test('a combination that cannot be built is told with its decisions', async () => {
    const text = JSON.stringify({
      name: 'groups',
      input: { channels: 6, size: 8 },
      network: [{ name: 'a', conv: 12, kernel: 1, groups: { choice: [1, 2, 4] } }],
    });
    await expect(openSpace({ text })).rejects.toThrow(/a.* cannot be built, where a\.groups = 4: /);
  });

  test('options change what they should', async () => {
    const half = await openSpace(FILE, { precision: 'float16', optimizer: 'sgd', inputGradient: 'all' });
    expect(half.cost(0n)).toMatchObject({ forward: tiny.cost(0n).forward, params: tiny.cost(0n).params });
    expect(half.cost(0n).memory).toBeLessThan(Number(tiny.cost(0n).memory));
    expect(half.cost(0n).training).toBe(3 * Number(tiny.cost(0n).forward));
  });
});

test('figures above 2^53 are bigints, in single costs and in columns', async () => {
  const text = JSON.stringify({
    name: 'huge',
    input: { tokens: 1_000_000, features: 1_000_000 },
    network: [{ name: 'a', linear: { choice: [1_000_000, 1_000_001] }, bias: false }],
  });
  const huge = await openSpace({ text });
  expect(huge.cost(1n).forward).toBe(2n * 10n ** 12n * 1_000_001n);
  const [, second] = await rows(huge.enumerate());
  expect(second?.costs).toEqual(
    METRICS.map((metric) => huge.cost(1n)[metric]).map((figure, m) =>
      typeof second?.costs[m] === 'bigint' ? BigInt(figure) : figure,
    ),
  );
  expect(typeof second?.costs[0]).toBe('bigint');
});

test('wide layers cost what adding up the layers gives', async () => {
  const regnet = await openSpace('regnet-x');
  expect(regnet.wide.length).toBeGreaterThan(0);
  const sample = await rows(regnet.sample({ count: 40, seed: 2 }));
  for (const { index, costs } of sample) {
    const layers = regnet.layers(index);
    METRICS.forEach((metric, m) => {
      const figures = layers.map((layer) => Number(layer.costs[metric]));
      const total = metric === 'peak' ? Math.max(...figures) : figures.reduce((a, b) => a + b, 0);
      expect(costs[m]).toBe(total);
      expect(regnet.cost(index)[metric]).toBe(total);
    });
  }
});
