import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { DEATHS, TALLY, TALLY_FILE, type ChildStart } from './job.js';

/**
 * A thread that ends its process where an input takes too long or too much: nothing else can, once a loop has begun.
 */

export interface Watched {
  readonly start: ChildStart;
  /** A word that changes with every input, and is even where none is tried. */
  readonly turn: Int32Array;
  /** How many times the usual time an input may take. */
  readonly patience: Int32Array;
}

const { start, turn, patience } = workerData as Watched;
const { limits, folder } = start;

const PAUSE_MILLISECONDS = 50;
/** Where nothing is computed and nothing comes, so many times as long is waited. */
const IDLE_FACTOR = 6;

const never = new Int32Array(new SharedArrayBuffer(4));
let last = { turn: -1, processor: 0, clock: 0 };
for (;;) {
  Atomics.wait(never, 0, 0, PAUSE_MILLISECONDS);
  const { user, system } = process.cpuUsage();
  const now = { turn: Atomics.load(turn, 0), processor: (user + system) / 1e6, clock: performance.now() / 1000 };
  const seconds = limits.seconds * Atomics.load(patience, 0);
  const isTrying = now.turn % 2 === 1;
  if (isTrying && process.memoryUsage.rss() > limits.megabytes * 1024 * 1024) end('it took too much memory');
  if (now.turn !== last.turn) last = now;
  else if (isTrying && now.processor - last.processor > seconds) end('it took too long');
  else if (isTrying && now.clock - last.clock > IDLE_FACTOR * seconds) end('it took too long');
}

function end(death: (typeof DEATHS)[number]): void {
  writeSync(openSync(join(folder, TALLY_FILE), 'r+'), Int32Array.of(DEATHS.indexOf(death)), 0, 4, 4 * TALLY.death);
  process.kill(process.pid, 'SIGKILL');
}
