import { formatProblem } from '../space/formatProblem.js';
import type { Problem } from '../types.js';
import { firstProblems } from './firstProblems.js';

/** A space file that cannot be used: everything that is wrong with it, warnings included. */
export class SpaceError extends Error {
  override readonly name = 'SpaceError';
  readonly file: string;
  readonly problems: readonly Problem[];

  /** @param text what the file holds, for showing the lines; absent where it could not be read */
  constructor(file: string, problems: readonly Problem[], text?: string) {
    super(problems.map((problem) => formatProblem(problem, file, text)).join('\n'));
    this.file = file;
    this.problems = problems;
  }
}

/**
 * An architecture that is not in the space: what is wrong with it, the first 50 problems and how many more there are.
 */
export class ArchitectureError extends Error {
  override readonly name = 'ArchitectureError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const told = firstProblems(problems);
    super(told.join('; '));
    this.problems = told;
  }
}

/** A question that the space cannot answer, or an option that makes no sense for it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/** A row of a file that cannot be used; others can. */
export class RowError extends RequestError {
  /** @param line counted from 1 */
  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
  }
}
