import { METRICS, type CompiledSpace, type Metric } from '../src/index.js';
import { COMBINE } from '../src/cost/metrics.js';
import { evaluateNaive, totalCost } from '../src/diagram/evaluateNaive.js';
import { mix32 } from '../src/diagram/mix.js';
import { isInvalid } from '../src/network/invalid.js';
import { checkFigures } from '../src/run/checkFigures.js';
import { answerOf, expectSame } from './documented.js';

/** Spaces of more architectures are looked at in a few places. */
const FEW = 300;

/** An architecture, evaluated on its own. */
interface Row {
  readonly index: bigint;
  readonly figures: readonly bigint[];
}

/**
 * Compares the answers of a small space with those of plain evaluation and enumeration.
 *
 * @throws Error that says which answer is wrong
 */
export async function checkSpace(space: CompiledSpace): Promise<void> {
  const salt = saltOf(space);
  await answerOf(() => checkFigures(space));
  const few = space.size <= BigInt(FEW);
  const places = few ? range(Number(space.size)) : placesIn(space.size, salt);
  const rows: Row[] = [];
  for (const index of places) {
    const row = await plainRow(space, index);
    if (row !== undefined) rows.push(row);
  }
  // an enumeration ends at the first architecture that cannot be built
  if (rows.length < places.length || rows.length === 0) return;
  checkSettled(space, rows[salt % rows.length] as Row);
  if (!few) return;
  await checkColumns(space, rows);
  // what layers priced one by one cost is no question to the whole space
  if (space.wide.length === 0) await checkQuestions(space, rows, salt);
}

/** Which questions are asked: the same ones of a file that is made shorter without another meaning. */
function saltOf({ size, diagram }: CompiledSpace): number {
  return mix32(mix32(Number(size % 65_536n)) ^ mix32(diagram.nodeCount ^ (diagram.arcCount << 8))) >>> 1;
}

function range(size: number): bigint[] {
  return Array.from({ length: size }, (_, i) => BigInt(i));
}

function placesIn(size: bigint, salt: number): bigint[] {
  return range(8).map((i) => (BigInt(salt) * 0x9e3779b97f4a7c15n * (i + 1n)) % size);
}

/**
 * Index and architecture are the same thing, and the diagram's costs are those of the layers; undefined where neither
 * can be told, since the network cannot be built: of layers that are priced one by one that is known only then.
 */
async function plainRow(space: CompiledSpace, index: bigint): Promise<Row | undefined> {
  const architecture = space.at(index);
  expectSame(`the index of architecture ${index}`, space.indexOf(architecture), index);
  const layers = evaluateNaive(space.graph, space.choice(index)).map(({ cost }) => cost);
  const total = totalCost(layers, COMBINE);
  const costs = space.wide.length > 0 ? await answerOf(() => space.cost(index)) : space.cost(index);
  expectSame(`whether architecture ${index} can be built`, costs !== undefined, !isInvalid(total));
  if (costs === undefined || isInvalid(total)) return undefined;
  const figures = METRICS.map((metric) => BigInt(costs[metric]));
  expectSame(`the cost of architecture ${index}`, figures, total.map(BigInt));
  return { index, figures };
}

/** The network alone costs what it costs in the space. */
function checkSettled(space: CompiledSpace, { index, figures }: Row): void {
  const settled = space.settle(space.at(index));
  expectSame('the size of the space of one architecture', settled.size, 1n);
  expectSame(`the cost of architecture ${index} alone`, Object.values(settled.cost(0n)).map(BigInt), figures);
}

async function checkColumns(space: CompiledSpace, rows: readonly Row[]): Promise<void> {
  const enumerated: Row[] = [];
  for await (const columns of space.enumerate({ workers: 0 })) {
    for (let row = 0; row < columns.count; row++) {
      const figures = METRICS.map((metric) => BigInt(columns.metrics[metric]?.[row] as number | bigint));
      enumerated.push({ index: columns.index(row), figures });
    }
  }
  expectSame('the enumeration', enumerated, rows);
  const sampled: bigint[] = [];
  for await (const columns of space.sample({ count: rows.length + 3, seed: 1, workers: 0, metrics: ['params'] })) {
    for (let row = 0; row < columns.count; row++) sampled.push(columns.index(row));
  }
  expectSame(
    'a sample of everything',
    sampled.toSorted(ascending),
    rows.map(({ index }) => index),
  );
}

async function checkQuestions(space: CompiledSpace, rows: readonly Row[], salt: number): Promise<void> {
  const [first, second] = [salt % METRICS.length, (salt >> 4) % METRICS.length];
  const [m, n] = [first, first === second ? (second + 1) % METRICS.length : second];
  const [metric, other] = [METRICS[m], METRICS[n]] as [Metric, Metric];
  const amounts = rows.map(({ figures }) => figures[m] as bigint).toSorted(ascending);
  const place = (salt >> 8) % rows.length;
  const [min, max] = [amounts[Math.floor(place / 2)], amounts[place]] as [bigint, bigint];
  const budget = { [metric]: { min, max } };
  const left = rows.filter(({ figures }) => (figures[m] as bigint) >= min && (figures[m] as bigint) <= max);

  const counted = await answerOf(() => space.count({ budget }));
  if (counted !== undefined)
    expectSame(
      `the count of ${metric} in [${min}, ${max}]`,
      [counted.lower, counted.upper],
      [BigInt(left.length), BigInt(left.length)],
    );

  const direction = salt % 2 === 0 ? 'min' : 'max';
  const sign = direction === 'min' ? 1n : -1n;
  const found = await answerOf(() => space.best({ budget, objective: { metric: other, direction }, top: 3 }));
  const sorted = left.toSorted(
    (a, b) =>
      ascending(sign * (a.figures[n] as bigint), sign * (b.figures[n] as bigint)) || ascending(a.index, b.index),
  );
  if (found !== undefined)
    expectSame(
      `the best ${other}`,
      found.best.map(({ index }) => index),
      sorted.slice(0, 3).map(({ index }) => index),
    );

  const objectives = [
    { metric, direction: 'min' },
    { metric: other, direction: 'max' },
  ] as const;
  const front = await answerOf(() => space.front({ objectives }));
  if (front !== undefined)
    expectSame(
      `the front of least ${metric} and most ${other}`,
      front.front.map(({ costs }) => [BigInt(costs[metric]), BigInt(costs[other])]),
      plainFront(rows.map(({ figures }) => [figures[m] as bigint, figures[n] as bigint])),
    );

  const spread = await answerOf(() => space.histogram({ metric, budget, bins: 4 }));
  if (spread !== undefined)
    expectSame(
      `the histogram of ${metric}`,
      [spread.whole.bins.reduce((sum, bin) => sum + bin.lower, 0n), BigInt(spread.whole.min), BigInt(spread.whole.max)],
      [BigInt(left.length), min, max],
    );
}

/** Least first, most second: each point once, in order. */
function plainFront(points: readonly (readonly [bigint, bigint])[]): (readonly [bigint, bigint])[] {
  const front: (readonly [bigint, bigint])[] = [];
  for (const point of points.toSorted((a, b) => ascending(a[0], b[0]) || ascending(b[1], a[1]))) {
    const last = front.at(-1);
    if (last === undefined || point[1] > last[1]) front.push(point);
  }
  return front;
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
