import { paretoFront, type Direction } from '../../src/pareto/paretoFront.js';
import { cloudColumns, type Cloud } from '../clouds.js';
import type { Measure } from '../measure.js';
import { keptFront } from '../keptFront.js';
import type { RoundRow } from '../row.js';
import { cpuSeconds } from '../timing.js';

const ROWS = 1_000_000;
/** Of each row and of what it compares with: there are many. */
const SECONDS = 0.15;
/**
 * How many rows the naive way gets: it takes up to their square, though with few of them in the front it takes all in
 * little time.
 */
const NAIVE_ROWS: readonly (readonly [Cloud, number])[] = [
  ['uniform in the cube', ROWS],
  ['near a sphere, noise 0.02', 3000],
  ['all on the front', 3000],
];

/**
 * The Pareto filter on a million seeded points. The limit is reading every figure once; the naive way keeps a front,
 * and holds every row against all of it. Where it gets a part of the rows, both ways with that part say how many times
 * as fast: more rows would say more.
 */
export const measure: Measure = async ({ basis: { limit } }) => {
  const rows: RoundRow[] = [];
  for (const objectives of [2, 3, 4]) {
    for (const [cloud, naiveRows] of NAIVE_ROWS) {
      const columns = cloudColumns(cloud, objectives, ROWS);
      const seconds = await frontSeconds(columns);
      const naive = seconds * (await timesNaive(columns.map((column) => column.subarray(0, naiveRows))));
      rows.push({
        what: `front of 10^6 points, ${objectives} objectives, ${cloud}`,
        figure: 1e3 * seconds,
        unit: 'ms',
        clock: 'CPU',
        naive: 1e3 * naive,
        isExtrapolated: naiveRows < ROWS,
        limit: limit && (1e3 * 8 * ROWS * objectives) / limit.read,
      });
    }
  }
  return [...rows, await fewRows()];
};

async function frontSeconds(columns: readonly Float64Array[]): Promise<number> {
  const directions = columns.map((): Direction => 'min');
  return cpuSeconds(() => paretoFront(columns, directions), SECONDS);
}

/** How many times the time of `paretoFront` the naive way takes; both must find the same rows. */
async function timesNaive(columns: readonly Float64Array[]): Promise<number> {
  const directions = columns.map((): Direction => 'min');
  const [kept, found] = [keptFront(columns).length, paretoFront(columns, directions).length];
  if (kept !== found) throw new Error(`the naive way finds ${kept} rows, not ${found}`);
  return (await cpuSeconds(() => keptFront(columns), SECONDS)) / (await frontSeconds(columns));
}

/** Merging small fronts must not cost set-up. */
async function fewRows(): Promise<RoundRow> {
  const columns = cloudColumns('near a simplex, noise 0.02', 3, 200);
  const calls = 1000;
  const often = async (front: () => unknown) => {
    const seconds = await cpuSeconds(() => {
      for (let call = 0; call < calls; call++) front();
    });
    return (seconds / calls) * 1e6;
  };
  const directions = columns.map((): Direction => 'min');
  return {
    what: 'front of 200 points, 3 objectives, near a simplex',
    figure: await often(() => paretoFront(columns, directions)),
    unit: 'µs',
    clock: 'CPU',
    naive: await often(() => keptFront(columns)),
  };
}
