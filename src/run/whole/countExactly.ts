import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Diagram } from '../../types.js';
import type { Constraint } from '../../wholeSpace/bounded.js';
import { countOne } from '../../wholeSpace/countWithin.js';
import { cutRoots, type Root } from '../../wholeSpace/roots.js';
import { runWork, Stopped, type WorkLimits } from '../../wholeSpace/work.js';
import type { CountStart } from './rootCounter.js';

/** A count that takes longer than this is worth threads. */
const ALONE_MILLISECONDS = 1500;
const WORKER = fileURLToPath(new URL('../../../workers/count.js', import.meta.url));

/**
 * The number of paths that meet one constraint: here where that is quick, otherwise root by root on all cores.
 *
 * @param alone milliseconds after which threads are worth it
 * @throws Stopped when it is interrupted or its time is up
 */
export async function countExactly(
  diagram: Diagram,
  constraint: Constraint,
  limits: WorkLimits,
  alone = ALONE_MILLISECONDS,
): Promise<bigint> {
  const { timeout = Infinity, signal } = limits;
  const roots = cutRoots(diagram, constraint.measure.excess);
  const { availableParallelism } = await import('node:os');
  const threads = Math.min(roots.length, availableParallelism());
  // there is none beside the source
  if (threads < 2 || !existsSync(WORKER)) return runWork(countOne(diagram, constraint), limits);
  try {
    return await runWork(countOne(diagram, constraint), { signal, timeout: Math.min(timeout, alone) });
  } catch (error) {
    if (!(error instanceof Stopped) || error.reason === 'interrupted' || timeout <= alone) throw error;
  }
  const rest = { signal, timeout: timeout - alone };
  const count = await countInThreads(diagram, constraint, roots, threads, rest);
  return count ?? runWork(countOne(diagram, constraint), rest);
}

/** Nothing where counts pass 2^53 on the way. */
async function countInThreads(
  diagram: Diagram,
  { measure: { excess, dearest }, low, high }: Constraint,
  roots: readonly Root[],
  threads: number,
  { signal, timeout = Infinity }: WorkLimits,
): Promise<bigint | undefined> {
  const { threadPool } = await import('../threadPool.js');
  const start: CountStart = { buffer: diagram.buffer, window: { measure: { excess, dearest }, low, high } };
  const pool = threadPool<Root, bigint | undefined>(WORKER, start, threads);
  const limit = stopper(signal, timeout);
  try {
    const counts = await Promise.race([Promise.all(roots.map((root) => pool.run(root))), limit.stopped]);
    return counts.reduce<bigint | undefined>(
      (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
      0n,
    );
  } finally {
    limit.end();
    await pool.close();
  }
}

/** A promise that rejects when the time is up or the signal comes. */
function stopper(signal: AbortSignal | undefined, timeout: number): { stopped: Promise<never>; end(): void } {
  let end = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    const interrupt = () => reject(new Stopped('interrupted'));
    const timer = Number.isFinite(timeout) ? setTimeout(() => reject(new Stopped('timeout')), timeout) : undefined;
    signal?.addEventListener('abort', interrupt);
    end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
    };
    if (signal?.aborted === true) interrupt();
  });
  return { stopped, end: () => end() };
}
