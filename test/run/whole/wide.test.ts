import { describe, expect, test } from 'vitest';
import { compileDiagram } from '../../../src/diagram/compileDiagram.js';
import { METRICS, openSpace, RequestError, type Budget, type CompiledSpace } from '../../../src/index.js';
import { trace } from '../../../src/network/trace.js';
import { answerSpace } from '../../../src/run/answerSpace.js';
import { readSpace } from '../../../src/space/readSpace.js';
import { ascending, drawBudget, openText, randoms, rowsOf, within, type PlainRow } from './smallSpaces.js';

const TEXT = {
  name: 'entangled',
  input: { channels: 3, size: 8 },
  decisions: { a: { range: [1, 12] }, b: { range: [1, 10] }, c: { range: [1, 8] }, d: { choice: [1, 3] } },
  network: [
    { conv: '1 + (a * b + c) % 13', kernel: 'd' },
    { conv: '1 + (a * c + b) % 11', kernel: 1 },
    'globalPool',
    { linear: '1 + (b * c + a) % 7' },
  ],
};

/** The same space with so little room for its diagram that layers are left wide. */
function openNarrow(text: object): CompiledSpace {
  const { space } = readSpace(JSON.stringify(text), 'space.json');
  if (space === undefined) throw new Error('the text is wrong');
  const costOptions = { precision: 'float32', optimizer: 'adam' } as const;
  const { graph, problems } = trace(space, costOptions);
  if (graph === undefined) throw new Error('the space is wrong');
  const compiled = compileDiagram(graph, { maxNodes: 30 });
  const stats = { ...compiled.stats, readMilliseconds: 0, traceMilliseconds: 0 };
  const settle = () => {
    throw new Error('no network of these tests lies outside');
  };
  return answerSpace({ space, costOptions, graph, compiled, stats, problems, settle, knownFile: undefined });
}

const narrow = openNarrow(TEXT);
const reference = await openText(TEXT);
const rows = await rowsOf(reference);

test('the small space of these tests is wide, and the same', async () => {
  expect([narrow.wide.length > 0, reference.wide.length, narrow.size]).toEqual([true, 0, 1920n]);
  const own = await rowsOf(narrow);
  const key = ({ architecture, figures }: PlainRow) =>
    `${JSON.stringify(architecture)} ${METRICS.map((metric) => figures[metric]).join()}`;
  expect(own.map(key).toSorted()).toEqual(rows.map(key).toSorted());
});

describe('a small wide space', () => {
  test('is counted by enumeration', async () => {
    const random = randoms(1);
    for (let i = 0; i < 12; i++) {
      const budget = drawBudget(rows, METRICS, 1 + (i % 3), random);
      const expected = BigInt(rows.filter((row) => within(row, budget)).length);
      expect(await narrow.count({ budget })).toMatchObject({
        lower: expected,
        upper: expected,
        exact: true,
        by: 'enumeration',
      });
    }
    expect(await narrow.count()).toMatchObject({ lower: 1920n, upper: 1920n, by: 'diagram' });
  });

  test('is counted by score', async () => {
    const scores = { a: Array.from({ length: 12 }, (_, i) => i / 10), intercept: -0.5 };
    const budget: Budget = {
      score: { min: 0.1, max: '0.4' },
      training: { max: rows[500]?.figures['training'] as bigint },
    };
    const answer = await reference.count({ scores, budget });
    expect(answer.lower > 0n).toBe(true);
    expect((await narrow.count({ scores, budget })).lower).toBe(answer.lower);
  });

  test('has the histogram of all of it', async () => {
    const random = randoms(2);
    for (const metric of METRICS) {
      const budget = drawBudget(rows, METRICS, 1, random);
      if (!rows.some((row) => within(row, budget))) continue;
      const options = { metric, budget, by: 'd', bins: 6 };
      const [found, expected] = [await narrow.histogram(options), await reference.histogram(options)];
      expect(found.source).toBe('enumeration');
      const figures = ({ min, max, quantiles, bins }: typeof found.whole) => ({ min, max, quantiles, bins });
      expect(figures(found.whole)).toEqual(figures(expected.whole));
      expect(found.parts.map(({ value, distribution }) => [value, figures(distribution)])).toEqual(
        expected.parts.map(({ value, distribution }) => [value, figures(distribution)]),
      );
    }
  });

  test('within a budget that nothing meets has no histogram', async () => {
    const asked = narrow.histogram({ budget: { params: { max: 1 } } });
    await expect(asked).rejects.toThrow('no architecture of the space meets the budget');
  });

  test('is sampled within a budget by rejection: every architecture once', async () => {
    const budget = { params: { max: rows[900]?.figures['params'] as bigint }, peak: { min: 1000 } };
    const expected = rows.filter((row) => within(row, budget)).map(({ architecture }) => JSON.stringify(architecture));
    const found: string[] = [];
    for await (const { count, metrics, architecture } of narrow.sample({ budget, count: 1e6, workers: 0 })) {
      for (let row = 0; row < count; row++) {
        found.push(JSON.stringify(architecture(row)));
        expect(metrics.training?.[row]).toBe(reference.cost(architecture(row)).training);
      }
    }
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  test('gives up what is never met', async () => {
    const sample = narrow.sample({ budget: { params: { max: 1 } }, count: 3, replace: true, metrics: [], workers: 0 });
    await expect(sample.next()).rejects.toThrow(/none of \d+ candidates in a row met the budget: it is too rare/);
  });
});

describe('a large wide space', async () => {
  const regnet = await openSpace('regnet-x');
  // the first samples of a seed that counts do not use
  const figures: bigint[] = [];
  for await (const { count, metrics } of regnet.sample({ seed: 99, count: 600, metrics: ['training'], workers: 0 })) {
    for (let row = 0; row < count; row++) figures.push(BigInt(metrics.training?.[row] as number));
  }
  figures.sort(ascending);

  test('is counted from a sample, whose interval meets that of another one', async () => {
    const middle = figures[300] as bigint;
    const { lower, upper, by, exact } = await regnet.count({ budget: { training: { max: middle } }, samples: 800 });
    expect({ by, exact }).toEqual({ by: 'sample', exact: false });
    const [low, high] = [lower, upper].map((count) => Number(count) / Number(regnet.size)) as [number, number];
    expect(high - low).toBeLessThan(0.08);
    // 5 sigma of either sample
    expect(Math.abs((low + high) / 2 - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 600 + 0.25 / 800));
  });

  test('has the histogram of a sample', async () => {
    const { whole, source } = await regnet.histogram({ samples: 800, bins: 4 });
    expect([source, whole.size.lower]).toEqual(['sample', 800n]);
    expect(whole.bins.reduce((sum, { lower }) => sum + lower, 0n)).toBe(800n);
    const median = BigInt(whole.quantiles.find(({ quantile }) => quantile === 0.5)?.lower as number);
    const below = figures.filter((figure) => figure <= median).length / figures.length;
    expect(Math.abs(below - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 600 + 0.25 / 800));
  });
});

describe('what needs the whole diagram is refused, and says what is there instead', () => {
  const objective = { metric: 'params', direction: 'min' } as const;
  test.each([
    ['front', () => narrow.front(), 'the front of the whole space is not answered for entangled: '],
    ['best', () => narrow.best({ objective }), 'the best of the whole space is not answered for entangled: '],
    ['mutate', () => narrow.mutate(0n), 'mutate is not answered for entangled: '],
    ['crossover', () => narrow.crossover(0n, 1n), 'crossover is not answered for entangled: '],
    ['repair', () => narrow.repair(0n), 'repair is not answered for entangled: '],
    ['sensitivity', async () => narrow.sensitivity(), 'sensitivity is not answered for entangled: '],
    ['uniformOver', () => narrow.sample({ uniformOver: 'params' }).next(), 'samples are not spread over params here'],
    [
      'histogram of a score',
      () => narrow.histogram({ metric: 'score', scores: { d: [0, 1] } }),
      'a histogram of score is not made for a wide space',
    ],
  ])('%s', async (_, asked, message) => {
    const error = await asked().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });
});
