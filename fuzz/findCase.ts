import * as fc from 'fast-check';
import { loadTarget } from './loadTarget.js';
import { reduceText } from './reduceText.js';
import type { TryProcess } from './tryProcess.js';

/** An input that fails, as short as it could be made. */
export interface FailingCase {
  readonly input: string;
  readonly fault: string;
}

/** Half of it for fast-check, the rest for what that leaves. */
const SHRINK_MILLISECONDS = 60_000;

/**
 * Tries an input again, on its own, and makes it shorter as long as it fails in the same way.
 *
 * @param at number of the input among those of the seed, from 0
 * @returns undefined where it does not fail on its own
 */
export async function findCase(
  process: TryProcess,
  file: string,
  seed: number,
  at: number,
): Promise<FailingCase | undefined> {
  const { inputs } = await loadTarget(file);
  const until = performance.now() + SHRINK_MILLISECONDS;
  // alone: what went before may have filled the memory
  await process.end();
  const faultOf = async (input: string) => (await process.ask({ kind: 'input', file, input })).fault;
  let found: FailingCase | undefined;
  const fails = async (input: string) => {
    const fault = await faultOf(input);
    if (fault === undefined || (found !== undefined && kindOf(fault) !== kindOf(found.fault))) return false;
    found = { input, fault };
    return true;
  };
  let last = Promise.resolve(false);
  const property = fc.asyncProperty(inputs, async (input) => {
    last = fails(input);
    return !(await last);
  });
  await fc.check(property, { seed, path: String(at), numRuns: 1, interruptAfterTimeLimit: SHRINK_MILLISECONDS / 2 });
  // fast-check lets go of the one that it is at
  await last;
  if (found !== undefined) await reduceText(found.input, fails, until);
  return found;
}

/** What makes two faults the same: their words, without figures and quotations. */
export function kindOf(fault: string): string {
  const [first = ''] = fault.split('\n');
  return first.replaceAll(/"[^"]*"|'[^']*'|[\d.,n[\]]+/g, '').slice(0, 60);
}
