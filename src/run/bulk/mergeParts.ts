import { open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Block, BlockFormat } from '../../report/blocks/blockFormat.js';
import type { FileFormat } from '../../report/fileFormat.js';
import { OutputError } from '../../report/outputFile.js';
import { checkGoesOn } from '../../wholeSpace/work.js';
import { checkOptions, checkValue } from '../checkOptions.js';
import { rangeSize } from '../cutRanges.js';
import { RequestError } from '../errors.js';
import { splitBudget } from '../evaluators/measures.js';
import type { Job } from '../job.js';
import { jobFormat } from '../openJob.js';
import { openSpace } from '../openSpace.js';
import { RUN_RULES, TEXT } from '../optionRules.js';
import { expectedOf, legsOf, partsOf, sampleJob } from '../sampleJob.js';
import { formatOf } from '../sampleOptions.js';
import { CostedFront } from '../costedFront.js';
import { evaluationReport, type SampleReport } from '../sampleReport.js';
import { CHECKPOINT_ENDING, checkpointBeside, checkpointFlaw, readCheckpoint } from './checkpointFile.js';
import { checkNameLength } from './checkNameLength.js';
import { readBlocks } from './readBlocks.js';
import { outputFiles, realPlace, type OutputPlace } from './outputPlace.js';
import { RecordOutput } from './recordOutput.js';
import { differences, PART_KEY } from './runIdentity.js';
import { lockBeside, LONGEST_LOCK_ENDING, runLock } from './runLock.js';
import type { RunState } from './runState.js';
import { SampleSums } from './sampleSums.js';

export interface MergeOptions {
  /** The file of all records; its ending is that of the parts' files. Without it, only what they found is merged. */
  readonly out?: string | undefined;
  /** The space, where its file has moved since. */
  readonly space?: string | undefined;
  /** After it is aborted, no file is written. */
  readonly signal?: AbortSignal | undefined;
}

/** A part of a run, from its checkpoint. */
interface Part {
  /** As it was given. */
  readonly path: string;
  readonly checkpoint: string;
  /** Its file of records, where it has one. */
  readonly records: string | undefined;
  /** Without its sums: those of all parts are not in memory at once. */
  readonly state: Omit<RunState, 'sums'>;
  readonly index: number;
  readonly of: number;
}

/**
 * Makes one run of all of its parts: the report, and byte for byte the file, of the run undivided. Where the front of a
 * part had more architectures than it may (`mostFront`), what it left out is left out here.
 *
 * @param paths the parts' checkpoints, or their files of records, in any order
 * @throws RequestError where a part is missing, unfinished, damaged, there twice, or of another run
 * @throws OutputError where the file cannot be written, or is one of the parts
 * @throws Stopped after an interrupt
 */
export async function mergeParts(paths: readonly string[], options: MergeOptions = {}): Promise<SampleReport> {
  const start = performance.now();
  checkOptions('mergeParts', options, { out: TEXT, space: TEXT, signal: RUN_RULES.signal });
  checkValue('the parts', paths, {
    expected: 'a list of file names',
    holds: (value) => Array.isArray(value) && value.every((path) => typeof path === 'string'),
  });
  const parts = await allParts(paths, options.signal);
  const [first] = parts;
  if (first === undefined) throw new RequestError('there is nothing to merge: give the checkpoints of all parts');
  const { asked, identity } = first.state;
  const { evaluated } = asked;
  const space = await openSpace(options.space ?? asked.file, asked.figures);
  if (space.hash !== identity['hash'])
    throw new RequestError(`${space.file} is not the space of these parts: it has changed since`);
  const sampled = { ...asked.options, part: undefined };
  const { exact } = splitBudget(sampled.budget ?? {}, evaluated?.measures ?? []);
  const { legs, share } = await legsOf(space, { ...sampled, budget: exact });
  const total = legs.reduce((sum, { count }) => sum + count, 0);
  const job = sampleJob(sampled, total, evaluated);
  const sums = new SampleSums(job, sampled.mostFront);
  for (const part of parts) {
    sums.addState(await sumsOf(part));
    checkGoesOn(options.signal);
  }
  if (options.out !== undefined) {
    const format = await jobFormat(space.runnable.shardSpace, job);
    const size = rangeSize(space.runnable.shardSpace, job, total);
    await writeAll(parts, { ...options, out: options.out }, format, job, total, size);
  }
  const expected = (await partsOf(legs, sampled, job)).reduce((sum, part) => sum + expectedOf(part), 0);
  return {
    space,
    options: { ...sampled, out: options.out },
    asked: sampled.count,
    total: sums.failures.length > 0 ? expected : sums.done,
    done: sums.done,
    resumed: 0,
    spread: sums.spreads(),
    front: new CostedFront(space, job, sums.front()),
    omitted: sums.omitted,
    evaluation: evaluationReport(job, sums),
    failures: sums.failures,
    interrupted: false,
    messages: [],
    memo: undefined,
    milliseconds: performance.now() - start,
    share,
  };
}

/** @throws RequestError where they are not all parts of one run */
async function allParts(paths: readonly string[], signal: AbortSignal | undefined): Promise<Part[]> {
  const found: Part[] = [];
  for (const path of paths) {
    found.push(await readPart(path));
    checkGoesOn(signal);
  }
  const [first] = found;
  if (first === undefined) return [];
  const places = new Map<number, Part>();
  for (const part of found) {
    const differing = differences(part.state.identity, first.state.identity, [PART_KEY]);
    if (part.of !== first.of) differing.unshift(`it is one of ${part.of} parts, not ${first.of}`);
    if (differing.length > 0)
      throw new RequestError(`${part.path} is of another run than ${first.path}: ${differing.join('; ')}`);
    const twin = places.get(part.index);
    if (twin !== undefined)
      throw new RequestError(`part ${part.index} of ${part.of} is there twice: ${twin.path} and ${part.path}`);
    places.set(part.index, part);
  }
  const missing = Array.from({ length: first.of }, (_, i) => i + 1).filter((index) => !places.has(index));
  if (missing.length > 0) {
    const shown = missing.slice(0, SHOWN).join(', ') + (missing.length > SHOWN ? ', …' : '');
    throw new RequestError(
      `${missing.length} of ${first.of} parts ${missing.length === 1 ? 'is' : 'are'} missing: ${shown}`,
    );
  }
  return found.toSorted((a, b) => a.index - b.index);
}

/** Missing parts that are listed. */
const SHOWN = 20;

async function readPart(path: string): Promise<Part> {
  const beside = checkpointBeside(path);
  const own = await readCheckpoint(path);
  const state = own ?? (await readCheckpoint(beside));
  if (state === undefined) throw new RequestError(await noPart(path));
  const { part } = state.asked.options;
  if (part === undefined) throw new RequestError(`${path} is a checkpoint of a whole run, which needs no merge`);
  if (!state.isFinished) throw new RequestError(`part ${part.index} of ${part.of} is not finished: ${path}`);
  const [checkpoint, records] = own === undefined ? [beside, path] : [path, await recordsOf(path, own)];
  const { sums: _, ...rest } = state;
  return { path, checkpoint, records, state: rest, index: part.index, of: part.of };
}

/** @throws RequestError where the checkpoint is no longer what it was */
async function sumsOf({ path, checkpoint, state }: Part): Promise<RunState['sums']> {
  const now = await readCheckpoint(checkpoint);
  if (now === undefined) throw new RequestError(await noPart(path));
  if (!now.isFinished || differences(now.identity, state.identity).length > 0)
    throw new RequestError(`${checkpoint} has changed while the parts were merged`);
  return now.sums;
}

/** The records that a checkpoint speaks of, also where both have been moved or renamed together. */
async function recordsOf(checkpoint: string, { output }: RunState): Promise<string | undefined> {
  if (output === undefined) return undefined;
  const beside = join(dirname(checkpoint), basename(output.path));
  const own = checkpoint.endsWith(CHECKPOINT_ENDING) ? checkpoint.slice(0, -CHECKPOINT_ENDING.length) : beside;
  for (const path of [own, beside, output.path]) {
    if ((await stat(path).catch(() => undefined)) !== undefined) return path;
  }
  return own;
}

/** Why there is no part where it was said to be. */
async function noPart(path: string): Promise<string> {
  const [own, beside] = [await checkpointFlaw(path), await checkpointFlaw(checkpointBeside(path))];
  if (beside !== 'is missing') return `${checkpointBeside(path)} ${beside}`;
  if (own !== 'is no checkpoint') return `${path} ${own}`;
  return `${path} is no checkpoint of a part, and has none beside it: ${checkpointBeside(path)} is missing`;
}

async function writeAll(
  parts: readonly Part[],
  { out, signal }: MergeOptions & { readonly out: string },
  format: BlockFormat | undefined,
  job: Job,
  total: number,
  size: number,
): Promise<void> {
  const own = formatOf({ out });
  if (format === undefined || job.records === 'none')
    throw new RequestError('the parts have written no records: leave out --out');
  if (own !== job.records) throw new RequestError(`the parts are .${job.records} files, so --out is to be one too`);
  const place = await realPlace({ path: out, name: out, format: own as FileFormat, split: undefined });
  await checkApart(parts, place);
  checkNameLength(place.path, out, LONGEST_LOCK_ENDING);
  const lock = await runLock(lockBeside(place.path), out);
  try {
    const output = await RecordOutput.begin(place, format, total);
    try {
      let done = 0;
      for await (const { first, block } of wholeBlocks(parts, format, size)) {
        checkGoesOn(signal);
        done += block.rows;
        await output.append(block, first, done);
      }
      await output.finish();
    } finally {
      await output.abandon();
    }
  } finally {
    lock.release();
  }
}

/** @throws OutputError where the file of all would be written over one of a part */
async function checkApart(parts: readonly Part[], place: OutputPlace): Promise<void> {
  const written = outputFiles(place);
  for (const { checkpoint, records } of parts) {
    for (const read of [checkpoint, records ?? checkpoint]) {
      if (written.includes(await realpath(read).catch(() => read)))
        throw new OutputError(`cannot write ${place.name}: it is a file of the parts; give --out another name`);
    }
  }
}

interface PlacedBlock {
  readonly first: number;
  readonly block: Block;
}

/** The blocks that the run undivided would have written: those that the edge of a part has cut are joined. */
async function* wholeBlocks(parts: readonly Part[], format: BlockFormat, size: number): AsyncGenerator<PlacedBlock> {
  let cut: PlacedBlock[] = [];
  const joined = async (): Promise<PlacedBlock[]> => {
    const [head, ...rest] = cut;
    if (head === undefined) return [];
    if (rest.length === 0) return [head];
    return [{ first: head.first, block: await format.join(cut.map(({ block }) => block)) }];
  };
  for (const part of parts) {
    for await (const placed of blocksOf(part)) {
      const last = cut.at(-1);
      if (last !== undefined && Math.floor(last.first / size) !== Math.floor(placed.first / size)) {
        yield* await joined();
        cut = [];
      }
      cut.push(placed);
    }
  }
  yield* await joined();
}

/** @throws RequestError where the file of a part is not as its checkpoint left it */
async function* blocksOf({ checkpoint, records, state }: Part): AsyncGenerator<PlacedBlock> {
  const { output } = state;
  if (output === undefined || records === undefined) return;
  const file = await open(records, 'r').catch(() => undefined);
  if (file === undefined) throw new RequestError(`${records} is missing: it has the records of ${checkpoint}`);
  try {
    for await (const { block, bytes } of readBlocks(file, output))
      yield { first: block.first, block: { rows: block.rows, bytes, meta: block.meta } };
  } catch (error) {
    throw new RequestError(`${records} is not as ${checkpoint} left it: damaged, cut short, or of another run`, {
      cause: error,
    });
  } finally {
    await file.close();
  }
}
