import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InfeasibleError, METRICS, openSpace, RequestError, WholeSpaceError } from '../../../src/index.js';
import type { Budget, FrontAnswer, FrontOptions, WholeObjective } from '../../../src/index.js';
import { randomSpace } from '../../network/randomSpace.js';
import { GOLDEN_METRICS, goldenSpaces } from './goldenSpaces.js';
import {
  drawBudget,
  NONE,
  ONLY,
  openText,
  plainFront,
  randoms,
  rowsOf,
  smallSpaces,
  within,
  type PlainRow,
} from './smallSpaces.js';

const golden = await goldenSpaces();

const objective = (text: string): WholeObjective => {
  const [metric, direction] = text.split(' ') as [string, 'min' | 'max'];
  return { metric, direction };
};

/** Points of a front as text, its architectures having the figures that it tells and lying in the budget. */
function pointsOf({ front, objectives }: FrontAnswer, rows: readonly PlainRow[], budget: Budget): string[] {
  const [{ metric: first, direction }] = objectives as readonly [WholeObjective];
  const leading = front.map(({ index }) => rows[Number(index)]?.figures[first] as bigint);
  const isInOrder = leading.every(
    (figure, i) =>
      i === 0 || (leading[i - 1] as bigint) === figure || (leading[i - 1] as bigint) < figure === (direction === 'min'),
  );
  expect(isInOrder).toBe(true);
  const points = front.map(({ index, architecture, costs }) => {
    const row = rows[Number(index)] as PlainRow;
    expect(row.architecture).toEqual(architecture);
    expect(within(row, budget)).toBe(true);
    for (const { metric } of objectives) expect(BigInt(costs[metric as 'training'])).toBe(row.figures[metric]);
    return objectives.map(({ metric }) => row.figures[metric]).join();
  });
  // points that tie in the first objective stand in any order
  return points.toSorted();
}

describe.each(golden)('the front of $space.name', ({ space, rows }) => {
  test.each([
    [['training min', 'params max']],
    [['training max', 'params min']],
    [['inputGrad max', 'params min']],
    [['params max']],
    [['params min', 'forward max', 'inputGrad max']],
    [['inputGrad min', 'params max', 'training min']],
  ])('of %j is that of an enumeration, best first', async (texts) => {
    const objectives = texts.map(objective);
    const answer = await space.front({ objectives });
    expect(pointsOf(answer, rows, {})).toEqual(plainFront(rows, objectives).toSorted());
  });

  test('within budgets is that of what meets them', async () => {
    const random = randoms(21);
    for (let i = 0; i < 16; i++) {
      const budget = drawBudget(rows, GOLDEN_METRICS, 1 + (i % 2), random);
      const left = rows.filter((row) => within(row, budget));
      const objectives = ['training min', 'params max', 'inputGrad min'].slice(0, 2 + (i % 2)).map(objective);
      const asked = space.front({ objectives, budget });
      if (left.length === 0) await expect(asked).rejects.toThrow(InfeasibleError);
      else expect(pointsOf(await asked, rows, budget)).toEqual(plainFront(left, objectives).toSorted());
    }
  });

  test('with an epsilon leaves no architecture further behind than that', async () => {
    const objectives = ['training min', 'params max'].map(objective);
    const exact = plainFront(rows, objectives);
    const { front } = await space.front({ objectives, epsilon: 0.1 });
    expect(front.length).toBeLessThanOrEqual(exact.length);
    for (const point of exact) {
      const [training, params] = point.split(',').map(Number) as [number, number];
      const isNear = front.some(
        ({ costs }) => Number(costs.training) <= 1.1 * training && 1.1 * Number(costs.params) >= params,
      );
      expect(isNear).toBe(true);
    }
  });
});

test('fronts of small spaces, in any two or three metrics, within budgets, are those of an enumeration', async () => {
  for (const space of await smallSpaces()) {
    const rows = await rowsOf(space);
    const random = randoms(rows.length + 2);
    for (let i = 0; i < 25; i++) {
      const budget = drawBudget(rows, METRICS, i % 3, random);
      const left = rows.filter((row) => within(row, budget));
      const objectives = METRICS.toSorted(() => random() - 0.5)
        .slice(0, 2 + (i % 2))
        .map((metric): WholeObjective => ({ metric, direction: random() < 0.5 ? 'min' : 'max' }));
      if (left.length === 0) continue;
      expect(pointsOf(await space.front({ objectives, budget }), rows, budget)).toEqual(
        plainFront(left, objectives).toSorted(),
      );
    }
  }
});

test('fronts of random spaces are those of an enumeration', async () => {
  const objectives = ['memory min', 'peak max', 'activations max'].map(objective);
  await fc.assert(
    fc.asyncProperty(randomSpace, fc.nat(), async (text, seed) => {
      const space = await openText(text).catch(() => undefined);
      if (space === undefined || space.size > 3000n || space.size === 0n || space.wide.length > 0) return;
      const rows = await rowsOf(space);
      const budget = drawBudget(rows, METRICS, seed % 2, randoms(seed));
      const left = rows.filter((row) => within(row, budget));
      if (left.length === 0) return;
      expect(pointsOf(await space.front({ objectives, budget }), rows, budget)).toEqual(
        plainFront(left, objectives).toSorted(),
      );
    }),
    { numRuns: 80, seed: 4 },
  );
});

test('a score is an objective like any metric', async () => {
  const [space] = await smallSpaces();
  if (space === undefined) throw new Error('no space');
  const scores = { side: [0.3, 0.1, -0.2], width: { 4: 0, 6: 0.1, 8: 0.2, 10: 0.7 } };
  const scoreOf = ({ architecture }: PlainRow) =>
    BigInt(Math.round(10 * ({ 8: 0.3, 12: 0.1, 16: -0.2 }[Number(architecture['side'])] as number))) +
    BigInt(Math.round(10 * ({ 4: 0, 6: 0.1, 8: 0.2, 10: 0.7 }[Number(architecture['width'])] as number)));
  const rows = (await rowsOf(space)).map((row) => ({ ...row, figures: { ...row.figures, score: scoreOf(row) } }));
  const objectives = ['params min', 'score max'].map(objective);
  const { front } = await space.front({ objectives, scores });
  expect(front.map(({ costs, score }) => `${costs.params},${Math.round(10 * Number(score))}`)).toEqual(
    plainFront(rows, objectives),
  );
});

describe('at the edges', () => {
  test('an empty space has an empty front, a space of one architecture has it', async () => {
    expect((await (await openText(NONE)).front()).front).toEqual([]);
    expect((await (await openText(NONE)).front({ budget: { params: { max: 1 } } })).front).toEqual([]);
    const only = await openText(ONLY);
    expect((await only.front()).front).toEqual([only.costed(0n)]);
    expect((await only.front({ objectives: [objective('peak max')] })).front).toEqual([only.costed(0n)]);
    await expect(only.front({ budget: { peak: { max: 1 } } })).rejects.toThrow(InfeasibleError);
  });

  test('too many labels are one error that says so', async () => {
    const mobilenet = await openSpace('mobilenet');
    await expect(mobilenet.front({ labels: 1000 })).rejects.toThrow(WholeSpaceError);
  });

  test.each([
    [{ objectives: [] }, 'objectives is []; expected a list of { metric, direction }'],
    [{ objectives: 'training' }, 'objectives is "training"; expected a list of { metric, direction }'],
    [{ objectives: [null] }, 'an objective got null; expected an object of options'],
    [{ objectives: ['training'] }, 'an objective got "training"; expected an object of options'],
    [{ objectives: [{ metric: 'training' }] }, 'an objective needs direction; expected "min" or "max"'],
    [{ objectives: [{ metric: 'training', direction: 'less' }] }, 'direction is "less"; expected "min" or "max"'],
    [{ objectives: [{ metric: 'param', direction: 'min' }] }, '"param" is not a metric; did you mean "params"?'],
    [{ objectives: [{ metric: '__proto__', direction: 'min' }] }, '"__proto__" is not a metric'],
    [{ objectives: ['params min', 'params max'].map(objective) }, 'params is an objective twice'],
    [{ objectives: [objective('score max')] }, 'score needs scores'],
    [{ epsilon: 2 }, 'epsilon is 2; expected a number from 0 to 1'],
    [{ epsilon: NaN }, 'epsilon is NaN; expected a number from 0 to 1'],
    [{ signal: true }, 'signal is true; expected an AbortSignal'],
    [{ objective: 1 }, '"objective" is not an option of front; did you mean "objectives"?'],
  ])('%j is refused', async (options, message) => {
    const [{ space }] = golden as [(typeof golden)[0]];
    const error = await space.front(options as FrontOptions).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toContain(message);
  });

  test('an epsilon of amounts below zero is refused', async () => {
    const [space] = await smallSpaces();
    const asked = space?.front({
      objectives: [objective('score max')],
      scores: { side: [-1, 0, 1] },
      epsilon: 0.1,
    });
    await expect(asked).rejects.toThrow('an epsilon is a factor, and score has amounts below zero');
  });
});
