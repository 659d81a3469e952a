import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture } from '../../src/types.js';
import { FIGURES, figuresOf } from './figuresOf.js';
import { knownFigures } from './knownFigures.js';

/**
 * Name, whether it is its class's first member, rows of the matrix, operations, hash, figures, elements of
 * convolutions' outputs.
 */
type Case = readonly [string, boolean, string, string, string, readonly number[], number];
type Metric = 'forward' | 'params' | 'training';

interface Golden {
  readonly count: string;
  readonly byVertices: readonly (readonly [number, string])[];
  /** How many of the 423,624 cost at most so much. */
  readonly within: Readonly<Record<Metric, readonly (readonly [number, number])[]>>;
  readonly distinct: Readonly<Record<'forward' | 'params', number>>;
  readonly aggregates: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
  /**
   * Adjacency bits in base 36, operations, the hash's first digits, forward, parameters, elements of convolutions'
   * outputs.
   */
  readonly sample: readonly string[];
}

const golden = JSON.parse(readFileSync(new URL('spaces/nas-bench-101.json', import.meta.url), 'utf8')) as Golden;
const OPERATIONS = ['conv3x3', 'conv1x1', 'maxpool3x3'];
const CLASSES = 10;
/** Of the stem, whose input is the image: it needs no gradient. */
const STEM = 2 * 27 * 128 * 32 * 32;

const space = await openSpace('nas-bench-101');
const columns: Readonly<Record<Metric, Float64Array>> = {
  forward: await column('forward'),
  params: await column('params'),
  training: await column('training'),
};

async function column(metric: Metric): Promise<Float64Array> {
  const figures = new Float64Array(Number(space.size));
  for await (const part of space.enumerate({ metrics: [metric] }))
    figures.set(part.metrics[metric] as Float64Array, part.first);
  return figures;
}

type Matrix = readonly (readonly number[])[];

function written(matrix: Matrix, operations: string): Readonly<Record<string, unknown>> {
  const labels = [...operations].map((digit, i) => [`cell.op${i + 1}`, OPERATIONS[Number(digit)]]);
  return { 'cell.matrix': matrix, ...Object.fromEntries(labels) };
}

/** The benchmark's own adjacency bits: edge x → y is bit x + y (y − 1) / 2. */
function matrixOf(vertices: number, bits: number): Matrix {
  return Array.from({ length: vertices }, (_row, x) =>
    Array.from({ length: vertices }, (_cell, y) => (x < y ? (bits >>> (x + (y * (y - 1)) / 2)) & 1 : 0)),
  );
}

/** The benchmark's hash of a graph (graph_util.hash_module), which is the same for isomorphic ones. */
function hashOf(architecture: Architecture): string {
  const rows = String(architecture['cell.matrix']).split('/');
  const all = Array.from({ length: rows.length + 1 }, (_, vertex) => vertex);
  const edge = (x: number, y: number) => rows[x]?.[y - x - 1] === '1';
  const sources = all.map((y) => all.filter((x) => x < y && edge(x, y)));
  const readers = all.map((x) => all.filter((y) => x < y && edge(x, y)));
  const labels = all.map((v) => OPERATIONS.indexOf(String(architecture[`cell.op${v}`])));
  [labels[0], labels[rows.length]] = [-1, -2];
  let hashes = all.map((v) => md5(`(${readers[v]?.length}, ${sources[v]?.length}, ${labels[v]})`));
  for (let round = 0; round < all.length; round++) {
    const before = hashes;
    const sorted = (vertices: readonly number[] = []) =>
      vertices
        .map((v) => before[v])
        .toSorted()
        .join('');
    hashes = all.map((v) => md5(`${sorted(sources[v])}|${sorted(readers[v])}|${before[v]}`));
  }
  return md5(
    `[${hashes
      .toSorted()
      .map((hash) => `'${hash}'`)
      .join(', ')}]`,
  );
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

describe('nas-bench-101', () => {
  it('has the 423,624 architectures of the data set, smaller ones first', () => {
    expect(String(space.size)).toBe(golden.count);
    expect(space.wide).toEqual([]);
    for (const [vertices, count] of golden.byVertices) {
      const last = space.at(BigInt(count) - 1n);
      expect(String(last['cell.matrix']).split('/')).toHaveLength(vertices - 1);
      if (vertices < 7) expect(String(space.at(BigInt(count))['cell.matrix']).split('/')).toHaveLength(vertices);
    }
  });

  it.each(['forward', 'params', 'training'] as const)('has as many of them below each cost: %s', (metric) => {
    for (const [most, count] of golden.within[metric]) {
      expect(columns[metric].reduce((found, figure) => found + (figure <= most ? 1 : 0), 0)).toBe(count);
    }
  });

  it('has their distinct costs, their least, their most and their sum', () => {
    const { forward, params, training } = columns;
    expect({ forward: new Set(forward).size, params: new Set(params).size }).toEqual(golden.distinct);
    const sum = (figures: Float64Array) => String(figures.reduce((total, figure) => total + BigInt(figure), 0n));
    const least = (figures: Float64Array) => String(figures.reduce((a, b) => Math.min(a, b)));
    const most = (figures: Float64Array) => String(figures.reduce((a, b) => Math.max(a, b)));
    expect({
      params_min: least(params),
      params_max: most(params),
      params_sum: sum(params),
      forward_min: least(forward),
      forward_max: most(forward),
      forward_sum: sum(forward),
      training_sum: sum(training),
    }).toEqual(golden.aggregates);
  });

  it('counts them within a budget by the diagram', async () => {
    const [most = 0, count] = golden.within.params[4] ?? [];
    expect(await space.count({ budget: { params: { max: most } } })).toMatchObject({
      exact: true,
      lower: BigInt(count ?? 0),
    });
  });

  it('costs 1,500 of them what the data set’s networks do, under the data set’s hashes', () => {
    for (const row of golden.sample) {
      const [bits = '', operations = '', hash, ...numbers] = row.split(' ');
      const [forward = 0, params = 0, elements = 0] = numbers.map(Number);
      const matrix = matrixOf(operations.length + 2, Number.parseInt(bits, 36));
      const { architecture, costs } = space.costed(space.indexOf(written(matrix, operations)));
      const figures = [forward, forward, forward - STEM, 3 * forward - STEM, params, elements + CLASSES];
      expect(figuresOf(costs, [...FIGURES, 'activations']), row).toEqual(figures);
      expect(hashOf(architecture).slice(0, 8)).toBe(hash);
      // the data set holds the first of each class, and so does the space: as it is written there
      expect({ ...architecture, 'cell.matrix': rowsOf(architecture) }).toEqual(written(matrix, operations));
    }
  });

  it.each(golden.cases.filter(([, first]) => first))(
    'costs %s what it does',
    (_name, _first, rows, ops, hash, figures, elements) => {
      const matrix = rows.split(' ').map((row) => [...row].map(Number));
      const index = space.indexOf(written(matrix, ops));
      expect(figuresOf(space.cost(index), [...FIGURES, 'activations'])).toEqual([...figures, elements + CLASSES]);
      expect(hashOf(space.at(index))).toBe(hash);
    },
  );

  it.each(golden.cases.filter(([, first]) => !first))(
    'reads %s as the first of its class',
    (_name, _first, rows, ops, hash) => {
      const matrix = rows.split(' ').map((row) => [...row].map(Number));
      const index = space.indexOf(written(matrix, ops));
      expect(hashOf(space.at(index))).toBe(hash);
      expect(space.indexOf(space.at(index))).toBe(index);
    },
  );

  it('knows the cells that are like Inception and ResNet', async () => {
    const figures = (like: string) => golden.cases.find(([name]) => name.startsWith(like))?.[5];
    expect(await knownFigures(space, 'inception-like')).toEqual(figures('Inception-like'));
    expect(await knownFigures(space, 'resnet-like')).toEqual(figures('ResNet-like'));
  });
});

function rowsOf(architecture: Architecture): Matrix {
  const rows = String(architecture['cell.matrix']).split('/');
  return Array.from({ length: rows.length + 1 }, (_, x) => [...'0'.repeat(x + 1), ...(rows[x] ?? '')].map(Number));
}
