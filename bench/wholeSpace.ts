import { fileURLToPath } from 'node:url';
import type { Objective } from '../src/run/front.js';
import { sampleReport } from '../src/run/sampleReport.js';
import type { CompiledSpace } from '../src/run/compiledSpace.js';
import { openSource } from '../src/run/openSource.js';
import { openSpace } from '../src/run/openSpace.js';
import { ask } from '../src/run/whole/asked.js';
import { prepareDraw } from '../src/run/whole/draw.js';
import { runWork } from '../src/wholeSpace/work.js';
import type { Metric } from '../src/types.js';
import type { BenchRow } from './row.js';

const SPACE = fileURLToPath(new URL('../../spaces/mobilenet.json', import.meta.url));
/** In the middle of the range; three architectures of four meet it. */
const MIDDLE = { training: { max: 1.8e9 } };
/** One architecture in a million meets it. */
const RARE = { training: { max: 455e6 } };
const FOUR: readonly Metric[] = ['training', 'filterGrad', 'inputGrad', 'params'];
const OBJECTIVES: readonly Objective[] = [
  { metric: 'training', direction: 'min' },
  { metric: 'params', direction: 'max' },
];

/** Answers about all 5.4 x 10^20 architectures of mobilenet.json. */
export async function benchWholeSpace(): Promise<BenchRow[]> {
  const space = await openSpace(SPACE);
  const exact = await timed(() => space.count({ budget: MIDDLE }));
  return [
    await seconds('count of training <= 1.8G within 0.1 %', () => space.count({ budget: MIDDLE, approx: 0.001 })),
    { what: 'count of training <= 1.8G, exact, all cores', figure: exact, unit: 's' },
    await seconds('exact count of params <= 5M', () => space.count({ budget: { params: { max: 5e6 } } })),
    await seconds('front of training and params, exact', () => space.front({ objectives: OBJECTIVES })),
    await seconds('front of training, params and activations, epsilon 0.01', () =>
      space.front({ objectives: [...OBJECTIVES, { metric: 'activations', direction: 'min' }], epsilon: 0.01 }),
    ),
    await seconds('histogram of training, 100 bins', () => space.histogram({ bins: 100 })),
    await seconds('histogram of params, 100 bins, exact', () => space.histogram({ metric: 'params', bins: 100 })),
    await seconds('sensitivity of all metrics', () => space.sensitivity()),
    await seconds('the 100 best of params within training <= 600M', () =>
      space.best({ objective: { metric: 'params', direction: 'max' }, top: 100, budget: { training: { max: 6e8 } } }),
    ),
    ...(await drawRows(space, 'training <= 1.8G', MIDDLE)),
    ...(await drawRows(space, 'training <= 455M (1 in 10^6)', RARE)),
    {
      what: 'largest resident memory of all the above, workers included',
      figure: process.resourceUsage().maxRSS / 1024 ** 2,
      unit: 'GiB',
    },
  ];
}

/** Set-up, and then samples with four metrics, on one core. */
async function drawRows(space: CompiledSpace, name: string, budget: typeof MIDDLE): Promise<BenchRow[]> {
  const prepare = () => runWork(prepareDraw(space.runnable, ask(space, { budget }).bounds));
  const setUp = await timed(prepare);
  const { runnable, checks } = await prepare();
  const selection = { kind: 'sample', seed: 1, by: 'architecture', replace: false } as const;
  const source = openSource(runnable.shardSpace, { selection, metrics: FOUR, checks });
  const shard = 262_144;
  source.rows(0, shard);
  const started = performance.now();
  let drawn = 0;
  for (let i = 1; i <= 10; i++) drawn += source.rows(i * shard, (i + 1) * shard).count;
  const rate = drawn / (performance.now() - started) / 1e3;
  return [
    { what: `set-up for samples of ${name}`, figure: setUp, unit: 's' },
    { what: `distinct samples of ${name}, 4 metrics, 1 core`, figure: rate, unit: 'million/s' },
    { what: `the same, 2 workers, from start to report`, figure: await reportRate(space, budget), unit: 'million/s' },
  ];
}

async function reportRate(space: CompiledSpace, budget: typeof MIDDLE): Promise<number> {
  const count = 10_000_000;
  const options = { seed: 1, by: 'architecture', replace: false, ties: 'all', workers: 2 } as const;
  const report = { ...options, count, budget, metrics: FOUR, objectives: OBJECTIVES } as const;
  const started = performance.now();
  await sampleReport(space, report);
  return count / (performance.now() - started) / 1e3;
}

async function seconds(what: string, answer: () => unknown): Promise<BenchRow> {
  return { what, figure: await timed(answer), unit: 's' };
}

/** Seconds of the faster of two. */
async function timed(run: () => unknown): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 2; i++) {
    const started = performance.now();
    await run();
    least = Math.min(least, performance.now() - started);
  }
  return least / 1e3;
}
