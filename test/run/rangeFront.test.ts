import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExactColumn } from '../../src/report/exactColumn.js';
import { frontOfRows, type FrontRules, type Objective } from '../../src/run/front.js';
import { RangeFront } from '../../src/run/rangeFront.js';

const METRICS = ['forward', 'params', 'peak', 'macs'] as const;

const objectives = fc
  .array(fc.constantFrom('min', 'max'), { minLength: 1, maxLength: 4 })
  .map((directions) => directions.map((direction, o): Objective => ({ metric: METRICS[o % 4] ?? 'macs', direction })));
const ties = fc.constantFrom('all', 'first');

function slices(column: ExactColumn, cuts: readonly number[]): ExactColumn[] {
  return cuts.slice(1).map((cut, i) => column.slice(cuts[i], cut));
}

/** Some come again. */
const from = (first: number) => (rows: Uint32Array) => Float64Array.from(rows, (row) => (first + row) % 70);

/** The front of columns that come in the given pieces. */
function inChunks(columns: readonly ExactColumn[], cuts: readonly number[], rules: FrontRules) {
  const front = new RangeFront(rules);
  const pieces = columns.map((column) => slices(column, cuts));
  cuts.slice(1).forEach((_, i) =>
    front.add(
      from(cuts[i] as number),
      pieces.map((piece) => piece[i] as ExactColumn),
    ),
  );
  return front.front();
}

describe('RangeFront', () => {
  it('keeps the front of all rows, however they come in chunks', () => {
    const rows = fc.array(fc.array(fc.nat(30), { minLength: 4, maxLength: 4 }), { maxLength: 200 });
    const cuts = fc.array(fc.nat(200), { maxLength: 6 });
    fc.assert(
      fc.property(rows, cuts, objectives, ties, fc.boolean(), (table, at, how, tied, repeats) => {
        const columns = how.map((_, o) => Float64Array.from(table, (row) => row[o] as number));
        const ends = [0, ...at.map((cut) => Math.min(cut, table.length)), table.length].toSorted((a, b) => a - b);
        const rules = { objectives: how, ties: tied, repeats };
        expect(inChunks(columns, ends, rules)).toEqual(frontOfRows(from(0), columns, rules));
      }),
    );
  });

  it('keeps it of many rows, which pivots drop', () => {
    fc.assert(
      fc.property(fc.nat(), objectives, ties, fc.boolean(), (salt, how, tied, repeats) => {
        const columns = how.map((_, o) =>
          Float64Array.from({ length: 9000 }, (_row, row) => Math.imul(row + salt, 0x9e3779b1 + 2 * o) >>> 20),
        );
        const ends = [0, 1000, 1500, 4000, 8000, 9000];
        const rules = { objectives: how, ties: tied, repeats };
        expect(inChunks(columns, ends, rules)).toEqual(frontOfRows(from(0), columns, rules));
      }),
      { numRuns: 20 },
    );
  });

  it('takes figures beyond 2^53', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 40n), { minLength: 1, maxLength: 60 }), objectives, (figures, how) => {
        const columns = how.map((_, o) =>
          o % 2 === 0 ? figures.map((figure) => figure << 60n) : Float64Array.from(figures, (f) => Number(f) % 7),
        );
        const ends = [0, figures.length >> 1, figures.length];
        const rules: FrontRules = { objectives: how, ties: 'all', repeats: false };
        expect(inChunks(columns, ends, rules)).toEqual(frontOfRows(from(0), columns, rules));
      }),
    );
  });
});
