import { OutputError } from '../report/outputFile.js';
import { printableLines } from '../report/printable.js';
import { systemReason } from '../report/systemReason.js';
import { ArchitectureError, RequestError, SpaceError } from '../run/errors.js';
import { WholeSpaceError } from '../wholeSpace/wholeSpaceError.js';
import { UsageError } from './command.js';

/**
 * What is written to stderr about an error: a line for each mistake of the user, a stack for a fault of the program.
 */
export function errorText(error: unknown): string {
  return printableLines(rawText(error));
}

function rawText(error: unknown): string {
  if (!isExpected(error))
    return `nascost: internal fault: ${error instanceof Error ? (error.stack ?? '') : String(error)}`;
  if (error instanceof SpaceError) return error.message;
  if (error instanceof ArchitectureError) return error.problems.map((problem) => `nascost: ${problem}`).join('\n');
  if (error instanceof UsageError) return `nascost: ${error.message}\nTry nascost --help, or nascost <command> --help.`;
  return `nascost: ${isSystemError(error) ? systemText(error) : error.message}`;
}

/** The user can do something about it. */
export function isExpected(error: unknown): error is Error {
  return (
    EXPECTED.some((kind) => error instanceof kind) ||
    // of yargs, and of the system: a file that cannot be read
    (error instanceof Error && (error.name === 'YError' || isSystemError(error)))
  );
}

function isSystemError(error: Error): error is NodeJS.ErrnoException {
  return 'syscall' in error;
}

/** Files that a command reads or writes have errors of their own: what names none is standard input. */
function systemText(error: NodeJS.ErrnoException): string {
  const { path, syscall, message } = error;
  if (path === undefined && syscall !== 'read') return message;
  return `cannot read ${path ?? 'standard input'}: ${systemReason(error, 'read')}`;
}

const EXPECTED = [SpaceError, ArchitectureError, RequestError, OutputError, UsageError, WholeSpaceError];
