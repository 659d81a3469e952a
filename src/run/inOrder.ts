import type { Range, ShardResult } from './job.js';

/** One range that was done, or that failed for good. */
export type RangeOutcome =
  | {
      readonly range: Range;
      readonly result: ShardResult;
      /** The result with its first rows only, where it is not to be done again for that. */
      readonly limited?: (limit: number) => ShardResult;
    }
  | { readonly range: Range; readonly error: Error };

export interface InOrderOptions {
  /** How many ranges may be open or waiting for their turn: bounds the memory, whatever the number of ranges. */
  readonly window: number;
  /** After it is aborted, no range is begun; the open ones are finished. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs ranges, several at a time, and hands out what they gave in the order of the ranges. A slow reader holds up the
 * work, not the memory. A range whose worker died is tried twice more, then handed out as failed.
 */
export async function* inOrder(
  ranges: Iterable<Range>,
  run: (range: Range) => Promise<ShardResult>,
  { window, signal }: InOrderOptions,
): AsyncGenerator<RangeOutcome> {
  const open: Promise<RangeOutcome>[] = [];
  const rest = ranges[Symbol.iterator]();
  const begin = () => {
    while (open.length < window) {
      const next = signal?.aborted === true ? undefined : rest.next();
      if (next === undefined || next.done === true) return;
      open.push(attempt(next.value, run));
    }
  };
  begin();
  for (let first = open.shift(); first !== undefined; first = open.shift()) {
    const outcome = await first;
    begin();
    yield outcome;
    begin();
  }
}

const ATTEMPTS = 3;

async function attempt(range: Range, run: (range: Range) => Promise<ShardResult>): Promise<RangeOutcome> {
  let error = new Error('not run');
  for (let tries = 0; tries < ATTEMPTS; tries++) {
    try {
      return { range, result: await run(range) };
    } catch (cause) {
      error = cause instanceof Error ? cause : new Error(String(cause));
    }
  }
  return { range, error };
}
