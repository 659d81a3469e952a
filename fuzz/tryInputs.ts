import * as fc from 'fast-check';
import type { Report } from './job.js';
import type { Target } from './target.js';

/**
 * Tries inputs until one fails: number i of a seed is the same, whatever was tried before.
 *
 * @param begin is called before each
 * @param seconds no input is begun after so many
 */
export async function tryInputs(
  target: Target,
  { seed, count, seconds = Infinity }: { readonly seed: number; readonly count: number; readonly seconds?: number },
  begin: () => void = () => undefined,
): Promise<Report> {
  let [tried, answered, slowest] = [0, 0, 0];
  const end = performance.now() + 1000 * seconds;
  const property = fc.asyncProperty(target.inputs, async (input) => {
    const start = performance.now();
    if (start > end) throw OVER;
    tried++;
    begin();
    if (await target.run(input)) answered++;
    slowest = Math.max(slowest, performance.now() - start);
  });
  const { failed, errorInstance } = await fc.check(property, { seed, numRuns: count, endOnFailure: true });
  const isFault = failed && errorInstance !== OVER;
  return { tried, answered, slowest, fault: isFault ? faultText(errorInstance) : undefined };
}

/** Ends the inputs: fast-check itself would let go of the one that is being tried. */
const OVER = new Error('the time is up');

/** An error with its stack, which says where it came from. */
export function faultText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
}
