import { shownValue } from './shownValue.js';

/** Paths of files are shown whole, others are none. */
const MOST_CHARACTERS = 4096;

/** A path in a message, in quotation marks. */
export function shownPath(path: string): string {
  return shownValue(path, MOST_CHARACTERS);
}
