import { checkGoesOn } from '../../wholeSpace/work.js';
import type { Job } from '../job.js';
import { runJob } from '../runJob.js';
import type { Asked } from './asked.js';
import { prepareDraw } from './draw.js';
import { wideJob, wideSelection } from './wideCounts.js';
import type { CountAnswer, CountOptions } from './questions.js';

/**
 * A count in a wide space: by enumeration, or else from a sample, with Wilson's interval of 95 % ("Probable Inference,
 * the Law of Succession, and Statistical Inference", 1927).
 */
export async function countWide(
  { space, bounds, work }: Asked,
  { samples = 10_000, timeout = Infinity, signal }: CountOptions,
): Promise<Pick<CountAnswer, 'lower' | 'upper' | 'by' | 'share'>> {
  const { size } = space;
  if (bounds.length === 0) return { lower: size, upper: size, by: 'diagram', share: size === 0n ? 0 : 1 };
  const { runnable, checks } = await work(prepareDraw(space.runnable, bounds));
  const { selection, total, source } = wideSelection(size, samples);
  const job: Job = { ...wideJob(selection, [], checks), columns: false };
  const deadline = performance.now() + 1000 * timeout;
  let [passed, done] = [0, 0];
  for await (const outcome of runJob(runnable, job, { from: 0, to: total }, { signal })) {
    if ('error' in outcome) throw outcome.error;
    passed += outcome.result.count;
    done = outcome.range.hi;
    if (performance.now() > deadline) break;
  }
  checkGoesOn(signal);
  // what the time was too short for may be within or not
  const rate = done === 0 ? 0 : passed / done;
  if (source === 'enumeration') {
    return { lower: BigInt(passed), upper: BigInt(passed + total - done), by: source, share: rate };
  }
  const [low, high] = wilson(passed, done);
  return { lower: partOf(size, low, Math.floor), upper: partOf(size, high, Math.ceil), by: 'sample', share: rate };
}

/** Of the standard normal distribution, for 95 %. */
const Z = 1.959964;

function wilson(passed: number, total: number): [number, number] {
  const rate = passed / total;
  const middle = rate + (Z * Z) / (2 * total);
  const half = Z * Math.sqrt((rate * (1 - rate)) / total + (Z * Z) / (4 * total * total));
  const scale = 1 + (Z * Z) / total;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}

function partOf(size: bigint, part: number, round: (value: number) => number): bigint {
  const steps = 2 ** 40;
  return (size * BigInt(round(part * steps))) / BigInt(steps);
}
