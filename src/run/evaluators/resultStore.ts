import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromStore, ToStore } from './storeProcess.js';

/** Keeps bytes by key, beyond the end of the process. */
export interface ResultStore {
  /** Undefined where there is nothing, or no store any longer. */
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, value: Uint8Array): void;
  /** Resolves when what was put is on the disk, or cannot be. */
  close(): Promise<void>;
}

/** Nobody waits longer for a store that does not answer. */
const PATIENCE_MILLISECONDS = 20_000;

/**
 * A store in a folder, in a process of its own: files that are damaged, and disks that are full, end a process that has
 * mapped them into its memory, and that must not be the one that evaluates. A store that fails is told of once, and
 * then holds nothing.
 *
 * @param warn what is told, in words
 * @param file the store's program
 */
export function resultStore(folder: string, warn: (message: string) => void, file: URL = STORE_FILE): ResultStore {
  return new StoreClient(folder, warn, file);
}

const STORE_FILE = new URL('../../../workers/store.js', import.meta.url);

interface Request {
  readonly key: string;
  readonly resolve: (value: Uint8Array | undefined) => void;
}

class StoreClient implements ResultStore {
  readonly #folder: string;
  readonly #warn: (message: string) => void;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #hasFailed = false;
  #isClosing = false;
  /** What goes with the next message: many keys at once cost little more than one. */
  #gets: Request[] = [];
  #puts: (readonly [string, Uint8Array])[] = [];
  #isScheduled = false;
  /** What has been asked, in the order of the answers. */
  readonly #asked: (readonly Request[])[] = [];
  #patience: NodeJS.Timeout | undefined;

  constructor(folder: string, warn: (message: string) => void, file: URL) {
    this.#folder = folder;
    this.#warn = warn;
    this.#child = fork(fileURLToPath(file), [folder], {
      serialization: 'advanced',
      execArgv: [],
      // what the store's library prints when it fails is told in our words
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (message) => this.#hear(message as FromStore));
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', ({ message }) => {
        this.#fail(`its process cannot be started (${message})`);
        resolve();
      });
      // not 'exit', which may come before the message that says why
      this.#child.once('close', (code: number | null, signal: NodeJS.Signals | null) => {
        if (!this.#isClosing || code !== 0) this.#fail(endReason(code, signal));
        resolve();
      });
    });
  }

  get(key: string): Promise<Uint8Array | undefined> {
    if (this.#hasFailed) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#gets.push({ key, resolve });
      this.#schedule();
    });
  }

  put(key: string, value: Uint8Array): void {
    if (this.#hasFailed) return;
    this.#puts.push([key, value]);
    this.#schedule();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#send();
    this.#tell({ kind: 'close' });
    this.#watch();
    await this.#ended;
    clearTimeout(this.#patience);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  #send(): void {
    const [gets, puts] = [this.#gets, this.#puts];
    if (gets.length + puts.length === 0) return;
    [this.#gets, this.#puts] = [[], []];
    this.#asked.push(gets);
    this.#tell({ kind: 'work', gets: gets.map(({ key }) => key), puts });
    if (this.#asked.length === 1) this.#watch();
  }

  #tell(message: ToStore): void {
    if (this.#hasFailed || !this.#child.connected) return;
    // one that cannot be sent finds the process ended: the reason is on its way
    this.#child.send(message, () => undefined);
  }

  #hear(message: FromStore): void {
    if (message.kind === 'failed') {
      this.#fail(message.reason);
      return;
    }
    const requests = this.#asked.shift() ?? [];
    requests.forEach(({ resolve }, i) => resolve(message.values[i]));
    this.#watch();
  }

  /** From now on, something is to be heard within the time. */
  #watch(): void {
    clearTimeout(this.#patience);
    if (this.#asked.length === 0 && !this.#isClosing) return;
    this.#patience = setTimeout(() => this.#fail('it does not answer'), PATIENCE_MILLISECONDS);
  }

  #fail(reason: string): void {
    if (!this.#hasFailed)
      this.#warn(`the cache ${this.#folder} is not used: ${reason}. Results are evaluated, and not kept`);
    this.#hasFailed = true;
    for (const { resolve } of [...this.#asked.flat(), ...this.#gets]) resolve(undefined);
    this.#asked.length = 0;
    this.#gets = [];
    this.#child.kill('SIGKILL');
  }
}

/** Why a process that has said nothing has ended, in words. */
function endReason(code: number | null, signal: NodeJS.Signals | null): string {
  const words = `its process ended with ${signal ?? `exit code ${code}`}`;
  // a file that is cut short, holds something else or finds no room ends whoever has mapped it
  const isFile = signal === 'SIGBUS' || signal === 'SIGSEGV' || signal === 'SIGABRT';
  return isFile ? `it is damaged, or its disk is full; remove it to have it begun anew (${words})` : words;
}
