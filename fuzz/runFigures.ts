import { createHash } from 'node:crypto';
import type { SampleReport } from '../src/index.js';
import type { Files } from './bulkRuns.js';

/** What a report says of a run, however it was done. */
export function figuresOf({ done, total, front, spread, failures, evaluation }: SampleReport): unknown {
  const measured = evaluation && { ...evaluation, spread: [...evaluation.spread], counts: undefined };
  return { done, total, front, failures, spread: [...spread], measured };
}

/** Files in short: names, lengths and hashes. */
export function hashes(files: Files): unknown {
  return [...files.keys()].toSorted().map((name) => {
    const bytes = files.get(name) as Uint8Array;
    return [name, bytes.length, createHash('sha1').update(bytes).digest('hex')];
  });
}
