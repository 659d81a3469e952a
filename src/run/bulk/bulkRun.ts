import type { FileFormat } from '../../report/fileFormat.js';
import { destination, OutputError } from '../../report/outputFile.js';
import { RequestError } from '../errors.js';
import type { RangeOutcome } from '../inOrder.js';
import type { Job, ShardSpace } from '../job.js';
import { jobFormat } from '../openJob.js';
import {
  CHECKPOINT_ENDING,
  checkCheckpointPlace,
  checkpointBeside,
  checkpointFiles,
  readCheckpoints,
} from './checkpointFile.js';
import { Checkpoints } from './checkpoints.js';
import { checkNameLength } from './checkNameLength.js';
import { checkFolder, outputFiles, realPlace, type OutputPlace } from './outputPlace.js';
import { RecordOutput } from './recordOutput.js';
import { differences, type RunIdentity } from './runIdentity.js';
import { lockBeside, LONGEST_LOCK_ENDING, runLock, type RunLock } from './runLock.js';
import type { AskedRun, RunPosition, RunState } from './runState.js';
import type { SampleSums } from './sampleSums.js';

/** What of a run outlives its process. */
export interface BulkOptions {
  readonly out?: string | undefined;
  readonly split?: number | undefined;
  readonly part?: object | undefined;
  readonly checkpoint?: string | undefined;
  readonly checkpointEvery?: number | undefined;
  readonly resume?: boolean | undefined;
}

/**
 * Takes the places that a run writes to, before anything is computed. Without any, nothing of the run is kept.
 *
 * @throws OutputError where they cannot be written, another run writes them, or they are files of another kind
 */
export async function openBulkRun(options: BulkOptions, format: FileFormat | 'none'): Promise<BulkRun> {
  const { out, split, checkpoint } = options;
  const place =
    out === undefined || format === 'none' ? undefined : await realPlace({ path: out, name: out, format, split });
  const path = checkpoint === undefined ? place && checkpointBeside(place.path) : await destination(checkpoint);
  if (path === undefined) return new BulkRun(options, undefined, undefined, []);
  const name = checkpoint ?? checkpointBeside(String(out));
  if (place !== undefined) {
    const besideAll = checkpoint === undefined ? CHECKPOINT_ENDING : '';
    checkNameLength(place.path, place.name, `${besideAll}${LONGEST_LOCK_ENDING}`);
  }
  if (checkpoint !== undefined) checkNameLength(path, name, LONGEST_LOCK_ENDING);
  if (place !== undefined) checkApart(place, path, name);
  await checkCheckpointPlace(path, name);
  const locks: RunLock[] = [];
  try {
    if (place !== undefined) locks.push(await runLock(lockBeside(place.path), place.name));
    locks.push(await runLock(lockBeside(path), name));
    // not before: what another run is writing is not to be removed
    if (place !== undefined) await checkFolder(place);
  } catch (error) {
    for (const lock of locks) lock.release();
    throw error;
  }
  return new BulkRun(options, place, { path, name }, locks);
}

/** @throws OutputError where a checkpoint would be written over the records, or they over it */
function checkApart(place: OutputPlace, checkpoint: string, name: string): void {
  const written = new Set(checkpointFiles(checkpoint));
  if ([place.path, ...outputFiles(place), lockBeside(place.path)].some((file) => written.has(file)))
    throw new OutputError(`cannot write ${name}: the records are written there; give the checkpoint another name`);
}

interface CheckpointPlace {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
}

/** What a run is about. */
export interface RunAbout {
  readonly space: ShardSpace;
  readonly job: Job;
  readonly identity: RunIdentity;
  readonly asked: AskedRun;
  /** Samples that are expected. */
  readonly total: number;
}

/** Writes the records and the checkpoints of one run. */
export class BulkRun {
  /** What is to be said of the checkpoint. */
  readonly messages: string[] = [];
  readonly #options: BulkOptions;
  readonly #place: OutputPlace | undefined;
  readonly #checkpoint: CheckpointPlace | undefined;
  readonly #locks: readonly RunLock[];
  #about: Pick<RunState, 'identity' | 'asked'> | undefined;
  #output: RecordOutput | undefined;
  #checkpoints: Checkpoints | undefined;
  #position: RunPosition | undefined;

  constructor(
    options: BulkOptions,
    place: OutputPlace | undefined,
    checkpoint: CheckpointPlace | undefined,
    locks: readonly RunLock[],
  ) {
    this.#options = options;
    this.#place = place;
    this.#checkpoint = checkpoint;
    this.#locks = locks;
  }

  /**
   * Begins, or goes on where a run of the same identity was: then the sums so far are added, and the position is given.
   *
   * @throws RequestError where the checkpoint is of another run
   */
  async begin({ space, job, identity, asked, total }: RunAbout, sums: SampleSums): Promise<RunPosition | undefined> {
    this.#about = { identity, asked };
    const format = await jobFormat(space, job);
    const place = this.#place;
    const state = await this.#resumed(async (found) => {
      if (place === undefined || format === undefined) return true;
      if (found.output === undefined) return false;
      this.#output = await RecordOutput.resume(place, format, total, found.output);
      return this.#output !== undefined;
    });
    const checkpoint = this.#checkpoint;
    if (checkpoint !== undefined)
      this.#checkpoints = new Checkpoints(checkpoint.path, checkpoint.name, this.#options.checkpointEvery);
    if (state === undefined) {
      if (place !== undefined && format !== undefined) this.#output = await RecordOutput.begin(place, format, total);
      return undefined;
    }
    sums.addState(state.sums);
    this.messages.push(`${sums.done} samples were done before: the run has gone on behind them`);
    this.#position = state.position;
    return state.position;
  }

  async add(outcome: RangeOutcome, position: RunPosition, sums: SampleSums): Promise<void> {
    this.#position = position;
    if ('result' in outcome && outcome.result.block)
      await this.#output?.append(outcome.result.block, outcome.range.lo, sums.done);
    if (this.#checkpoints?.isDue !== true) return;
    await this.#checkpoints.write(await this.#state(sums, false));
    this.#keepOutput();
  }

  /**
   * Makes the files whole. A run that was interrupted keeps its checkpoint, and so does a part, for the merge; others
   * do until the report is out, where there has been enough work to keep.
   */
  async end(sums: SampleSums, isInterrupted: boolean): Promise<void> {
    const isToStay = isInterrupted || this.#isPart;
    if (isToStay || this.#checkpoints?.isWorthwhile === true) {
      await this.#checkpoints?.writeLast(await this.#state(sums, !isInterrupted));
      this.#keepOutput();
    }
    if (isToStay) await this.#output?.pause();
    else await this.#output?.finish();
    if (isInterrupted && this.#checkpoint !== undefined) this.messages.push('--resume goes on with it');
  }

  /** The report is out. */
  async delivered(isInterrupted: boolean): Promise<void> {
    if (!isInterrupted && !this.#isPart) await this.#checkpoints?.remove();
  }

  /** Lets go of everything. What a checkpoint speaks of stays. */
  async close(): Promise<void> {
    await this.#output?.abandon();
    for (const lock of this.#locks) lock.release();
  }

  get #isPart(): boolean {
    return this.#options.part !== undefined;
  }

  /** A checkpoint speaks of it. */
  #keepOutput(): void {
    if (this.#output) this.#output.isKept = true;
  }

  async #state(sums: SampleSums, isFinished: boolean): Promise<RunState> {
    if (this.#about === undefined) throw new Error('the run has not begun');
    const output = await this.#output?.state();
    return { ...this.#about, position: this.#position, sums: sums.state(), output, isFinished };
  }

  /** The newest checkpoint that agrees with the files; undefined where the run begins anew. */
  async #resumed(takeUp: (state: RunState) => Promise<boolean>): Promise<RunState | undefined> {
    if (this.#options.resume !== true || this.#checkpoint === undefined) return undefined;
    const { path, name } = this.#checkpoint;
    const states = await readCheckpoints(path);
    for (const state of states) {
      const differing = differences(state.identity, this.#about?.identity ?? {});
      if (differing.length > 0) {
        throw new RequestError(`${name} is of another run: ${differing.join('; ')}. Leave out --resume to begin anew`);
      }
      if (await takeUp(state)) return state;
    }
    this.messages.push(
      states.length === 0
        ? `there is no sound checkpoint ${name}: the run has begun anew`
        : `the files are not as the checkpoint ${name} left them: the run has begun anew`,
    );
    return undefined;
  }
}
