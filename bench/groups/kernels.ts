import { openSpace } from '../../src/run/openSpace.js';
import { enumerationRate, FOUR, lentEnumerationRate, samplingRate } from '../kernelRates.js';
import type { Limit } from '../limit.js';
import type { Measure } from '../measure.js';
import { naiveRate } from '../naiveRate.js';
import type { RoundRow } from '../row.js';

/**
 * Costs of architectures into columns, on one core. The naive way lowers the network of each, and adds up its layers.
 */
export const measure: Measure = async ({ basis: { naive, distinct, enumerated, limit } }) => {
  const { diagram } = await openSpace('mobilenet');
  const row = rateRow(naive);
  return [
    ...limitRows(limit),
    row('mobilenet, lowered one by one, all metrics', naive),
    row('mobilenet, distinct samples, 4 metrics', distinct, limit?.sample),
    // random numbers are the least of it: the limit is what is left of it without the permutation
    row(
      'mobilenet, samples with replacement, 4 metrics',
      await samplingRate(diagram, 'replace'),
      limit && limit.sample - limit.permute,
    ),
    row('mobilenet, samples by decision, 4 metrics', await samplingRate(diagram, 'decision')),
    row('mobilenet, enumerated, 1 metric', enumerated, limit?.enumerate1),
    row('mobilenet, enumerated, 4 metrics', await enumerationRate(diagram, FOUR), limit?.enumerate4),
    row(
      'mobilenet, enumerated within the caches, 1 metric',
      await lentEnumerationRate(diagram, ['training']),
      limit?.cached1,
    ),
    row('mobilenet, enumerated within the caches, 4 metrics', await lentEnumerationRate(diagram, FOUR), limit?.cached4),
    ...(await otherSpace('darts', 1_000_000)),
    // what is not WebAssembly is compiled late
    ...(await otherSpace('bert', 20_000, 1)),
  ];
};

/** A space whose tables are smaller or larger. */
async function otherSpace(name: string, count: number, seconds?: number): Promise<RoundRow[]> {
  const space = await openSpace(name);
  const rate = await samplingRate(space.diagram, 'distinct', count, seconds);
  return [rateRow(await naiveRate(space))(`${name}, distinct samples, 4 metrics`, rate)];
}

/** @param nanoseconds the limit, for an architecture */
function rateRow(naive: number) {
  return (what: string, rate: number, nanoseconds?: number): RoundRow => {
    // the naive way itself, in thousands
    const [unit, scale] = rate < 1e5 ? (['thousand/s', 1e3] as const) : (['million/s', 1e6] as const);
    const limit = nanoseconds === undefined ? undefined : 1e9 / nanoseconds / scale;
    return { what, figure: rate / scale, unit, clock: 'CPU', naive: rate === naive ? undefined : naive / scale, limit };
  };
}

/** What the C program takes, and parts of it. */
function limitRows(limit: Limit | undefined): RoundRow[] {
  if (limit === undefined) return [];
  const row = (what: string, figure: number): RoundRow => ({
    what: `limit: ${what}`,
    figure,
    unit: 'ns',
    clock: 'CPU',
  });
  return [
    row('distinct sample, 4 metrics', limit.sample),
    row('of that, its index', limit.permute),
    row('of that, its columns', limit.write),
    row('enumerated, 1 metric', limit.enumerate1),
    row('enumerated, 4 metrics', limit.enumerate4),
    row('enumerated within the caches, 1 metric', limit.cached1),
    row('enumerated within the caches, 4 metrics', limit.cached4),
    { what: 'limit: memory written', figure: limit.written / 1e9, unit: 'GB/s', clock: 'CPU' },
    { what: 'limit: memory read', figure: limit.read / 1e9, unit: 'GB/s', clock: 'CPU' },
  ];
}
