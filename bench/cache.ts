import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { METRICS } from '../src/cost/metrics.js';
import { costOf } from '../src/diagram/costOf.js';
import { enumerateCosts, LeafTables } from '../src/diagram/enumerateCosts.js';
import { PathTables } from '../src/diagram/pathTables.js';
import { sampleCosts } from '../src/diagram/sampleCosts.js';
import { unrank } from '../src/diagram/unrank.js';
import { openSpace } from '../src/run/openSpace.js';
import { decodeResult, encodeResult } from '../src/run/evaluators/resultCode.js';
import { resultStore, type ResultStore } from '../src/run/evaluators/resultStore.js';
import { openStore } from '../src/run/evaluators/storeProcess.js';
import type { Choice } from '../src/types.js';
import type { BenchRow } from './row.js';

const RUNS = 3;
const COUNT = 50_000;
/** As many as a range may ask for at once. */
const BATCH = 1024;

/**
 * Why the metrics of nascost are not cached by architecture: looking them up takes longer than computing them. All ten metrics of
 * architectures of mobilenet.json, on one core; the store's own process, where there is one, has another.
 */
export async function benchCache(): Promise<BenchRow[]> {
  const { diagram, decisions, size } = await openSpace('mobilenet');
  const indices = Array.from({ length: COUNT }, (_, i) => (BigInt(i) * size) / BigInt(COUNT));
  const keys = indices.map((index) => `mobilenet ${index}`);
  const choices = indices.map((index) => {
    const choice = new Int32Array(decisions.length);
    unrank(diagram, index, choice);
    return choice;
  });
  const figures = (choice: Choice) => costOf(diagram, choice).map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'nascost-bench-'));
  try {
    const open = () =>
      resultStore(join(folder, 'own'), (message) => {
        throw new Error(message);
      });
    const filled = open();
    keys.forEach((key, i) => filled.put(key, encodeResult(key, figures(choices[i] as Choice))));
    await filled.close();
    const store = open();
    const beyond = await least(() => lookUp(store, keys));
    await store.close();
    const database = await openStore(join(folder, 'own'));
    const within = await least(async () => keys.reduce((sum, key) => sum + found(key, database.get(key)), 0));
    await database.close();
    const one = await least(async () => choices.reduce((sum, choice) => sum + figures(choice).length, 0));
    const metrics = METRICS.map((_, m) => m);
    const leaves = new LeafTables(diagram, metrics);
    const columns = leaves.columns.map(() => new Float64Array(COUNT));
    const inOrder = await least(async () => {
      enumerateCosts(leaves, size / 2n, COUNT, columns);
      return COUNT * METRICS.length;
    });
    const tables = new PathTables(diagram, metrics);
    const inRanges = await least(async () => {
      sampleCosts(tables, { seed: 1, mode: 'replace' }, 0, COUNT, columns);
      return COUNT * METRICS.length;
    });
    const note = 'a look-up in lmdb itself';
    return [
      { what: 'cache: ten metrics looked up in lmdb, in one process', figure: COUNT / within, unit: '/s' },
      {
        what: 'cache: the same from the store in its own process',
        figure: COUNT / beyond,
        unit: '/s',
        ratio: within / beyond,
        note,
      },
      { what: 'cache: computed one by one instead', figure: COUNT / one, unit: '/s', ratio: within / one, note },
      {
        what: 'cache: drawn and computed in a range instead',
        figure: COUNT / inRanges,
        unit: '/s',
        ratio: within / inRanges,
        note,
      },
      { what: 'cache: computed in order instead', figure: COUNT / inOrder, unit: '/s', ratio: within / inOrder, note },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
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

/** The least of several runs in seconds, after one that warms up; all must find all figures. */
async function least(run: () => Promise<number>): Promise<number> {
  let seconds = Infinity;
  for (let i = 0; i <= RUNS; i++) {
    const start = performance.now();
    if ((await run()) !== COUNT * METRICS.length) throw new Error('a run has not found all figures');
    if (i > 0) seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  return seconds;
}
