import { metricIndex } from '../src/cost/metrics.js';
import { enumerateCosts, LeafTables, WINDOW } from '../src/diagram/enumerateCosts.js';
import { PathTables } from '../src/diagram/pathTables.js';
import { sampleCosts } from '../src/diagram/sampleCosts.js';
import type { Diagram, Metric } from '../src/types.js';
import { cpuSeconds } from './timing.js';

/** Of runs that are begun: WebAssembly is compiled twice, the second time while it runs. */
const SECONDS = 0.3;

export const FOUR: readonly Metric[] = ['forward', 'filterGrad', 'inputGrad', 'params'];

/** Samples a second with four metrics, on one core; runs are begun for so many seconds. */
export async function samplingRate(
  diagram: Diagram,
  mode: 'distinct' | 'replace' | 'decision',
  count = 1_000_000,
  seconds = SECONDS,
): Promise<number> {
  const tables = new PathTables(diagram, FOUR.map(metricIndex));
  const out = FOUR.map(() => new Float64Array(count));
  return count / (await cpuSeconds(() => sampleCosts(tables, { seed: 1, mode }, 0, count, out), seconds));
}

/** Architectures a second from the middle of the space, into columns that no cache holds. */
export async function enumerationRate(diagram: Diagram, metrics: readonly Metric[]): Promise<number> {
  const count = 20_000_000 / metrics.length;
  const tables = new LeafTables(diagram, metrics.map(metricIndex));
  const out = metrics.map(() => new Float64Array(count));
  return count / (await cpuSeconds(() => enumerateCosts(tables, diagram.size / 3n, count, out), SECONDS));
}

/** The same into columns that the tables lend, as reports do: figures are summed up while they are in the caches. */
export async function lentEnumerationRate(diagram: Diagram, metrics: readonly Metric[]): Promise<number> {
  const windows = 1000;
  const tables = new LeafTables(diagram, metrics.map(metricIndex));
  const start = diagram.size / 3n;
  const run = () => {
    for (let i = 0; i < windows; i++) enumerateCosts(tables, start + BigInt(i * WINDOW), WINDOW, tables.lend(WINDOW));
  };
  return (windows * WINDOW) / (await cpuSeconds(run, SECONDS));
}
