import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SampleSums } from '../../../src/run/bulk/sampleSums.js';
import type { FrontOmission } from '../../../src/run/bulk/runState.js';
import { frontOfRows } from '../../../src/run/front.js';
import { frontRules } from '../../../src/run/frontRules.js';
import type { RangeOutcome } from '../../../src/run/inOrder.js';
import type { Job } from '../../../src/run/job.js';

/** Objectives by index: the index is the architecture. */
type Point = readonly [x: number, y: number];
interface Found {
  readonly omitted: FrontOmission;
  readonly front: readonly number[];
}

const MOST = 6;
const JOB: Job = {
  selection: { kind: 'sample', seed: 0, by: 'architecture', replace: false },
  metrics: [],
  objectives: [
    { metric: 'training', direction: 'min' },
    { metric: 'params', direction: 'max' },
  ],
  ties: 'all',
  spread: 'none',
  records: 'none',
  pieces: 1,
  columns: false,
  checks: [],
};

/** Samples lo to hi - 1, as a worker that does a job gives them. */
function outcome(points: readonly Point[], lo: number, hi: number, job: Job): RangeOutcome {
  const range = points.slice(lo, hi);
  const columns = [0, 1].map((c) => Float64Array.from(range, (point) => point[c] as number));
  const indicesOf = (rows: Uint32Array) => Float64Array.from(rows, (row) => lo + row);
  const front = job.objectives.length > 0 && { front: frontOfRows(indicesOf, columns, frontRules(job)) };
  return { range: { lo, hi }, result: { count: range.length, ...front } };
}

/** Rows that none of those below `end` dominates. */
function plainFront(points: readonly Point[], end: number, ties: 'all' | 'first'): number[] {
  const all = points.slice(0, end);
  return all.flatMap(([x, y], row) => {
    const isWorse = all.some(([u, v]) => u <= x && v >= y && (u < x || v > y));
    const isSecond = ties === 'first' && all.findIndex(([u, v]) => u === x && v === y) < row;
    return isWorse || isSecond ? [] : [row];
  });
}

/** What is said of fronts with too many rows, word by word. */
function expected(points: readonly Point[], ends: readonly number[], asked: 'all' | 'first'): Found {
  let ties = asked;
  let omitted: FrontOmission = 'nothing';
  for (const end of ends) {
    if (plainFront(points, end, ties).length <= MOST) continue;
    if (ties === 'all') omitted = 'ties';
    ties = 'first';
    if (plainFront(points, end, ties).length > MOST) return { omitted: 'front', front: [] };
  }
  return { omitted, front: plainFront(points, points.length, ties) };
}

test('a front with too many rows behind some range loses its ties, then all: whatever workers know of it, and however often it is resumed', () => {
  const point = fc
    .integer({ min: 0, max: 9 })
    .chain((x) => fc.tuple(fc.constant(x), fc.integer({ min: x, max: x + 1 })));
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.boolean()),
      fc.array(fc.boolean()),
      fc.constantFrom('all', 'first'),
      (points, size, lateness, resumes, ties) => {
        const job: Job = { ...JOB, ties };
        let sums = new SampleSums(job, MOST);
        const ends: number[] = [];
        for (let lo = 0; lo < points.length; lo += size) {
          const hi = Math.min(points.length, lo + size);
          ends.push(hi);
          sums.add(outcome(points, lo, hi, lateness[ends.length] === true ? job : sums.job));
          if (resumes[ends.length] !== true) continue;
          const state = structuredClone(sums.state());
          sums = new SampleSums(job, MOST);
          sums.addState(state);
        }
        const { omitted, done } = sums;
        expect({ omitted, front: [...sums.front().indices] }).toEqual(expected(points, ends, ties));
        expect(done).toBe(points.length);
      },
    ),
    { numRuns: 500 },
  );
});
