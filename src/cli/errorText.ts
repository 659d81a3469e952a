import { OutputError } from '../report/outputFile.js';
import { ArchitectureError, RequestError, SpaceError } from '../run/errors.js';
import { UsageError } from './command.js';

/** What is written to stderr about an error: a line for each mistake of the user, a stack for a fault of the program. */
export function errorText(error: unknown): string {
  if (!isExpected(error))
    return `nascost: internal fault: ${error instanceof Error ? (error.stack ?? '') : String(error)}`;
  if (error instanceof SpaceError) return error.message;
  if (error instanceof ArchitectureError) return error.problems.map((problem) => `nascost: ${problem}`).join('\n');
  if (error instanceof UsageError) return `nascost: ${error.message}\nTry nascost --help, or nascost <command> --help.`;
  return `nascost: ${error.message}`;
}

/** The user can do something about it. */
export function isExpected(error: unknown): error is Error {
  return (
    EXPECTED.some((kind) => error instanceof kind) ||
    // of yargs, and of the system: a file that cannot be read
    (error instanceof Error && (error.name === 'YError' || 'syscall' in error))
  );
}

const EXPECTED = [SpaceError, ArchitectureError, RequestError, OutputError, UsageError];
