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
import { measureLimit, type Limit } from './limit.js';
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

/** What the main job does on mobilenet.json, one core unless it says otherwise. Kernels are in CPU time, so that other processes hardly count. */
export async function benchSpace(): Promise<BenchRow[]> {
  const { space } = await readSpaceFile(SPACE);
  if (!space) throw new Error('spaces/mobilenet.json is not valid');
  const graph = traced(space);
  const { diagram } = compileDiagram(graph);
  const naive = naiveRate(graph, diagram);
  const limit = measureLimit(diagram, FOUR.map(metricIndex));
  return [
    ...compileRows(space, graph),
    ...limitRows(limit),
    { what: 'architectures costed the naive way, all metrics', figure: naive / 1e3, unit: 'thousand/s' },
    ...samplingRows(diagram, naive, limit),
    ...enumerationRows(diagram, naive, limit),
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

/** What a C program does with the same tables, and the parts of it. */
function limitRows(limit: Limit | undefined): BenchRow[] {
  if (limit === undefined) return [];
  const row = (what: string, nanoseconds: number) => ({ what: `limit: ${what}`, figure: nanoseconds, unit: 'ns' });
  return [
    row('distinct sample, 4 metrics', limit.sample),
    row('of that, its index', limit.permute),
    row('of that, its columns', limit.write),
    row('architecture enumerated, 1 metric', limit.enumerate1),
    row('architecture enumerated, 4 metrics', limit.enumerate4),
    row('the same, columns in the cache', limit.cached4),
    { what: 'limit: memory written', figure: limit.bytesPerSecond / 1e9, unit: 'GB/s' },
  ];
}

/** Sampling against the naive way: lower the network of every architecture, sum its layers. */
function samplingRows(diagram: Diagram, naive: number, limit: Limit | undefined): BenchRow[] {
  const row = (what: string, rate: number): BenchRow => ({
    what,
    figure: rate / 1e6,
    unit: 'million/s',
    ratio: rate / naive,
    note: 'the naive way',
  });
  const distinct = samplingRate(diagram, 'distinct');
  return [
    {
      ...row(`distinct samples costed, ${FOUR.length} metrics`, distinct),
      limit: limit && 1e9 / distinct / limit.sample,
    },
    row('samples with replacement, 4 metrics', samplingRate(diagram, 'replace')),
    row('samples by decision, 4 metrics', samplingRate(diagram, 'decision')),
  ];
}

function naiveRate(graph: Graph, diagram: Diagram): number {
  const count = 100;
  const combine = METRICS.map((metric) => (metric === 'peak' ? ('max' as const) : ('sum' as const)));
  const choice = new Int32Array(graph.decisions.length);
  const seconds = leastCpuSeconds(() => {
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
  const count = 2_000_000;
  const tables = new PathTables(diagram, FOUR.map(metricIndex));
  const out = FOUR.map(() => new Float64Array(count));
  const seconds = leastCpuSeconds(() => {
    sampleCosts(tables, { seed: 1, mode }, 0, count, out);
    return out[0]?.[count - 1] ?? 0;
  });
  return count / seconds;
}

/** From the middle of the space, into columns that no cache holds. */
function enumerationRows(diagram: Diagram, naive: number, limit: Limit | undefined): BenchRow[] {
  return ([['training'], FOUR] as const).map((metrics) => {
    const count = 20_000_000 / metrics.length;
    const tables = new LeafTables(diagram, metrics.map(metricIndex));
    const out = metrics.map(() => new Float64Array(count));
    const seconds = leastCpuSeconds(() => {
      enumerateCosts(tables, diagram.size / 3n, count, out);
      return out[0]?.[count - 1] ?? 0;
    });
    const least = metrics.length === 1 ? limit?.enumerate1 : limit?.enumerate4;
    return {
      what: `architectures enumerated, ${metrics.length} metric${metrics.length === 1 ? '' : 's'}`,
      figure: count / seconds / 1e6,
      unit: 'million/s',
      ratio: count / seconds / naive,
      note: 'the naive way',
      limit: least && (1e9 * seconds) / count / least,
    };
  });
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

/** As leastSeconds, in CPU time. */
function leastCpuSeconds(run: () => number): number {
  return leastSeconds(run, () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e3;
  });
}

/** Seconds of the fastest of RUNS after a warm-up; the results are added up, so that the work cannot be optimised away. */
function leastSeconds(run: () => number, milliseconds: () => number = () => performance.now()): number {
  let sink = run();
  let least = Infinity;
  for (let i = 0; i < RUNS; i++) {
    const started = milliseconds();
    sink += run();
    least = Math.min(least, milliseconds() - started);
  }
  if (Number.isNaN(sink)) throw new Error('a benchmark computed nothing');
  return least / 1e3;
}
