/** What the process that tries inputs is told to do. */
export type Job = InputsJob | InputJob;

/** Many inputs, from a seed, until one fails. */
export interface InputsJob {
  readonly kind: 'inputs';
  /** Of the target. */
  readonly file: string;
  readonly seed: number;
  readonly count: number;
  /** No input is begun after so many seconds. */
  readonly seconds: number;
}

/** One input. */
export interface InputJob {
  readonly kind: 'input';
  readonly file: string;
  readonly input: string;
}

/** What it answers. */
export interface Report {
  /** How many inputs were begun. */
  readonly tried: number;
  /** How many of them were answered, and not refused. */
  readonly answered: number;
  /** What was wrong with the last one; undefined where nothing was. */
  readonly fault: string | undefined;
  /** Of the one that took longest, in milliseconds. */
  readonly slowest: number;
}

/** How the process starts. */
export interface ChildStart {
  /** What one input may take: processor time of all threads, and memory of the whole process. */
  readonly limits: { readonly seconds: number; readonly megabytes: number };
  /** For whatever it writes: it may not live to tidy up. */
  readonly folder: string;
}

/** A file of that folder, of two words of 32 bits: what must outlive the process. */
export const TALLY_FILE = 'tally';

/** How many inputs of the job were begun, and why the process was ended (an entry of DEATHS). */
export const TALLY = { begun: 0, death: 1 } as const;

/** In the order of their numbers. */
export const DEATHS = ['it died', 'it took too long', 'it took too much memory'] as const;

/** Whether a fault is that the process ended. */
export function isDeath(fault: string): boolean {
  return DEATHS.some((death) => fault.startsWith(`${death}:`));
}
