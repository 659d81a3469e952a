import { removeCheckpoint, writeCheckpoint } from './checkpointFile.js';
import type { RunState } from './runState.js';

/** No more often than this, and for no more than a tenth of the time. */
const LEAST_MILLISECONDS = 1000;
const SHARE = 0.1;

/** Writes checkpoints now and then. */
export class Checkpoints {
  readonly #path: string;
  #last = performance.now();
  #took = 0;
  /** There is one on the disk. */
  hasWritten: boolean;

  /** @param exists whether the run goes on from one */
  constructor(path: string, exists: boolean) {
    this.#path = path;
    this.hasWritten = exists;
  }

  get isDue(): boolean {
    return performance.now() - this.#last >= Math.max(LEAST_MILLISECONDS, this.#took / SHARE);
  }

  async write(state: RunState): Promise<void> {
    const start = performance.now();
    await writeCheckpoint(this.#path, state);
    this.hasWritten = true;
    this.#last = performance.now();
    this.#took = this.#last - start;
  }

  async remove(): Promise<void> {
    if (this.hasWritten) await removeCheckpoint(this.#path);
  }
}
