import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSpace, sampleReport, type CompiledSpace, type SampleOptions, type SampleReport } from '../src/index.js';
import { scratchFile, scratchFolder } from './scratch.js';
import { REPEATED } from './smallSpaces.js';

/** Files by their paths below a folder. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A run: what it ends in, and what it has left at moments before that. */
export interface BulkRun {
  readonly options: Partial<SampleOptions>;
  readonly out: string;
  readonly report: SampleReport;
  readonly whole: Files;
  /** As a SIGKILL leaves them, once behind every checkpoint, and as an interruption does. */
  readonly stopped: readonly Files[];
  /** What its parts have left, each with its checkpoint; empty where it has none. */
  readonly parts: readonly Files[];
}

const OPTIONS: Partial<SampleOptions> = { count: 90, seed: 3, metrics: ['training', 'params'], workers: 0 };

/** What is done of the space, into how many parts it is cut as well, and whether an evaluator measures it. */
interface Plan {
  readonly options: Partial<SampleOptions>;
  readonly ending: string;
  readonly of: number;
  readonly isEvaluated?: boolean;
}

/** Ranges are short where a run has several files or legs, or evaluators. */
const RUNS: readonly Plan[] = [
  { options: { uniformOver: 'params', strata: 5, count: 60 }, ending: 'csv', of: 0 },
  { options: { uniformOver: 'training', strata: 3, count: 40 }, ending: 'jsonl.gz', of: 0 },
  { options: { uniformOver: 'params', strata: 3 }, ending: 'parquet', of: 0 },
  { options: { by: 'decision', replace: true, count: 600, split: 4 }, ending: 'csv', of: 0 },
  { options: { count: 40, budget: { params: { max: 4000 } } }, ending: 'arrow', of: 0 },
  { options: {}, ending: 'csv', of: 3 },
  { options: { seed: 4 }, ending: 'csv', of: 3 },
  { options: { from: 11 }, ending: 'jsonl', of: 2 },
  { options: { from: 11 }, ending: 'csv.gz', of: 4 },
  { options: { from: 11 }, ending: 'parquet', of: 2 },
  { options: { count: 20 }, ending: 'csv', of: 3, isEvaluated: true },
  { options: { from: 68 }, ending: 'jsonl.gz', of: 2, isEvaluated: true },
  { options: { count: 18, split: 2 }, ending: 'arrow', of: 0, isEvaluated: true },
];

/** It fails where the network is deep and narrow. */
const EVALUATOR = `export default {
  name: 'latency',
  version: 1,
  metrics: ['latency'],
  evaluate(arch, { costs }) {
    if (arch['stage.depth'] === 3 && arch['stage.block1.mix.out'] === 16) throw new Error('too deep');
    return { latency: Number(costs.training) / 7 };
  },
};
`;

export const RUN_COUNT = RUNS.length;

/** Those that have parts. */
export const DIVIDED: readonly number[] = RUNS.flatMap(({ of }, number) => (of > 0 ? [number] : []));

/** How many parts a run has. */
export function partCount(number: number): number {
  return RUNS[number]?.of ?? 0;
}

let space: Promise<CompiledSpace> | undefined;
const done: (Promise<BulkRun> | undefined)[] = [];

/** The space that the runs are about, from a file. */
export function bulkSpace(): Promise<CompiledSpace> {
  return (space ??= openSpace(scratchFile('runs.json', JSON.stringify(REPEATED))));
}

/** One of RUN_COUNT runs, which is done once. */
export function bulkRun(number: number): Promise<BulkRun> {
  return (done[number] ??= perform(number));
}

/** The options of a run whose files go to a folder. */
export function optionsIn(folder: string, { options, out }: Pick<BulkRun, 'options' | 'out'>): Partial<SampleOptions> {
  return { ...OPTIONS, ...options, out: join(folder, out) };
}

async function perform(number: number): Promise<BulkRun> {
  const { options: plain, ending, of, isEvaluated } = RUNS[number] as Plan;
  const evaluators = isEvaluated === true ? [scratchFile('latency.mjs', EVALUATOR)] : undefined;
  const options = evaluators ? { ...plain, evaluators, cache: false as const } : plain;
  const run = { options, out: `out.${ending}` };
  const stopped: Files[] = [];
  let report: SampleReport | undefined;
  const whole = await filesOf(`run${number}`, async (folder) => {
    const asked = { ...optionsIn(folder, run), checkpointEvery: 0 };
    // locks die with their process, and this one lives
    const update = () => void stopped.push(new Map([...readFiles(folder)].filter(([name]) => !name.endsWith('.lock'))));
    report = await sampleReport(await bulkSpace(), asked, { progress: { update, end: () => undefined } });
  });
  if (report === undefined) throw new Error('there is no report');
  stopped.push(
    await filesOf(`run${number}`, async (folder) => {
      const stop = new AbortController();
      const asked = { ...optionsIn(folder, run), signal: stop.signal };
      const progress = { update: () => stop.abort(), end: () => undefined };
      await sampleReport(await bulkSpace(), asked, { progress });
    }),
  );
  const parts: Files[] = [];
  for (let index = 1; index <= of; index++) {
    const part = { options: { ...options, part: { index, of } }, out: partName(number, index, ending) };
    const files = await filesOf(`run${number}`, async (folder) => {
      await sampleReport(await bulkSpace(), optionsIn(folder, part));
    });
    parts.push(files);
  }
  return { ...run, report, whole, stopped, parts };
}

function partName(run: number, index: number, ending: string): string {
  return `run${run}-${index}.${ending}`;
}

async function filesOf(name: string, work: (folder: string) => Promise<void>): Promise<Files> {
  const folder = newFolder(name);
  try {
    await work(folder);
    return readFiles(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An empty folder of this process. */
export function newFolder(name: string): string {
  const folder = join(scratchFolder(), name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

/** All files below a folder. */
export function readFiles(folder: string): Files {
  const found = new Map<string, Uint8Array>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      for (const [name, bytes] of readFiles(join(folder, entry.name))) found.set(`${entry.name}/${name}`, bytes);
    } else found.set(entry.name, readFileSync(join(folder, entry.name)));
  }
  return found;
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, bytes] of files) {
    const [first = '', second] = name.split('/');
    if (second !== undefined) mkdirSync(join(folder, first), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}
