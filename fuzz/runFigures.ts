import { createHash } from 'node:crypto';
import type { SampleReport } from '../src/index.js';
import type { Files } from './bulkRuns.js';

/** What a report says of a run, however it was done. */
export function figuresOf({ done, total, front, spread, failures }: SampleReport): unknown {
  return { done, total, front, failures, spread: [...spread] };
}

/** Files in short: names, lengths and hashes. */
export function hashes(files: Files): unknown {
  return [...files.keys()].toSorted().map((name) => {
    const bytes = files.get(name) as Uint8Array;
    return [name, bytes.length, createHash('sha1').update(bytes).digest('hex')];
  });
}
