import { unlinkSync } from 'node:fs';

/** Removes a file where it is there and can be removed: for what is cleaned up while something else is to be told. */
export function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // it was never made, or is gone already
  }
}
