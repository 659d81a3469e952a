import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Direction, Ties } from '../../src/pareto/options.js';
import { paretoFront } from '../../src/pareto/paretoFront.js';
import { frontByDefinition, seededRandom } from './definition.js';

interface Table {
  readonly columns: Float64Array[];
  readonly directions: Direction[];
  readonly ties: Ties;
}

const coarse = fc.integer({ min: 0, max: 4 });
const special = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Infinity, -Infinity, 5e-324, -5e-324, 1.7e308, -1.7e308) },
);
const continuous = fc.double({ noNaN: true });

/** Up to 150 rows: some below, most above the size at which the definition itself is used. */
function tables(values: fc.Arbitrary<number>): fc.Arbitrary<Table> {
  return fc.integer({ min: 1, max: 6 }).chain((objectives) =>
    fc
      .record({
        rows: fc.array(fc.array(values, { minLength: objectives, maxLength: objectives }), {
          maxLength: 150,
          size: 'max',
        }),
        directions: fc.array(fc.constantFrom<Direction>('min', 'max'), {
          minLength: objectives,
          maxLength: objectives,
        }),
        ties: fc.constantFrom<Ties>('all', 'first'),
      })
      .map(({ rows, directions, ties }) => ({ columns: columnsOf(rows, objectives), directions, ties })),
  );
}

function columnsOf(rows: readonly (readonly number[])[], objectives: number): Float64Array[] {
  return Array.from({ length: objectives }, (_, objective) => Float64Array.from(rows, (row) => Number(row[objective])));
}

describe('paretoFront', () => {
  it.each([
    ['many ties and duplicates', coarse],
    ['signed zeros, infinities and the ends of the number range', special],
    ['any doubles', continuous],
  ])('keeps exactly the rows that the definition keeps: %s', (_, values) => {
    fc.assert(
      fc.property(tables(values), ({ columns, directions, ties }) => {
        const front = paretoFront(columns, directions, { ties });
        expect(Array.from(front)).toEqual(frontByDefinition(columns, directions, ties));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps the same points whatever the order of the rows', () => {
    fc.assert(
      fc.property(tables(coarse), fc.integer(), ({ columns, directions, ties }, seed) => {
        const order = shuffled(columns[0]?.length ?? 0, seed);
        const permuted = columns.map((column) => Float64Array.from(order, (row) => Number(column[row])));
        const before = pointsAt(columns, paretoFront(columns, directions, { ties }));
        const after = pointsAt(permuted, paretoFront(permuted, directions, { ties }));
        expect(after).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });

  it('gives the front of a union from the fronts of its parts', () => {
    fc.assert(
      fc.property(tables(coarse), fc.nat(150), ({ columns, directions, ties }, cut) => {
        const parts = [columns.map((column) => column.slice(0, cut)), columns.map((column) => column.slice(cut))];
        const fronts = parts.map((part) => {
          const rows = paretoFront(part, directions, { ties });
          return part.map((column) => Float64Array.from(rows, (row) => Number(column[row])));
        });
        const joined = columns.map((_, objective) =>
          Float64Array.from(fronts.flatMap((front) => Array.from(front[objective] ?? []))),
        );
        const merged = pointsAt(joined, paretoFront(joined, directions, { ties }));
        expect(merged).toEqual(pointsAt(columns, paretoFront(columns, directions, { ties })));
      }),
      { numRuns: 50 },
    );
  });

  it('does not change the columns', () => {
    const columns = [Float64Array.of(3, 1, 2, -0), Float64Array.of(1, 2, 3, 0)];
    paretoFront(columns, ['max', 'min']);
    expect(columns).toEqual([Float64Array.of(3, 1, 2, -0), Float64Array.of(1, 2, 3, 0)]);
  });

  it('reads only the first `count` rows', () => {
    const columns = [Float64Array.of(2, 1, 0, NaN), Float64Array.of(1, 2, 0, NaN)];
    expect(Array.from(paretoFront(columns, ['min', 'min'], { count: 2 }))).toEqual([0, 1]);
    expect(Array.from(paretoFront(columns, ['min', 'min'], { count: 3 }))).toEqual([2]);
  });

  it.each([1, 2, 3, 4, 5])('gives no rows for no rows: %i objectives', (objectives) => {
    const columns = Array.from({ length: objectives }, () => new Float64Array(0));
    expect(
      paretoFront(
        columns,
        columns.map((): Direction => 'max'),
      ),
    ).toEqual(new Uint32Array(0));
  });

  it('takes 0 and -0 for equal', () => {
    const columns = [Float64Array.of(0, -0, 0), Float64Array.of(-0, 0, 1)];
    expect(Array.from(paretoFront(columns, ['min', 'max']))).toEqual([2]);
    expect(Array.from(paretoFront(columns, ['min', 'min']))).toEqual([0, 1]);
    expect(Array.from(paretoFront(columns, ['min', 'min'], { ties: 'first' }))).toEqual([0]);
  });
});

describe('paretoFront on thousands of rows', () => {
  const size = 3000;
  const shapes: Readonly<Record<string, (random: () => number, objectives: number) => number[]>> = {
    uniform: (random, objectives) => Array.from({ length: objectives }, random),
    'a few integers': (random, objectives) => Array.from({ length: objectives }, () => Math.floor(random() * 6)),
    'close to a simplex': (random, objectives) => onSimplex(random, objectives).map((value) => value + random() * 0.02),
    'on a simplex, with duplicates': (random, objectives) =>
      onSimplex(random, objectives).map((value) => Math.round(value * 12)),
    'over many orders of magnitude': (random, objectives) =>
      onSimplex(random, objectives).map((value) => Math.exp(200 * value)),
    'all but the first two objectives constant': (random, objectives) => {
      const value = random();
      return Array.from({ length: objectives }, (_, objective) => [value, 1 - value][objective] ?? 1);
    },
    'one long chain, but for the last objective': (random, objectives) => {
      const value = random();
      return Array.from({ length: objectives }, (_, objective) => (objective === objectives - 1 ? -value : value));
    },
    'with infinities': (random, objectives) =>
      onSimplex(random, objectives).map((value) => (value < 0.01 ? -Infinity : value > 0.8 ? Infinity : value)),
  };

  describe.each(Object.keys(shapes))('%s', (shape) => {
    it.each([2, 3, 4, 5, 6])('keeps exactly the rows that the definition keeps: %i objectives', (objectives) => {
      const random = seededRandom(objectives);
      const rows = Array.from({ length: size }, () => shapes[shape]?.(random, objectives) ?? []);
      const columns = columnsOf(rows, objectives);
      const directions = columns.map((_, objective): Direction => (objective === 1 ? 'max' : 'min'));
      columns[1] = Float64Array.from(columns[1] ?? [], (value) => -value);
      for (const ties of ['all', 'first'] as const) {
        const front = paretoFront(columns, directions, { ties });
        expect(Array.from(front)).toEqual(frontByDefinition(columns, directions, ties));
      }
    });
  });
});

describe('paretoFront refuses', () => {
  const two = [Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 3)];

  it('NaN, and says where', () => {
    const columns = [Float64Array.of(1, 2, 3), Float64Array.of(1, 2, NaN)];
    expect(() => paretoFront(columns, ['min', 'max'])).toThrow(
      new RangeError('row 2 of objective 1 is NaN: it has no place in an order'),
    );
  });

  it('no columns', () => {
    expect(() => paretoFront([], [])).toThrow(new TypeError('paretoFront needs at least one objective column'));
  });

  it('columns of unequal length', () => {
    expect(() => paretoFront([new Float64Array(3), new Float64Array(2)], ['min', 'min'])).toThrow(
      new RangeError('objective 1 has 2 rows but objective 0 has 3'),
    );
  });

  it('another number of directions than of columns', () => {
    expect(() => paretoFront(two, ['min'])).toThrow(new RangeError('paretoFront got 2 columns but 1 directions'));
  });

  it('an unknown direction or way with ties', () => {
    expect(() => paretoFront(two, ['min', 'up' as Direction])).toThrow(/direction of objective 1 is "up"/);
    expect(() => paretoFront(two, ['min', 'min'], { ties: 'last' as Ties })).toThrow(/ties is "last"/);
  });

  it.each([-1, 1.5, 4, NaN])('a count of %d for three rows', (count) => {
    expect(() => paretoFront(two, ['min', 'min'], { count })).toThrow(RangeError);
  });

  it('columns that are not Float64Arrays', () => {
    const column = Float32Array.of(1, 2) as unknown as Float64Array;
    expect(() => paretoFront([column], ['min'])).toThrow(new TypeError('objective 0 is not a Float64Array'));
  });
});

function onSimplex(random: () => number, objectives: number): number[] {
  const parts = Array.from({ length: objectives }, () => -Math.log(1 - random()));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

/** The points of those rows as text, in an order of their own. */
function pointsAt(columns: readonly Float64Array[], rows: Uint32Array): string[] {
  return Array.from(rows, (row) => columns.map((column) => Number(column[row]) + 0).join(' ')).toSorted();
}

function shuffled(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  const keys = Array.from({ length: count }, random);
  return Array.from({ length: count }, (_, row) => row).toSorted((a, b) => Number(keys[a]) - Number(keys[b]));
}
