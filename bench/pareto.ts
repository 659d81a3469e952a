import type { Direction } from '../src/pareto/paretoFront.js';
import { paretoFront } from '../src/pareto/paretoFront.js';
import type { BenchRow } from './row.js';

const ROWS = 1_000_000;
const RUNS = 5;

/** Clouds of points, by where the points lie. */
const CLOUDS: Readonly<Record<string, (random: () => number, point: Float64Array) => void>> = {
  'uniform in the cube': (random, point) => {
    for (let i = 0; i < point.length; i++) point[i] = random();
  },
  'near a simplex (noise 0.02)': (random, point) => onSimplex(random, point, 0.02 * random()),
  'near a simplex (noise 0.001)': (random, point) => onSimplex(random, point, 0.001 * random()),
  'near a sphere (noise 0.02)': (random, point) => onSphere(random, point, 0.02 * random()),
  'all on the front': (random, point) => onSimplex(random, point, 0),
};

/** The Pareto filter on a million seeded points: the least time of several runs after a warm-up. */
export async function benchPareto(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const objectives of [2, 3, 4]) {
    for (const cloud of Object.keys(CLOUDS)) rows.push(benchCloud(cloud, objectives));
  }
  rows.push(benchFew());
  return rows;
}

function benchCloud(cloud: string, objectives: number): BenchRow {
  const columns = columnsOf(cloud, objectives, ROWS);
  const directions = columns.map((): Direction => 'min');
  const front = paretoFront(columns, directions).length;
  const seconds = leastTime(() => paretoFront(columns, directions).length, front);
  return {
    what: `Pareto front of 10^6 points, ${objectives} objectives, ${cloud}`,
    figure: seconds,
    unit: 's',
    note: `${front} rows in the front`,
  };
}

/** Merging small fronts must not cost set-up. */
function benchFew(): BenchRow {
  const columns = columnsOf('near a simplex (noise 0.02)', 3, 200);
  const directions = columns.map((): Direction => 'min');
  const front = paretoFront(columns, directions).length;
  const calls = 2000;
  const seconds = leastTime(() => {
    let sum = 0;
    for (let call = 0; call < calls; call++) sum += paretoFront(columns, directions).length;
    return sum;
  }, front * calls);
  return { what: 'Pareto front of 200 points, 3 objectives', figure: (seconds / calls) * 1e6, unit: 'µs' };
}

/** Seconds of the fastest of RUNS; the result is checked, so that the work cannot be optimised away. */
function leastTime(run: () => number, expected: number): number {
  let least = Infinity;
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    const result = run();
    least = Math.min(least, performance.now() - start);
    if (result !== expected) throw new Error(`a run gave ${result} rows, the warm-up ${expected}`);
  }
  return least / 1000;
}

function columnsOf(cloud: string, objectives: number, count: number): Float64Array[] {
  const columns = Array.from({ length: objectives }, () => new Float64Array(count));
  const random = seededRandom(objectives);
  const point = new Float64Array(objectives);
  for (let row = 0; row < count; row++) {
    CLOUDS[cloud]?.(random, point);
    for (let i = 0; i < objectives; i++) (columns[i] as Float64Array)[row] = point[i] as number;
  }
  return columns;
}

/** Uniform on the unit simplex (normalised exponential variates), shifted along the diagonal. */
function onSimplex(random: () => number, point: Float64Array, shift: number): void {
  let total = 0;
  for (let i = 0; i < point.length; i++) {
    point[i] = -Math.log(1 - random());
    total += point[i] as number;
  }
  for (let i = 0; i < point.length; i++) point[i] = (point[i] as number) / total + shift;
}

/** Uniform on the unit sphere's non-negative part (normalised normal variates), shifted along the diagonal. */
function onSphere(random: () => number, point: Float64Array, shift: number): void {
  let total = 0;
  for (let i = 0; i < point.length; i++) {
    point[i] = Math.abs(Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
    total += (point[i] as number) ** 2;
  }
  for (let i = 0; i < point.length; i++) point[i] = (point[i] as number) / Math.sqrt(total) + shift;
}

/** mulberry32 twice, for 53 random bits in [0, 1). */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  const bits32 = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (bits ^ (bits >>> 14)) >>> 0;
  };
  return () => (bits32() * 2 ** 21 + (bits32() >>> 11)) / 2 ** 53;
}
