import { describe, expect, test } from 'vitest';
import {
  InfeasibleError,
  METRICS,
  openSpace,
  type Budget,
  type CompiledSpace,
  type Metric,
} from '../../../src/index.js';
import { ask } from '../../../src/run/whole/asked.js';
import { infeasible } from '../../../src/run/whole/infeasible.js';
import { goldenSpaces } from './goldenSpaces.js';
import { ascending, ONLY, openText, randoms, rowsOf, smallSpaces, within, type PlainRow } from './smallSpaces.js';

const golden = await goldenSpaces();

async function refusal(space: CompiledSpace, budget: Budget): Promise<InfeasibleError> {
  const error = await space.front({ budget }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InfeasibleError);
  return error as InfeasibleError;
}

/** By plain enumeration: of what keeps to all other windows, the figure next to each end of each window. */
function plainMisses(rows: readonly PlainRow[], budget: Budget): string[] {
  return Object.entries(budget).flatMap(([name, { min, max }]) => {
    const others = Object.fromEntries(Object.entries(budget).filter(([other]) => other !== name));
    const figures = rows.filter((row) => within(row, others)).map((row) => row.figures[name] as bigint);
    const below = figures.filter((figure) => min !== undefined && figure < BigInt(min)).toSorted(ascending);
    const above = figures.filter((figure) => max !== undefined && figure > BigInt(max)).toSorted(ascending);
    return [
      ...below.slice(-1).map((figure) => `${name} below ${min}: ${figure}`),
      ...above.slice(0, 1).map((figure) => `${name} above ${max}: ${figure}`),
    ];
  });
}

function shown({ nearest }: InfeasibleError, rows: readonly PlainRow[]): string[] {
  return nearest.map(({ name, side, limit, figure, costed }) => {
    expect(rows[Number(costed.index)]?.figures[name]).toBe(BigInt(figure));
    return `${name} ${side} ${limit}: ${figure}`;
  });
}

describe.each(golden)('a window of $space.name that lies in a gap', ({ space, rows }) => {
  test('has a nearest miss on either side', async () => {
    const figures = [...new Set(rows.map((row) => row.figures['training'] as bigint))].toSorted(ascending);
    const random = randoms(3);
    for (let i = 0; i < 12; i++) {
      const at = Math.floor(random() * (figures.length - 1));
      const [low, high] = [figures[at] as bigint, figures[at + 1] as bigint];
      const error = await refusal(space, { training: { min: low + 1n, max: high - 1n } });
      expect(shown(error, rows)).toEqual([
        `training below ${low + 1n}: ${low}`,
        `training above ${high - 1n}: ${high}`,
      ]);
    }
  });

  test('or beyond all figures has one', async () => {
    const figures = rows.map((row) => row.figures['params'] as bigint).toSorted(ascending);
    const least = figures[0] as bigint;
    expect(shown(await refusal(space, { params: { min: 0, max: 1 } }), rows)).toEqual([`params above 1: ${least}`]);
    const error = await refusal(space, { params: { min: '1e300' } });
    expect(BigInt(error.nearest[0]?.figure as number)).toBe(figures.at(-1));
  });

  test('with a second budget has those of what keeps to the other one', async () => {
    const random = randoms(9);
    let told = 0;
    for (let i = 0; i < 60 && told < 12; i++) {
      const figure = (metric: Metric) => rows[Math.floor(random() * rows.length)]?.figures[metric] as bigint;
      const budget = { training: { max: figure('training') }, params: { min: figure('params') } };
      if (rows.some((row) => within(row, budget))) continue;
      told++;
      expect(shown(await refusal(space, budget), rows)).toEqual(plainMisses(rows, budget));
    }
    expect(told).toBeGreaterThan(3);
  });
});

test('the misses of small spaces, of three budgets in any metric, are those of an enumeration', async () => {
  let told = 0;
  for (const space of await smallSpaces()) {
    const rows = await rowsOf(space);
    const random = randoms(rows.length + 5);
    for (let i = 0; i < 60; i++) {
      const names = METRICS.toSorted(() => random() - 0.5).slice(0, 3);
      const budget = Object.fromEntries(
        names.map((name) => {
          const figure = rows[Math.floor(random() * rows.length)]?.figures[name] as bigint;
          return [name, { min: figure, max: figure }];
        }),
      );
      if (rows.some((row) => within(row, budget))) continue;
      told++;
      expect(shown(await refusal(space, budget), rows)).toEqual(plainMisses(rows, budget));
    }
  }
  expect(told).toBeGreaterThan(50);
});

test('every question about a budget that nothing meets gives the same error; a count is 0', async () => {
  const [{ space }] = golden as [(typeof golden)[0]];
  const budget = { params: { max: 1 } };
  const objective = { metric: 'params', direction: 'min' } as const;
  const asked = [
    space.front({ budget }),
    space.best({ budget, objective }),
    space.histogram({ budget }),
    space.repair(0n, { budget }),
    space.crossover(0n, 1n, { budget }),
    space.sample({ budget }).next(),
    space.sample({ budget, uniformOver: 'training' }).next(),
  ];
  const errors = await Promise.all(asked.map((answer) => answer.catch((thrown: unknown) => thrown)));
  for (const error of errors) {
    expect(error).toBeInstanceOf(InfeasibleError);
    expect((error as Error).message).toBe('no architecture of the space meets the budget');
    expect((error as InfeasibleError).nearest).toEqual((errors[0] as InfeasibleError).nearest);
  }
  expect(await space.count({ budget })).toMatchObject({ lower: 0n, upper: 0n, share: 0 });
});

test('the misses of a score have its decimals', async () => {
  const [space] = await smallSpaces();
  const error = await space
    ?.best({ scores: { side: [0.1, 0.2, 0.3] }, budget: { score: { min: '0.21', max: 0.25 } } })
    .catch((thrown: unknown) => thrown);
  expect((error as InfeasibleError).nearest).toMatchObject([
    { name: 'score', side: 'below', limit: 0.3, figure: 0.2 },
    { name: 'score', side: 'above', limit: 0.2, figure: 0.3 },
  ]);
});

test('a space of one architecture misses by what it has', async () => {
  const only = await openText(ONLY);
  const peak = Number(only.cost(0n).peak);
  const { nearest } = await refusal(only, { peak: { max: peak - 1 } });
  expect(nearest).toMatchObject([{ name: 'peak', side: 'above', limit: peak - 1, figure: peak }]);
});

test('where the nearest would take too many labels, they are drawn from beside the window', async () => {
  const space = await openSpace('nas-bench-201');
  const asked = ask(space, { budget: { training: { min: 46e6, max: 47e6 } } });
  const exact = await infeasible(asked);
  const { nearest } = await infeasible(asked, 1);
  expect(exact.nearest.map(({ side, proven }) => [side, proven])).toEqual([
    ['below', true],
    ['above', true],
  ]);
  // of so few architectures beside it, the draws find the nearest
  expect(nearest.map(({ side, proven, figure }) => [side, proven, figure])).toEqual(
    exact.nearest.map(({ side, figure }) => [side, false, figure]),
  );
  for (const { costed, figure } of nearest) expect(space.cost(costed.index).training).toBe(figure);
});
