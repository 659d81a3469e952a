import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What figures were taken on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
  };
}

/**
 * What else it did: the load average of a minute, and how long a loop took that nothing but the clock of the processor
 * decides.
 */
export interface MachineState {
  readonly load: number;
  /** Nanoseconds of CPU time for an integer multiply-add that waits for the one before. */
  readonly clock: number;
}

const STEPS = 50_000_000;
const TRIES = 3;

export function machineState(): MachineState {
  let least = Infinity;
  for (let i = 0; i < TRIES; i++) {
    const before = process.cpuUsage();
    if (multiplyAdds(STEPS, i) === 0.5) throw new Error('whole numbers have no halves');
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return { load: loadavg()[0] ?? 0, clock: (1e3 * least) / STEPS };
}

function multiplyAdds(steps: number, start: number): number {
  let value = start;
  for (let i = 0; i < steps; i++) value = (Math.imul(value, 1664525) + 1013904223) | 0;
  return value;
}
