import { MOST_PROBLEMS } from '../space/readSpace.js';

/** The first 50 of many problems, and how many more there are: no message grows with what it is about. */
export function firstProblems(problems: readonly string[]): readonly string[] {
  const more = problems.length - MOST_PROBLEMS;
  return more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `and ${more} problems more`] : problems;
}
