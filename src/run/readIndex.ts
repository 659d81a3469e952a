import type { CompiledSpace } from './compiledSpace.js';
import { RequestError } from './errors.js';
import { shownValue } from './shownValue.js';

/** No space has indices of as many digits; it bounds the work, and what is printed. */
const LONGEST = 10_000;

/**
 * An index as JSON, a table or the command line give it: decimal text, or a number that float64 holds exactly.
 *
 * @throws RequestError where it is none, or none of this space
 */
export function readIndex(space: Pick<CompiledSpace, 'size'>, value: unknown): bigint {
  const isExact =
    typeof value === 'string'
      ? value.length <= LONGEST && /^\d+$/.test(value)
      : Number.isSafeInteger(value) && Number(value) >= 0;
  if (!isExact) {
    const hint =
      typeof value === 'number' && value > Number.MAX_SAFE_INTEGER
        ? ': write it in quotes, since it is above 2^53'
        : '';
    throw new RequestError(`${shownValue(value)} is not an index; expected a whole number from 0${hint}`);
  }
  const index = BigInt(value as string | number);
  if (index >= space.size) {
    const range = space.size === 0n ? 'the space holds no architecture' : `the space has 0 to ${space.size - 1n}`;
    throw new RequestError(`index ${index} is outside the space; ${range}`);
  }
  return index;
}
