import type { Objective } from '../../src/run/front.js';
import type { CompiledSpace } from '../../src/run/compiledSpace.js';
import { openSource } from '../../src/run/openSource.js';
import { openSpace } from '../../src/run/openSpace.js';
import { ask } from '../../src/run/whole/asked.js';
import { estimateShare, prepareDraw, type Draw } from '../../src/run/whole/draw.js';
import type { Metric } from '../../src/types.js';
import { runWork } from '../../src/wholeSpace/work.js';
import type { Basis } from '../basis.js';
import type { Measure } from '../measure.js';
import { residentRow } from '../residentRow.js';
import type { RoundRow } from '../row.js';
import { cpuSeconds } from '../timing.js';

/** In the middle of the range; three architectures of four meet it. */
const MIDDLE = { training: { max: 1.8e9 } };
/** One architecture in a million meets it. */
const RARE = { training: { max: 455e6 } };
const FOUR: readonly Metric[] = ['training', 'filterGrad', 'inputGrad', 'params'];
const TWO: readonly Objective[] = [
  { metric: 'training', direction: 'min' },
  { metric: 'params', direction: 'max' },
];
const THREE: readonly Objective[] = [...TWO, { metric: 'activations', direction: 'min' }];

/**
 * Answers about all 5.4 x 10^20 architectures of mobilenet.json, and samples of those within a budget. The naive way of
 * an answer is enumerating them all, at the speed of nascost's own enumeration; of a sample within a budget, drawing
 * until one is within.
 */
export const measure: Measure = async ({ basis }) => {
  const space = await openSpace('mobilenet');
  const enumerating = Number(space.size) / basis.enumerated;
  const row = async (what: string, answer: () => unknown): Promise<RoundRow> => {
    const figure = await cpuSeconds(answer);
    return { what, figure, unit: 's', clock: 'CPU', naive: enumerating, isExtrapolated: true };
  };
  return [
    await row('count of training <= 1.8G within 0.1 %', () => space.count({ budget: MIDDLE, approx: 0.001 })),
    await row('exact count of params <= 5M', () => space.count({ budget: { params: { max: 5e6 } } })),
    await row('exact front of training and params', () => space.front({ objectives: TWO })),
    await row('front of training, params and activations, epsilon 0.01', () =>
      space.front({ objectives: THREE, epsilon: 0.01 }),
    ),
    await row('histogram of training, 100 bins', () => space.histogram({ bins: 100 })),
    await row('sensitivity of all metrics', () => space.sensitivity()),
    await row('the 100 best of params within training <= 600M', () =>
      space.best({ objective: { metric: 'params', direction: 'max' }, top: 100, budget: { training: { max: 6e8 } } }),
    ),
    ...(await drawRows(space, 'training <= 1.8G (3 of 4)', MIDDLE, basis)),
    ...(await drawRows(space, 'training <= 455M (1 of 10^6)', RARE, basis)),
    residentRow(),
  ];
};

/** Set-up, and then samples with four metrics. */
async function drawRows(space: CompiledSpace, name: string, budget: typeof MIDDLE, basis: Basis): Promise<RoundRow[]> {
  const prepare = () => runWork(prepareDraw(space.runnable, ask(space, { budget }).bounds));
  const prepared: Draw[] = [];
  const setUp = await cpuSeconds(async () => prepared.push(await prepare()));
  const [draw = await prepare()] = prepared;
  const { runnable, checks, within } = draw;
  const selection = { kind: 'sample', seed: 1, by: 'architecture', replace: false } as const;
  const source = openSource(runnable.shardSpace, { selection, metrics: FOUR, checks });
  const count = 262_144;
  let drawn = 0;
  const seconds = await cpuSeconds(() => (drawn = source.rows(0, count).count));
  const share = estimateShare(space.size, within, draw);
  return [
    { what: `set-up for samples within ${name}`, figure: setUp, unit: 's', clock: 'CPU' },
    {
      what: `distinct samples within ${name}, 4 metrics`,
      figure: drawn / seconds / 1e6,
      unit: 'million/s',
      clock: 'CPU',
      naive: (share * basis.distinct) / 1e6,
      isExtrapolated: true,
    },
  ];
}
