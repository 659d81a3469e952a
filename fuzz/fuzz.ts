import { mix32 } from '../src/diagram/mix.js';
import { findCase, kindOf } from './findCase.js';
import { isDeath, type Report } from './job.js';
import { targetName } from './loadTarget.js';
import { pastableTest } from './pastableTest.js';
import type { TryProcess } from './tryProcess.js';

/** What is to be tried. */
export interface FuzzSettings {
  readonly targets: readonly FuzzTarget[];
  /** Other inputs for another one; the same for the same. */
  readonly seed: number;
  /** Of all targets, by their shares; Infinity: all targets have the same time. */
  readonly inputs: number;
  readonly seconds: number;
}

export interface FuzzTarget {
  /** See loadTarget. */
  readonly file: string;
  readonly share: number;
}

/** What came of a target. */
export interface Tally extends FuzzTarget {
  tried: number;
  answered: number;
  /** Milliseconds, of one input. */
  slowest: number;
  /** Of all. */
  seconds: number;
  /** Kinds of faults. */
  readonly faults: Set<string>;
}

/** A round has so many inputs of all targets, or so many seconds of each. */
const ROUND_INPUTS = 5000;
const ROUND_SECONDS = 5;
/** Inputs that no round comes to the end of. */
const ENDLESS = 1e9;

/**
 * Tries inputs of all targets in turn, until the time or the inputs are used up.
 *
 * @param tell is told of every kind of fault
 */
export async function fuzz(
  { targets, seed, inputs, seconds }: FuzzSettings,
  trying: TryProcess,
  tell: (text: string) => void,
): Promise<readonly Tally[]> {
  const end = performance.now() + 1000 * seconds;
  const shares = targets.reduce((sum, { share }) => sum + share, 0);
  const tallies = targets.map((target): Tally => ({
    ...target,
    tried: 0,
    answered: 0,
    slowest: 0,
    seconds: 0,
    faults: new Set(),
  }));
  for (let round = 0, goesOn = true; goesOn; round++) {
    goesOn = false;
    for (const tally of tallies) {
      const left = Math.ceil((inputs * tally.share) / shares) - tally.tried;
      const most = inputs === Infinity ? ENDLESS : Math.ceil((ROUND_INPUTS * tally.share) / shares);
      const time = Math.min((end - performance.now()) / 1000, most === ENDLESS ? ROUND_SECONDS : Infinity);
      if (left <= 0 || time <= 0) continue;
      goesOn = true;
      const own = { seed: mix32(mix32(seed) + round), count: Math.min(left, most), seconds: time };
      await tryTarget(tally, own, trying, tell);
    }
  }
  return tallies;
}

async function tryTarget(
  tally: Tally,
  own: { readonly seed: number; readonly count: number; readonly seconds: number },
  trying: TryProcess,
  tell: (text: string) => void,
): Promise<void> {
  const start = performance.now();
  const report = await trying.ask({ kind: 'inputs', file: tally.file, ...own });
  tally.tried += report.tried;
  tally.answered += report.answered;
  tally.slowest = Math.max(tally.slowest, report.slowest);
  tally.seconds += (performance.now() - start) / 1000;
  if (report.fault !== undefined) await tellFault(tally, own.seed, report, report.fault, trying, tell);
}

/** Each kind once. */
async function tellFault(
  tally: Tally,
  seed: number,
  { tried }: Report,
  fault: string,
  trying: TryProcess,
  tell: (text: string) => void,
): Promise<void> {
  if (tally.faults.has(kindOf(fault))) return;
  const where = `${targetName(tally.file)}, seed ${seed}, input ${tried - 1}`;
  const found = await findCase(trying, tally.file, seed, tried - 1);
  if (found === undefined) {
    // others may have filled the memory, or the machine was busy; what is answered may not depend on them
    if (!isDeath(fault)) tally.faults.add(kindOf(fault));
    tell(`${where} failed among others, and not on its own: ${fault}\n`);
    return;
  }
  tally.faults.add(kindOf(fault));
  tell(`${where}:\n${found.fault}\n\n${pastableTest(tally.file, found)}\n`);
}
