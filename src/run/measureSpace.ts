import { rmSync } from 'node:fs';
import { mkdtemp, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { evaluateNaive } from '../diagram/evaluateNaive.js';
import { FILE_FORMATS } from '../report/fileFormat.js';
import { OutputError } from '../report/outputFile.js';
import { systemReason } from '../report/systemReason.js';
import { comparedLimits, type SampleLimits } from './comparedLimits.js';
import type { CompiledSpace } from './compiledSpace.js';
import type { SampleOptions } from './sampleOptions.js';
import { sampleReport } from './sampleReport.js';
import { EXACT_SPREAD_ROWS } from './spread.js';

/** How fast something is done with a space. */
export interface MeasuredRate {
  readonly what: string;
  /** Architectures a second, of each run. */
  readonly runs: readonly number[];
  /** What a run handled. */
  readonly count: number;
  /** Bytes written for an architecture, where some are. */
  readonly bytes?: number;
}

export interface MeasureOptions {
  /** Seconds that a run should take at least; default 0.3. */
  readonly seconds?: number;
  /** How often each is done; default 3. */
  readonly repeats?: number;
  /** Threads that rates in threads are of; 0: none are measured. Default: as many as there are cores. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

const SECONDS = 0.3;
const REPEATS = 3;
/** Times as many as one thread does in the time that is asked for. */
const THREADED = 10;
/** No run is longer than so many architectures. */
const MOST = 100_000_000;
/** Runs begin with so many. */
const LIMITS = { least: 10, most: MOST };

/**
 * Measures what a space can do on this machine: costing one by one, samples, enumeration, records in every format,
 * alone and in threads. Files are written to the system's folder for temporary ones.
 *
 * @throws OutputError where they cannot be written
 * @throws RequestError where the space has a layer that cannot be priced
 */
export async function* measureSpace(space: CompiledSpace, options: MeasureOptions = {}): AsyncGenerator<MeasuredRate> {
  if (space.size === 0n) return;
  const folder = await mkdtemp(join(tmpdir(), 'nascost-bench-')).catch((error: unknown) => {
    throw new OutputError(`cannot write to ${tmpdir()}: ${systemReason(error, 'write')}`, { cause: error });
  });
  // where a second interrupt ends the process
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const { seconds = SECONDS, signal } = options;
    let compared: SampleLimits = LIMITS;
    for (const { what, run, role } of measurements(space, folder, options)) {
      let count = await longEnough(run, seconds, role === 'threads' ? compared : LIMITS);
      // threads will do more than whose quartiles are exact
      if (role === 'alone' && THREADED * count > EXACT_SPREAD_ROWS)
        count = await longEnough(run, seconds, comparedLimits(EXACT_SPREAD_ROWS + 1, count, MOST));
      const rate = await measured(what, run, options, count);
      if (signal?.aborted === true) return;
      // they take their time to start: what they do has to be much more than that
      if (role === 'alone')
        compared = comparedLimits(count, Math.ceil(THREADED * seconds * Math.max(...rate.runs)), MOST);
      yield rate;
    }
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
}

interface Measurement {
  readonly what: string;
  /** Of two in a row, the same in this thread and in others. */
  readonly role?: 'alone' | 'threads';
  /** Handles about so many architectures; returns how many, and the bytes written. */
  readonly run: (count: number, seed: number) => Promise<{ readonly done: number; readonly bytes?: number }>;
}

function* measurements(
  space: CompiledSpace,
  folder: string,
  { signal, workers = availableParallelism() }: MeasureOptions,
): Generator<Measurement> {
  const report = (options: Partial<SampleOptions>) => sampleReport(space, { ...DRAW, workers: 0, signal, ...options });
  const sampled = (what: string, options: Partial<SampleOptions>): Measurement => ({
    what,
    run: (count, seed) => report({ count, seed, ...options }),
  });
  yield { what: 'one by one: every layer lowered and added up', run: (count) => oneByOne(space, count, signal) };
  yield sampled('samples, one metric', { metrics: ['training'], objectives: [] });
  const all = sampled('samples, all metrics, with spread and front', {});
  if (workers <= 1) yield all;
  else {
    yield { ...all, role: 'alone' };
    yield { ...sampled(`the same, ${workers} workers`, { workers }), role: 'threads' };
  }
  yield {
    what: 'enumerated, all metrics, with spread and front',
    run: (count) => report({ replace: false, from: 0, count, seed: 0 }),
  };
  for (const format of FILE_FORMATS) {
    const out = join(folder, `records.${format}`);
    yield {
      what: `samples into .${format}`,
      run: async (count, seed) => {
        const { done } = await report({ count, seed, out });
        return { done, bytes: (await stat(out)).size };
      },
    };
  }
}

const DRAW = {
  // so that small spaces do not end
  replace: true,
  ties: 'first',
} as const satisfies Partial<SampleOptions>;

async function oneByOne(
  space: CompiledSpace,
  count: number,
  signal: AbortSignal | undefined,
): Promise<{ done: number }> {
  const step = space.size / BigInt(count) + 1n;
  for (let done = 0; done < count; done++) {
    if (done % TURN === 0) await nextTurn();
    if (signal?.aborted === true) return { done };
    evaluateNaive(space.graph, space.choice((BigInt(done) * step) % space.size));
  }
  return { done: count };
}

/** So many one by one take milliseconds. */
const TURN = 64;

/** Longer and longer runs, until one takes so many seconds. */
async function longEnough(run: Measurement['run'], seconds: number, { least, most }: SampleLimits): Promise<number> {
  for (let count = least; ;) {
    const { took, done } = await timed(run, count, 0);
    // a space that ends, or a run that is long enough
    if (took >= seconds || done < count || count >= most) return count;
    count = Math.min(most, Math.ceil(count * Math.min(20, Math.max(2, (1.2 * seconds) / took))));
  }
}

/** So many architectures, and again, for the noise. */
async function measured(
  what: string,
  run: Measurement['run'],
  options: MeasureOptions,
  count: number,
): Promise<MeasuredRate> {
  const runs: number[] = [];
  let last: { done: number; bytes?: number } = { done: 0 };
  for (let i = 1; i <= (options.repeats ?? REPEATS) && options.signal?.aborted !== true; i++) {
    const { took, ...rest } = await timed(run, count, i);
    runs.push(rest.done / took);
    last = rest;
  }
  return { what, runs, count: last.done, ...(last.bytes !== undefined && { bytes: last.bytes / last.done }) };
}

async function timed(run: Measurement['run'], count: number, seed: number) {
  const start = performance.now();
  const result = await run(count, seed);
  return { ...result, took: (performance.now() - start) / 1000 };
}
