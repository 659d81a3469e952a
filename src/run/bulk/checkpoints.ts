import { removeCheckpoint, removeOldCheckpoint, writeCheckpoint } from './checkpointFile.js';
import type { RunState } from './runState.js';

/** Between two checkpoints. */
const SECONDS = 1;
/** Of the time, at most this goes to checkpoints. */
const SHARE = 0.1;

/** Writes checkpoints now and then. */
export class Checkpoints {
  readonly #path: string;
  readonly #name: string;
  readonly #milliseconds: number;
  #last = performance.now();
  #took = 0;

  /**
   * @param name what messages call the file
   * @param seconds between two checkpoints, or more where writing one takes long
   */
  constructor(path: string, name: string, seconds: number = SECONDS) {
    this.#path = path;
    this.#name = name;
    this.#milliseconds = 1000 * seconds;
  }

  get isDue(): boolean {
    return this.#isSince(Math.max(this.#milliseconds, this.#took / SHARE));
  }

  /** There is one, or as much has been done as there usually is between two, however rarely they are asked for. */
  get isWorthwhile(): boolean {
    return this.#took > 0 || this.#isSince(Math.min(this.#milliseconds, 1000 * SECONDS));
  }

  #isSince(milliseconds: number): boolean {
    return performance.now() - this.#last >= milliseconds;
  }

  async write(state: RunState): Promise<void> {
    const start = performance.now();
    await writeCheckpoint(this.#path, this.#name, state);
    this.#last = performance.now();
    this.#took = this.#last - start;
  }

  /** As `write`, where no other will follow. */
  async writeLast(state: RunState): Promise<void> {
    await this.write(state);
    await removeOldCheckpoint(this.#path);
  }

  /** Also those that an earlier run has left: they would be of no use beside whole files. */
  async remove(): Promise<void> {
    await removeCheckpoint(this.#path);
  }
}
