import { join } from 'node:path';
import { METRICS } from '../../src/cost/metrics.js';
import { costOf } from '../../src/diagram/costOf.js';
import { enumerateCosts, LeafTables } from '../../src/diagram/enumerateCosts.js';
import { PathTables } from '../../src/diagram/pathTables.js';
import { sampleCosts } from '../../src/diagram/sampleCosts.js';
import { unrank } from '../../src/diagram/unrank.js';
import { decodeResult, encodeResult } from '../../src/run/evaluators/resultCode.js';
import { resultStore, type ResultStore } from '../../src/run/evaluators/resultStore.js';
import { openStore } from '../../src/run/evaluators/storeProcess.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Choice } from '../../src/types.js';
import type { Measure } from '../measure.js';
import type { RoundRow } from '../row.js';
import { cpuSeconds, wallSeconds } from '../timing.js';

const COUNT = 20_000;
/** As many as a range may ask for at once. */
const BATCH = 1024;

/**
 * Why the metrics of nascost are not cached by architecture: looking them up takes longer than computing them. All ten
 * metrics of architectures of mobilenet.json. The naive way of a look-up is what it would save: computing them anew in
 * a range. The naive way of computing is lowering each.
 */
export const measure: Measure = async ({ basis, folder }) => {
  const { diagram, decisions, size } = await openSpace('mobilenet');
  const indices = Array.from({ length: COUNT }, (_, i) => (BigInt(i) * size) / BigInt(COUNT));
  const keys = indices.map((index) => `mobilenet ${index}`);
  const choices = indices.map((index) => {
    const choice = new Int32Array(decisions.length);
    unrank(diagram, index, choice);
    return choice;
  });
  const figures = (choice: Choice) => costOf(diagram, choice).map(Number);
  const one = await cpuSeconds(() => all(choices.reduce((sum, choice) => sum + figures(choice).length, 0)));

  const cache = join(folder, 'cache');
  const filled = open(cache);
  keys.forEach((key, i) => filled.put(key, encodeResult(key, figures(choices[i] as Choice))));
  await filled.close();
  const store = open(cache);
  const beyond = await wallSeconds(async () => all(await lookUp(store, keys)));
  await store.close();
  const database = await openStore(cache);
  const within = await cpuSeconds(() => all(keys.reduce((sum, key) => sum + found(key, database.get(key)), 0)));
  await database.close();

  const metrics = METRICS.map((_, m) => m);
  const leaves = new LeafTables(diagram, metrics);
  const columns = leaves.columns.map(() => new Float64Array(COUNT));
  const tables = new PathTables(diagram, metrics);
  const inRanges = await cpuSeconds(() => sampleCosts(tables, { seed: 1, mode: 'replace' }, 0, COUNT, columns));
  const inOrder = await cpuSeconds(() => enumerateCosts(leaves, size / 2n, COUNT, columns));
  const row = (what: string, seconds: number, naive: number, clock: 'CPU' | 'wall' = 'CPU'): RoundRow => {
    return { what, figure: COUNT / seconds / 1e6, unit: 'million/s', clock, naive: naive / 1e6 };
  };
  return [
    row('ten metrics looked up in lmdb itself', within, COUNT / inRanges),
    row('the same from the store in its own process', beyond, COUNT / inRanges, 'wall'),
    row('computed one by one instead', one, basis.naive),
    row('drawn and computed in a range instead', inRanges, basis.naive),
    row('computed in order instead', inOrder, basis.naive),
  ];
};

function open(path: string): ResultStore {
  return resultStore(path, (message) => {
    throw new Error(message);
  });
}

async function lookUp(store: ResultStore, keys: readonly string[]): Promise<number> {
  let sum = 0;
  for (let lo = 0; lo < keys.length; lo += BATCH) {
    const some = keys.slice(lo, lo + BATCH);
    const values = await Promise.all(some.map((key) => store.get(key)));
    some.forEach((key, i) => (sum += found(key, values[i])));
  }
  return sum;
}

function found(key: string, bytes: Uint8Array | undefined): number {
  return decodeResult(key, bytes, METRICS.length)?.length ?? 0;
}

function all(figures: number): void {
  if (figures !== COUNT * METRICS.length) throw new Error('a run has not found all figures');
}
