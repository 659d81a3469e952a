import { isExpected } from '../src/cli/errorText.js';
import { InfeasibleError } from '../src/run/whole/infeasible.js';

const LONGEST_MESSAGE = 150_000;

/**
 * What an act gives, or undefined where it is refused by a documented error with a message that people can read.
 *
 * @throws whatever else is thrown
 */
export async function answerOf<Answer>(act: () => Answer | Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await act();
  } catch (error) {
    checkError(error);
    return undefined;
  }
}

/** @throws the error itself, unless it is documented; or what is wrong with its message */
export function checkError(error: unknown): void {
  if (!isDocumented(error)) throw error;
  const { message, name } = error;
  if (message.trim() === '') throw new Error(`an empty message, of ${name}`, { cause: error });
  if (message.length > LONGEST_MESSAGE) throw new Error(`a message of ${message.length} characters, of ${name}`);
  const slip = /\[object \w+\]|^ +at .+:\d+:\d+\)?$/m.exec(message);
  if (slip !== null) throw new Error(`a message of ${name} with ${slip[0]}`, { cause: error });
}

function isDocumented(error: unknown): error is Error {
  // of an index outside the space
  const isIndex = error instanceof RangeError && error.message.startsWith('index ');
  return isIndex || error instanceof InfeasibleError || isExpected(error);
}

/** @throws Error where two answers that should be the same are not */
export function expectSame(what: string, found: unknown, expected: unknown): void {
  const [a, b] = [shown(found), shown(expected)];
  if (a !== b) throw new Error(`wrong answer: ${what} is ${a}, expected ${b}`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
  return text ?? String(value);
}
