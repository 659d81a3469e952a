import { normalise } from '../../cost/exact.js';
import type { Metric, Window } from '../../types.js';
import { RequestError } from '../errors.js';
import { shownValue } from '../shownValue.js';
import { hoursOf, kilowattHoursOf, secondsOf } from './priceRun.js';
import type { RunAssumptions, RunHardware } from './readRun.js';

/** A figure of a whole run that a budget may be given in. */
export type RunFigure = 'run-flops' | 'run-bytes' | 'time' | 'gpu-hours' | 'energy';

export interface RunFigureDescription {
  readonly name: RunFigure;
  readonly unit: 'FLOPs' | 'bytes' | 's' | 'h' | 'kWh';
  /** One line, for tables and help. */
  readonly meaning: string;
}

export const RUN_FIGURES: readonly RunFigureDescription[] = [
  { name: 'run-flops', unit: 'FLOPs', meaning: 'training x samples' },
  { name: 'run-bytes', unit: 'bytes', meaning: 'traffic x samples' },
  { name: 'time', unit: 's', meaning: 'the longer of compute time and memory time, on one device' },
  { name: 'gpu-hours', unit: 'h', meaning: 'device hours, as many on several devices' },
  { name: 'energy', unit: 'kWh', meaning: 'power x time, of the device alone' },
];

/** Ends of a window in the unit of the figure, inclusive. */
export interface RunWindow {
  readonly min?: number | bigint;
  readonly max?: number | bigint;
}

/**
 * A window over a figure of the run as windows over metrics of one sample: an architecture lies in the window exactly
 * when it lies in each of the result's. "Exactly" is by the figures that `priceRun` gives, in float64 where they are
 * times: `training.max` is the largest whole number whose time is within the budget.
 *
 * @throws RequestError where the run has no such figure, an end is no number from 0, or a lower end is asked of a time,
 * which is the greater of two and so cannot be split in this way
 */
export function priceBudget(
  name: RunFigure,
  window: RunWindow,
  run: RunAssumptions | undefined,
): Partial<Record<Metric, Window>> {
  for (const end of [window.min, window.max]) {
    if (end !== undefined && !(end >= 0 && (typeof end === 'bigint' || Number.isFinite(end))))
      throw new RequestError(
        `a budget of ${name} is ${typeof end === 'bigint' ? end : shownValue(end)}; expected a number from 0`,
      );
  }
  if (run === undefined) throw new RequestError(`${name} is a figure of a run: ${MISSING_RUN}`);
  if (name === 'run-flops') return { training: amountWindow(window, run.samples) };
  if (name === 'run-bytes') return { traffic: amountWindow(window, run.samples) };
  return timeWindows(name, window, run);
}

const MISSING_RUN = 'say which with --epochs, --dataset-size and --device';

function amountWindow({ min, max }: RunWindow, samples: bigint): Window {
  return {
    ...(min !== undefined && { min: normalise((wholeAbove(min) + samples - 1n) / samples) }),
    ...(max !== undefined && { max: normalise(wholeBelow(max) / samples) }),
  };
}

function wholeAbove(value: number | bigint): bigint {
  return typeof value === 'bigint' ? value : BigInt(Math.ceil(value));
}

function wholeBelow(value: number | bigint): bigint {
  return typeof value === 'bigint' ? value : BigInt(Math.floor(value));
}

function timeWindows(
  name: 'time' | 'gpu-hours' | 'energy',
  { min, max }: RunWindow,
  run: RunAssumptions,
): Partial<Record<Metric, Window>> {
  const { hardware, samples } = run;
  if (hardware === undefined) throw new RequestError(`${name} needs a device: give --device`);
  const figure = figureOfSeconds(name, hardware);
  const compute = (cost: bigint) => figure(secondsOf(cost * samples, hardware.flopsPerSecond));
  const memory = (cost: bigint) => figure(secondsOf(cost * samples, hardware.bytesPerSecond));
  if (min !== undefined) throw lowerEndError(name, min, compute, memory);
  if (max === undefined) return {};
  const within = (of: (cost: bigint) => number) => normalise(largest((cost) => of(cost) <= max));
  return { training: { max: within(compute) }, traffic: { max: within(memory) } };
}

function figureOfSeconds(name: 'time' | 'gpu-hours' | 'energy', { device }: RunHardware): (seconds: number) => number {
  if (name === 'time') return (seconds) => seconds;
  if (name === 'gpu-hours') return hoursOf;
  const { power } = device;
  if (power === undefined)
    throw new RequestError(
      `energy needs the power of the device: ${device.name} has none; add "power" (W) to its file`,
    );
  return (seconds) => kilowattHoursOf(seconds, power);
}

function lowerEndError(
  name: RunFigure,
  min: number | bigint,
  compute: (cost: bigint) => number,
  memory: (cost: bigint) => number,
): RequestError {
  const least = (of: (cost: bigint) => number) => (of(0n) >= min ? 0n : largest((cost) => of(cost) < min) + 1n);
  return new RequestError(
    `${name} takes no min: a run lasts as long as the longer of its compute time and its memory time, so ${name} is at least ${min} ` +
      `where training is at least ${least(compute)} or traffic at least ${least(memory)}; give the one or the other as a min instead`,
  );
}

/** The largest whole number that meets a condition which 0 meets, and no number above one that does not. */
function largest(meets: (value: bigint) => boolean): bigint {
  let high = 1n;
  while (meets(high)) high *= 2n;
  let low = 0n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (meets(middle)) low = middle;
    else high = middle;
  }
  return low;
}
