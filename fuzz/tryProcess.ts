import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEATHS, TALLY, TALLY_FILE, type ChildStart, type Job, type Report } from './job.js';

const CHILD = fileURLToPath(new URL('child.js', import.meta.url));

/** A process that tries inputs, and another one wherever it dies of one. */
export class TryProcess {
  readonly #start: ChildStart;
  readonly #tally: string;
  #child: ChildProcess | undefined;

  constructor(start: ChildStart) {
    this.#start = start;
    this.#tally = join(start.folder, TALLY_FILE);
  }

  /** What comes of a job. Where the process dies of it, that is the fault of the last input that was begun. */
  async ask(job: Job): Promise<Report> {
    writeFileSync(this.#tally, new Int32Array(Object.keys(TALLY).length));
    if (this.#child?.connected !== true) this.#child = this.#fork();
    const child = this.#child;
    const ended = new AbortController();
    const { signal } = ended;
    const answered = once(child, 'message', { signal }).then(([report]) => report as Report);
    const died = once(child, 'exit', { signal }).then(([code, how]) => this.#death(code ?? how));
    try {
      child.send(job);
      return await Promise.race([answered, died]);
    } finally {
      ended.abort();
      await Promise.allSettled([answered, died]);
    }
  }

  async end(): Promise<void> {
    if (this.#child === undefined) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    this.#child = undefined;
    await gone;
  }

  #fork(): ChildProcess {
    const execArgv = [`--max-old-space-size=${this.#start.limits.megabytes}`];
    const { folder } = this.#start;
    const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder };
    // what a dying process has to say is told in other words
    return fork(CHILD, [JSON.stringify(this.#start)], {
      env,
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }

  #death(how: unknown): Report {
    this.#child = undefined;
    const bytes = readFileSync(this.#tally);
    const tried = bytes.readInt32LE(4 * TALLY.begun);
    const death = DEATHS[bytes.readInt32LE(4 * TALLY.death)] ?? DEATHS[0];
    const { seconds, megabytes } = this.#start.limits;
    const fault = `${death}: the process ended (${String(how)}); an input may take ${seconds} s and ${megabytes} MB`;
    return { tried, answered: 0, slowest: 0, fault };
  }
}
