import { describe, expect, test } from 'vitest';
import { METRICS, RequestError, type Metric } from '../../../src/index.js';
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

/** Indices, the best first, of equal ones the first by index. */
function plainBest(rows: readonly PlainRow[], metric: string, direction: 'min' | 'max', top: number): bigint[] {
  const sign = direction === 'min' ? 1 : -1;
  return rows
    .toSorted(
      (a, b) =>
        sign * ascending(a.figures[metric] as bigint, b.figures[metric] as bigint) || ascending(a.index, b.index),
    )
    .slice(0, top)
    .map(({ index }) => index);
}

async function expectBest(
  { space, rows }: { space: (typeof golden)[0]['space']; rows: readonly PlainRow[] },
  metrics: readonly Metric[],
  rounds: number,
): Promise<void> {
  const random = randoms(rows.length);
  for (let i = 0; i < rounds; i++) {
    const budget = drawBudget(rows, metrics, i % 3, random);
    const left = rows.filter((row) => within(row, budget));
    if (left.length === 0) continue;
    const metric = metrics[Math.floor(random() * metrics.length)] as Metric;
    const direction = random() < 0.5 ? 'min' : 'max';
    const top = 1 + Math.floor(random() * 50);
    const { best } = await space.best({ objective: { metric, direction }, budget, top });
    expect(best.map(({ index }) => index)).toEqual(plainBest(left, metric, direction, top));
    for (const { index, costs } of best) expect(costs).toEqual(space.cost(index));
  }
}

test.each(golden)('the best of $space.name, within budgets, are those of an enumeration', async (given) => {
  await expectBest(given, GOLDEN_METRICS, 30);
});

test('the best of small spaces, in every metric, are those of an enumeration', async () => {
  for (const space of await smallSpaces()) await expectBest({ space, rows: await rowsOf(space) }, METRICS, 60);
});

test('all architectures in order, where as many are asked for', async () => {
  for (const space of await smallSpaces()) {
    const rows = await rowsOf(space);
    const { best } = await space.best({ objective: { metric: 'peak', direction: 'max' }, top: 1e5 });
    expect(best.map(({ index }) => index)).toEqual(plainBest(rows, 'peak', 'max', rows.length));
  }
});

describe('at the edges', () => {
  test('an empty space has no best, a space of one architecture has it', async () => {
    const objective = { metric: 'params', direction: 'min' } as const;
    expect(await (await openText(NONE)).best({ objective })).toEqual({ objective, best: [] });
    const only = await openText(ONLY);
    expect((await only.best({ objective, top: 5 })).best).toEqual([only.costed(0n)]);
  });

  test.each([
    [{}, 'score needs scores'],
    [{ objective: null }, 'objective is null; expected { metric, direction }'],
    [{ objective: [] }, 'an objective got []; expected an object of options'],
    [{ objective: { metric: 'params' } }, 'an objective needs direction'],
    [{ objective: { metric: 'prams', direction: 'min' } }, '"prams" is not a metric; did you mean "params"?'],
    [{ objective: { metric: 'params', direction: 'min', x: 1 } }, '"x" is not an option of an objective'],
    [{ top: 0 }, 'top is 0; expected a whole number from 1 to 100,000'],
    [{ top: 1e7 }, 'top is 10000000'],
    [{ tops: 1 }, '"tops" is not an option of best; did you mean "top"?'],
  ])('%j is refused', async (options, message) => {
    const [{ space }] = golden as [(typeof golden)[0]];
    const error = await space.best(options as object).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });
});
