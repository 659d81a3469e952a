/**
 * Threads that have loaded their program. One that is ended while it loads takes the whole process down on some
 * versions of Node 22 (v8::Module::IsGraphAsync on a module that is not instantiated), so a pool is not closed before
 * all are there.
 */
export class ThreadsReady {
  /** Goes to the threads with what they are started with. */
  readonly counter = new SharedArrayBuffer(4);

  /** Resolves when so many have told, or when some have died on the way and will not. */
  async wait(threads: number): Promise<void> {
    const told = new Int32Array(this.counter);
    const deadline = performance.now() + LONGEST_MILLISECONDS;
    while (Atomics.load(told, 0) < threads && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
  }
}

const LONGEST_MILLISECONDS = 5000;
const POLL_MILLISECONDS = 5;

/** Of a thread: its program is loaded. */
export function tellReady(counter: SharedArrayBuffer): void {
  Atomics.add(new Int32Array(counter), 0, 1);
}
