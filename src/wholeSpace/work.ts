import { setImmediate as nextTurn } from 'node:timers/promises';

/** A long computation that stops for a moment now and then, so that it may be interrupted. */
export type Work<T> = Generator<undefined, T, undefined>;

export interface WorkLimits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, from now. */
  readonly timeout?: number | undefined;
}

/** Why a computation was given up before its end. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly reason: 'interrupted' | 'timeout';

  constructor(reason: Stopped['reason']) {
    super(reason === 'timeout' ? 'the time is up' : 'interrupted');
    this.reason = reason;
  }
}

/** @throws Stopped after an interrupt */
export function checkGoesOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Stopped('interrupted');
}

/** Between two turns of the event loop. */
const TURN_MILLISECONDS = 50;
/** Of any work: many short ones in a row hold up the event loop as one long one does. */
let lastTurn = performance.now();

/**
 * Does a work to its end, letting signals and timers have their turn.
 *
 * @throws Stopped when it is interrupted or its time is up
 */
export async function runWork<T>(work: Work<T>, { signal, timeout = Infinity }: WorkLimits = {}): Promise<T> {
  const start = performance.now();
  for (let now = start; ; now = performance.now()) {
    if (now - start > timeout) throw new Stopped('timeout');
    if (now - lastTurn >= TURN_MILLISECONDS) {
      await nextTurn();
      lastTurn = performance.now();
      checkGoesOn(signal);
    }
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
