import { expect, test } from 'vitest';
import { openSpace, type Budget } from '../../src/index.js';
import type { Job } from '../../src/run/job.js';
import { runLeg, type Leg } from '../../src/run/legs.js';
import { openSource } from '../../src/run/openSource.js';
import { budgetBounds } from '../../src/run/whole/budget.js';
import { prepareDraw } from '../../src/run/whole/draw.js';
import { Quantities } from '../../src/run/whole/quantities.js';
import { boundDiagram } from '../../src/wholeSpace/bounded.js';
import { withinDiagram } from '../../src/wholeSpace/withinDiagram.js';
import { metricIndex } from '../../src/cost/metrics.js';
import { finish } from '../wholeSpace/spaces.js';
import { ascending, rowsOf, within } from './whole/smallSpaces.js';

const space = await openSpace('nats-sss');
const BUDGET: Budget = { training: { min: 2e8, max: 2.2e8 }, params: { min: 2e5, max: 2.5e5 } };
const BOUNDS = budgetBounds(BUDGET, new Quantities(), undefined);
const feasible = (await rowsOf(space)).filter((row) => within(row, BUDGET)).map(({ index }) => index);

/** A leg over a diagram of so few states that most candidates have to be refused. */
function coarse(count: number): Leg {
  const { diagram: drawn } = finish(withinDiagram(boundDiagram(space.diagram, BOUNDS), 2));
  const { shardSpace, workerStart } = space.runnable;
  return {
    runnable: { shardSpace: { ...shardSpace, drawn }, workerStart: { ...workerStart, drawnBuffer: drawn.buffer } },
    checks: BOUNDS.map(({ quantity, min, max }) => ({
      metric: metricIndex(quantity.name as 'params'),
      min,
      max,
    })),
    candidates: drawn.size,
    acceptance: feasible.length / Number(drawn.size),
    count,
  };
}

const JOB: Job = {
  selection: { kind: 'sample', seed: 3, by: 'architecture', replace: true },
  metrics: ['params'],
  objectives: [],
  ties: 'all',
  spread: 'none',
  records: 'none',
  pieces: 1,
  columns: true,
  checks: [],
};

async function indicesOf(leg: Leg, selection: Job['selection'] = JOB.selection): Promise<bigint[]> {
  const job = { ...JOB, selection };
  const source = openSource(leg.runnable.shardSpace, { ...job, checks: leg.checks });
  const choice = new Int32Array(space.decisions.length);
  const indices: bigint[] = [];
  for await (const { outcome } of runLeg(leg, job, { workers: 0 })) {
    if ('error' in outcome) throw outcome.error;
    const { count, numbers, columns } = outcome.result;
    for (let row = 0; row < count; row++) {
      indices.push(source.choose(numbers?.[row] as number, choice));
      expect(columns?.[0]?.[row]).toBe(space.cost(indices.at(-1) as bigint).params);
    }
  }
  return indices;
}

test('most candidates of these tests are refused', () => {
  expect(feasible.length).toBeGreaterThan(100);
  expect(coarse(1).acceptance).toBeLessThan(0.3);
});

test('what is left of candidates is uniform, and as many as asked for', async () => {
  const indices = await indicesOf(coarse(40 * feasible.length));
  expect(indices.length).toBe(40 * feasible.length);
  const counts = new Map(feasible.map((index) => [index, 0]));
  for (const index of indices) counts.set(index, (counts.get(index) ?? 0) + 1);
  expect(counts.size).toBe(feasible.length);
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 40) ** 2 / 40, 0);
  expect(Math.abs(chiSquare - (feasible.length - 1))).toBeLessThan(5 * Math.sqrt(2 * feasible.length));
});

test('distinct candidates end with all that is within, each once', async () => {
  const distinct = { ...JOB.selection, replace: false };
  expect((await indicesOf(coarse(1e6), distinct)).toSorted(ascending)).toEqual(feasible);
  const some = await indicesOf(coarse(50), distinct);
  expect([some.length, new Set(some).size]).toEqual([50, 50]);
});

test('fewer samples are the first ones of more, wherever shards end', async () => {
  for (const by of ['architecture', 'decision'] as const) {
    const selection = { kind: 'sample', seed: 5, by, replace: true } as const;
    const long = await indicesOf(coarse(3000), selection);
    expect(long.length).toBe(3000);
    for (const count of [0, 1, 7, 1000])
      expect(await indicesOf(coarse(count), selection)).toEqual(long.slice(0, count));
  }
});

test('a leg without candidates gives nothing', async () => {
  const { runnable, checks } = finish(
    prepareDraw(space.runnable, budgetBounds({ params: { max: 1 } }, new Quantities(), undefined)),
  );
  expect(runnable.shardSpace.drawn.size).toBe(0n);
  expect(await indicesOf({ runnable, checks, candidates: 0n, acceptance: 0, count: 5 })).toEqual([]);
});
