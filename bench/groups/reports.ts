import { openSpace } from '../../src/run/openSpace.js';
import { sampleReport } from '../../src/run/sampleReport.js';
import type { Measure } from '../measure.js';
import { residentRow } from '../residentRow.js';
import type { RoundRow } from '../row.js';

const COUNT = 10_000_000;
const REPORT = { count: COUNT, metrics: ['training', 'filterGrad', 'inputGrad', 'params'] } as const;

/**
 * The main job: a sample of mobilenet.json, spread and front. Its limit is what the sums of its samples take in C, on
 * as many cores; the naive way costs one architecture after the other.
 */
export const measure: Measure = async ({ basis }) => {
  const space = await openSpace('mobilenet');
  const took: number[] = [];
  const rows: RoundRow[] = [];
  for (const workers of [0, 1, 2]) {
    const cpu = process.cpuUsage();
    const started = performance.now();
    await sampleReport(space, { ...REPORT, workers });
    const seconds = (performance.now() - started) / 1e3;
    took.push(seconds);
    const { user, system } = process.cpuUsage(cpu);
    const cores = Math.max(1, workers);
    const limit = basis.limit && (COUNT * basis.limit.sample) / 1e9;
    const what = `report of 10^7 samples, ${WHERE[workers]}`;
    const common = { what, unit: 's', naive: COUNT / basis.naive, isExtrapolated: true } as const;
    rows.push({ ...common, figure: seconds, clock: 'wall', limit: limit && limit / cores });
    rows.push({ ...common, what: `${what}, all threads`, figure: (user + system) / 1e6, clock: 'CPU', limit });
  }
  const [, one = 0, two = 0] = took;
  return [...rows, { what: '2 workers against 1', figure: one / two, unit: 'times' }, residentRow()];
};

const WHERE = ['in process', '1 worker', '2 workers'];
