import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { METRICS, metricIndex } from '../src/cost/metrics.js';
import { compileDiagram } from '../src/diagram/compileDiagram.js';
import { LeafTables, enumerateCosts } from '../src/diagram/enumerateCosts.js';
import { evaluateNaive, totalCost } from '../src/diagram/evaluateNaive.js';
import { PathTables } from '../src/diagram/pathTables.js';
import { sampleCosts } from '../src/diagram/sampleCosts.js';
import { unrank } from '../src/diagram/unrank.js';
import { trace } from '../src/network/trace.js';
import { openSpace } from '../src/run/openSpace.js';
import { sampleReport } from '../src/run/sampleReport.js';
import { readSpaceFile } from '../src/space/readSpaceFile.js';
import type { Diagram, Graph, Metric, Space } from '../src/types.js';
import type { BenchRow } from './row.js';

const RUNS = 5;
const SPACE = fileURLToPath(new URL('../../spaces/mobilenet.json', import.meta.url));
const OPTIONS = { precision: 'float32', optimizer: 'adam' } as const;
const FOUR: readonly Metric[] = ['forward', 'filterGrad', 'inputGrad', 'params'];

const REPORT = {
  seed: 0,
  by: 'architecture',
  replace: false,
  objectives: [
    { metric: 'training', direction: 'min' },
    { metric: 'params', direction: 'max' },
  ],
  ties: 'all',
  metrics: FOUR.toSpliced(0, 1, 'training'),
} as const;

/** What the main job does on mobilenet.json, one core unless it says otherwise. */
export async function benchSpace(): Promise<BenchRow[]> {
  const { space } = await readSpaceFile(SPACE);
  if (!space) throw new Error('spaces/mobilenet.json is not valid');
  const graph = traced(space);
  const { diagram } = compileDiagram(graph);
  return [
    ...compileRows(space, graph),
    ...samplingRows(graph, diagram),
    enumerationRow(diagram),
    ...(await workerRows()),
    ...commandRows(),
  ];
}

function traced(space: Space): Graph {
  const { graph } = trace(space, OPTIONS);
  if (!graph) throw new Error('spaces/mobilenet.json cannot be traced');
  return graph;
}

/** In a process of their own: users meet cold code. */
function compileRows(space: Space, graph: Graph): BenchRow[] {
  const cold = Array.from({ length: RUNS }, coldCompile);
  const least = (of: (figures: ColdFigures) => number) => Math.min(...cold.map(of));
  return [
    { what: 'trace, first in its process', figure: least((figures) => figures.trace), unit: 'ms' },
    { what: 'compile, first in its process', figure: least((figures) => figures.compile), unit: 'ms' },
    { what: 'trace, warm', figure: 1e3 * leastSeconds(() => traced(space).nodes.length), unit: 'ms' },
    { what: 'compile, warm', figure: 1e3 * leastSeconds(() => compileDiagram(graph).stats.nodes), unit: 'ms' },
  ];
}

interface ColdFigures {
  readonly trace: number;
  readonly compile: number;
}

function coldCompile(): ColdFigures {
  const program = `
    const { openSpace } = await import(${JSON.stringify(new URL('../src/run/openSpace.js', import.meta.url).href)});
    const { stats } = await openSpace(${JSON.stringify(SPACE)});
    console.log(JSON.stringify({ trace: stats.traceMilliseconds, compile: stats.milliseconds }));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  return JSON.parse(output) as ColdFigures;
}

/** Sampling against the naive way: lower the network of every architecture, sum its layers. */
function samplingRows(graph: Graph, diagram: Diagram): BenchRow[] {
  const naive = naiveRate(graph, diagram);
  const rate = samplingRate(diagram, 'distinct');
  return [
    { what: 'architectures costed the naive way, all metrics', figure: naive / 1e3, unit: 'thousand/s' },
    {
      what: `distinct samples costed, ${FOUR.length} metrics`,
      figure: rate / 1e6,
      unit: 'million/s',
      ratio: rate / naive,
      note: 'the naive way',
    },
    { what: 'samples with replacement, 4 metrics', figure: samplingRate(diagram, 'replace') / 1e6, unit: 'million/s' },
    { what: 'samples by decision, 4 metrics', figure: samplingRate(diagram, 'decision') / 1e6, unit: 'million/s' },
  ];
}

function naiveRate(graph: Graph, diagram: Diagram): number {
  const count = 100;
  const combine = METRICS.map((metric) => (metric === 'peak' ? ('max' as const) : ('sum' as const)));
  const choice = new Int32Array(graph.decisions.length);
  const seconds = leastSeconds(() => {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      unrank(diagram, (diagram.size / BigInt(count)) * BigInt(i), choice);
      const total = totalCost(
        evaluateNaive(graph, choice).map((layer) => layer.cost),
        combine,
      );
      sum += Array.isArray(total) ? Number(total[0]) : 0;
    }
    return sum;
  });
  return count / seconds;
}

function samplingRate(diagram: Diagram, mode: 'distinct' | 'replace' | 'decision'): number {
  const count = mode === 'decision' ? 200_000 : 2_000_000;
  const tables = new PathTables(diagram, FOUR.map(metricIndex));
  const out = FOUR.map(() => new Float64Array(count));
  const seconds = leastSeconds(() => {
    sampleCosts(tables, { seed: 1, mode }, 0, count, out);
    return out[0]?.[count - 1] ?? 0;
  });
  return count / seconds;
}

function enumerationRow(diagram: Diagram): BenchRow {
  const count = 20_000_000;
  const tables = new LeafTables(diagram, [metricIndex('training')]);
  const out = [new Float64Array(count)];
  const seconds = leastSeconds(() => {
    enumerateCosts(tables, diagram.size / 3n, count, out);
    return out[0]?.[count - 1] ?? 0;
  });
  return { what: 'architectures enumerated, 1 metric', figure: count / seconds / 1e6, unit: 'million/s' };
}

async function workerRows(): Promise<BenchRow[]> {
  const space = await openSpace(SPACE);
  const count = 20_000_000;
  const seconds: number[] = [];
  for (const workers of [0, 1, 2]) {
    const started = performance.now();
    await sampleReport(space, { ...REPORT, count, workers });
    seconds[workers] = (performance.now() - started) / 1e3;
  }
  const [inProcess = 0, one = 0, two = 0] = seconds;
  const what = (where: string) => `sample report of 2 x 10^7, ${where}`;
  return [
    { what: what('in process'), figure: inProcess, unit: 's' },
    { what: what('1 worker'), figure: one, unit: 's' },
    { what: what('2 workers'), figure: two, unit: 's', ratio: one / two, note: '1 worker' },
  ];
}

function commandRows(): BenchRow[] {
  const bin = fileURLToPath(new URL('../../bin/nascost.js', import.meta.url));
  const wall = (...args: string[]) =>
    1e3 * leastSeconds(() => execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] }).length);
  return [
    { what: 'node -e 0, wall time', figure: wall('-e', '0'), unit: 'ms' },
    { what: 'nascost --version, wall time', figure: wall(bin, '--version'), unit: 'ms' },
    { what: 'nascost --help, wall time', figure: wall(bin, '--help'), unit: 'ms' },
    { what: 'nascost sample spaces/mobilenet.json, wall time', figure: wall(bin, 'sample', SPACE), unit: 'ms' },
  ];
}

/** Seconds of the fastest of RUNS after a warm-up; the results are added up, so that the work cannot be optimised away. */
function leastSeconds(run: () => number): number {
  let sink = run();
  let least = Infinity;
  for (let i = 0; i < RUNS; i++) {
    const started = performance.now();
    sink += run();
    least = Math.min(least, performance.now() - started);
  }
  if (Number.isNaN(sink)) throw new Error('a benchmark computed nothing');
  return least / 1e3;
}
