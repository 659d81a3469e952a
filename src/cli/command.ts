import type { Argv } from 'yargs';
import type { Io } from './io.js';

/** Exit codes, see docs/cli.md. */
export const DONE = 0;
export const SOME_FAILED = 1;
export const WRONG_USE = 2;
export const INFEASIBLE = 3;
export const INTERRUPTED = 130;

/** Arguments as yargs parsed them; each command interprets them once, into options of its own. */
export type RawArguments = Readonly<Record<string, unknown>>;

/** What the file of a command exports. */
export interface Command {
  /** Declares positionals, options and examples. */
  readonly declare: (yargs: Argv) => Argv;
  /** Does it; the result is the exit code. */
  readonly execute: (raw: RawArguments, io: Io) => Promise<number>;
}

/** The command line does not make sense: the message says why. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
