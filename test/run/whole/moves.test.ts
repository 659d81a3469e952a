import { describe, expect, test } from 'vitest';
import { ArchitectureError, InfeasibleError, METRICS, openSpace, RequestError } from '../../../src/index.js';
import type { Architecture, Budget, CompiledSpace, CostedArchitecture, MoveOptions } from '../../../src/index.js';
import {
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

const spaces = await Promise.all((await smallSpaces()).map(async (space) => ({ space, rows: await rowsOf(space) })));
type Given = (typeof spaces)[0];

/** Decisions that are active in both, with different values. */
function changed(from: Architecture, to: Architecture): string[] {
  return Object.keys(from).filter((name) => name in to && String(from[name]) !== String(to[name]));
}

/** How far apart the values of decisions that are active in both are, in the order of their domains. */
function steps(space: CompiledSpace, from: Architecture, to: Architecture): number {
  const [before, after] = [space.choice(from), space.choice(to)];
  return before.reduce(
    (sum, value, d) => (value < 0 || (after[d] as number) < 0 ? sum : sum + Math.abs(value - (after[d] as number))),
    0,
  );
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** Rounds of an architecture and a budget that something meets. */
function* rounds({ rows }: Given, count: number): Generator<{ from: PlainRow; budget: Budget; left: PlainRow[] }> {
  const random = randoms(count + rows.length);
  for (let i = 0; i < count; i++) {
    const budget = drawBudget(rows, METRICS, i % 3, random);
    const left = rows.filter((row) => within(row, budget));
    if (left.length > 0) yield { from: pick(rows, random), budget, left };
  }
}

function expectValid({ rows, space }: Given, found: CostedArchitecture, budget: Budget): void {
  const row = rows[Number(found.index)] as PlainRow;
  expect(row.architecture).toEqual(found.architecture);
  expect(within(row, budget)).toBe(true);
  expect(found).toEqual(space.costed(found.index));
}

describe.each(spaces)('repair in $space.name', (given) => {
  const { space } = given;

  test('changes as few decisions as any architecture within the budget, and then as little', async () => {
    let seed = 0;
    for (const { from, budget, left } of rounds(given, 60)) {
      const found = await space.repair(from.architecture, { budget, seed: seed++ });
      expectValid(given, found, budget);
      const fewest = left
        .map(
          (to) =>
            changed(from.architecture, to.architecture).length * 1000 +
            steps(space, from.architecture, to.architecture),
        )
        .reduce((a, b) => Math.min(a, b));
      expect(
        changed(from.architecture, found.architecture).length * 1000 +
          steps(space, from.architecture, found.architecture),
      ).toBe(fewest);
    }
  });

  test('keeps what is within the budget', async () => {
    for (const { from, budget, left } of rounds(given, 40)) {
      const own = left[Number(from.index) % left.length] as PlainRow;
      for (const seed of [0, 1]) {
        expect((await space.repair(own.index, { budget, seed })).index).toBe(own.index);
      }
    }
  });
});

describe.each(spaces)('a mutation in $space.name', (given) => {
  const { space, rows } = given;

  test('is another architecture within the budget, with one decision changed where that can be', async () => {
    let seed = 0;
    for (const { from, budget, left } of rounds(given, 60)) {
      const differs = left.filter((to) => changed(from.architecture, to.architecture).length > 0);
      const asked = space.mutate(from.architecture, { budget, seed: seed++ });
      if (differs.length === 0) {
        await expect(asked).rejects.toThrow('no architecture within the budget differs from this one');
        continue;
      }
      const found = await asked;
      expectValid(given, found, budget);
      const news = changed(from.architecture, found.architecture);
      expect(news.length).toBeGreaterThan(0);
      // for one of the changes, nothing within the budget that has it changes fewer decisions
      const isLeast = news.some((name) => {
        const same = left.filter(({ architecture }) => String(architecture[name]) === String(found.architecture[name]));
        return same.every((to) => changed(from.architecture, to.architecture).length >= news.length);
      });
      expect(isLeast).toBe(true);
    }
  });

  test('reaches every value of every decision, each about as often', async () => {
    const from = rows[Math.floor(rows.length / 2)] as PlainRow;
    const counts = new Map<string, number>();
    const all = space.decisions.filter(({ name }) => name in from.architecture);
    const neighbours = new Set(
      all.flatMap(({ name }) =>
        rows
          .map(({ architecture }) => architecture[name])
          .filter((value) => value !== undefined && String(value) !== String(from.architecture[name]))
          .map((value) => `${name}=${String(value)}`),
      ),
    );
    for (let seed = 0; seed < 300; seed++) {
      const { architecture } = await space.mutate(from.index, { seed });
      for (const name of changed(from.architecture, architecture)) {
        const key = `${name}=${String(architecture[name])}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    expect(new Set(counts.keys())).toEqual(neighbours);
    const expected = 300 / neighbours.size;
    for (const count of counts.values()) expect(count).toBeGreaterThan(expected - 5 * Math.sqrt(expected));
  });
});

describe.each(spaces)('a crossover in $space.name', (given) => {
  const { space, rows } = given;
  const isParents = (architecture: Architecture, parents: readonly PlainRow[]) =>
    Object.entries(architecture).every(([name, value]) => {
      const own = parents.flatMap((parent) => (name in parent.architecture ? [String(parent.architecture[name])] : []));
      return own.length === 0 || own.includes(String(value));
    });

  test('takes every decision from a parent where there is no budget', async () => {
    const random = randoms(4);
    const children = new Set<bigint>();
    for (let seed = 0; seed < 60; seed++) {
      const parents = [pick(rows, random), pick(rows, random)] as const;
      const child = await space.crossover(parents[0].index, parents[1].architecture, { seed });
      expectValid(given, child, {});
      if (space.definition.where.length === 0) expect(isParents(child.architecture, parents)).toBe(true);
      children.add(child.index);
    }
    expect(children.size).toBeGreaterThan(20);
  });

  test('of one architecture with itself is that architecture', async () => {
    for (const { index } of rows.slice(0, 20)) expect((await space.crossover(index, index)).index).toBe(index);
  });

  test('keeps to the budget', async () => {
    let seed = 0;
    for (const { from, budget, left } of rounds(given, 40)) {
      const other = left[seed % left.length] as PlainRow;
      expectValid(given, await space.crossover(from.index, other.index, { budget, seed: seed++ }), budget);
    }
  });
});

test('a crossover takes from either parent, by the seed', async () => {
  const space = await openSpace('nas-bench-201');
  const [first, second] = [space.at(0n), space.at(space.size - 1n)];
  const sides = new Array<number>(6).fill(0);
  for (let seed = 0; seed < 200; seed++) {
    const { architecture } = await space.crossover(first, second, { seed });
    Object.entries(architecture).forEach(([name, value], d) => {
      if (value === first[name]) sides[d] = (sides[d] as number) + 1;
      else expect(value).toBe(second[name]);
    });
  }
  for (const count of sides) expect(Math.abs(count - 100)).toBeLessThan(5 * Math.sqrt(50));
});

test('moves depend on the seed alone', async () => {
  const space = await openSpace('nas-bench-201');
  const large = Object.fromEntries(space.decisions.map(({ name }) => [name, 'nor_conv_3x3']));
  const budget = { training: { max: 3e8 } };
  const moves = (options: MoveOptions) =>
    Promise.all([
      space.mutate(77n, { budget, ...options }),
      space.crossover(77n, 15_000n, { budget, ...options }),
      space.repair(large, { budget, ...options }),
    ]);
  expect(await moves({ seed: 3 })).toEqual(await moves({ seed: 3 }));
  expect(await moves({})).toEqual(await moves({ seed: 0 }));
  const others = await Promise.all(Array.from({ length: 20 }, (_, seed) => moves({ seed })));
  for (const move of [0, 1, 2]) {
    expect(new Set(others.map((found) => found[move]?.index)).size).toBeGreaterThan(1);
  }
});

test('moves in mobilenet keep to a budget', async () => {
  const space = await openSpace('mobilenet');
  const budget = { training: { max: 1.2e9 } };
  const far = space.size - 1n;
  expect(Number(space.cost(far).training)).toBeGreaterThan(1.2e9);
  const repaired = await space.repair(far, { budget });
  const mutated = await space.mutate(repaired.index, { budget, seed: 1 });
  const child = await space.crossover(far, mutated.architecture, { budget, seed: 2 });
  for (const { costs } of [repaired, mutated, child]) expect(Number(costs.training)).toBeLessThanOrEqual(1.2e9);
  expect(changed(repaired.architecture, mutated.architecture).length).toBeGreaterThan(0);
});

describe('at the edges', () => {
  test('a space of one architecture has no neighbour, and every other move ends where it began', async () => {
    const only = await openText(ONLY);
    await expect(only.mutate(0n)).rejects.toThrow('no architecture within the budget differs');
    expect(await only.repair(0n)).toEqual(only.costed(0n));
    expect(await only.crossover(0n, {})).toEqual(only.costed(0n));
    await expect(only.repair(0n, { budget: { peak: { max: 1 } } })).rejects.toThrow(InfeasibleError);
  });

  test('an empty space has nothing to move', async () => {
    const none = await openText(NONE);
    await expect(none.repair(0n)).rejects.toThrow(RangeError);
    await expect(none.mutate({ a: 1 })).rejects.toThrow(ArchitectureError);
  });

  test.each([
    [{ seed: -1 }, 'seed is -1; expected a whole number from 0 to 2^53 - 1'],
    [{ seed: 0.5 }, 'seed is 0.5'],
    [{ sead: 1 }, '"sead" is not an option of MOVE; did you mean "seed"?'],
    [{ budget: { parms: {} } }, 'did you mean "params"?'],
    [null, 'MOVE got null; expected an object of options'],
  ])('%j is refused by every move', async (options, message) => {
    const [{ space }] = spaces as [Given];
    const given = options as object;
    for (const [move, asked] of [
      ['repair', space.repair(0n, given)],
      ['mutate', space.mutate(0n, given)],
      ['crossover', space.crossover(0n, 1n, given)],
    ] as const) {
      const error = await asked.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RequestError);
      expect((error as Error).message).toContain(message.replace('MOVE', move));
    }
  });

  test('what is no architecture is refused', async () => {
    const [{ space }] = spaces as [Given];
    await expect(space.repair(10n ** 9n)).rejects.toThrow(RangeError);
    await expect(space.mutate('0' as unknown as number)).rejects.toThrow(RequestError);
    await expect(space.crossover(0n, { side: 9 })).rejects.toThrow('side');
  });
});
