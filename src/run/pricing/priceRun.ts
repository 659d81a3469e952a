import type { Exact } from '../../types.js';
import type { RunAssumptions, RunHardware } from './readRun.js';

/** What one training run costs. */
export interface RunPrice {
  /** training x samples, exactly. */
  readonly flops: bigint;
  /** traffic x samples, exactly. */
  readonly bytes: bigint;
  /** Where the run has a device. */
  readonly time?: RunTime;
}

/** Nearest float64s. */
export interface RunTime {
  /** FLOPs / (peak x utilisation). */
  readonly computeSeconds: number;
  /** Bytes / (bandwidth x its utilisation). */
  readonly memorySeconds: number;
  /** The longer of the two. */
  readonly seconds: number;
  readonly bound: 'compute' | 'memory';
  /** Device hours: as many on several devices that share the work. */
  readonly gpuHours: number;
  /** Where the device has a power. */
  readonly kilowattHours?: number;
}

/**
 * The price of training one network: the roofline model (Williams, Waterman and Patterson, Communications of the ACM,
 * 2009) applied to the run as a whole. See docs/cost-model.md.
 *
 * @param costs of one sample: FLOPs and bytes
 */
export function priceRun(costs: { readonly training: Exact; readonly traffic: Exact }, run: RunAssumptions): RunPrice {
  const flops = BigInt(costs.training) * run.samples;
  const bytes = BigInt(costs.traffic) * run.samples;
  return { flops, bytes, ...(run.hardware && { time: runTime(flops, bytes, run.hardware) }) };
}

function runTime(flops: bigint, bytes: bigint, hardware: RunHardware): RunTime {
  const computeSeconds = secondsOf(flops, hardware.flopsPerSecond);
  const memorySeconds = secondsOf(bytes, hardware.bytesPerSecond);
  const seconds = Math.max(computeSeconds, memorySeconds);
  const { power } = hardware.device;
  return {
    computeSeconds,
    memorySeconds,
    seconds,
    bound: computeSeconds >= memorySeconds ? 'compute' : 'memory',
    gpuHours: hoursOf(seconds),
    ...(power !== undefined && { kilowattHours: kilowattHoursOf(seconds, power) }),
  };
}

// Each of these never falls when its first argument grows, in float64 too: budgets are inverted by bisection.

export function secondsOf(amount: bigint, perSecond: number): number {
  return Number(amount) / perSecond;
}

export function hoursOf(seconds: number): number {
  return seconds / 3600;
}

export function kilowattHoursOf(seconds: number, watts: number): number {
  return (hoursOf(seconds) * watts) / 1000;
}
