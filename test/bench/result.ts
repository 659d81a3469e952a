import type { BenchRow } from '../../bench/row.js';
import type { BenchResult } from '../../bench/resultFile.js';

/** A result of the given rows. */
export function result(rows: readonly BenchRow[], change: Partial<BenchResult> = {}): BenchResult {
  return {
    date: '2026-01-02T03:04:05.000Z',
    version: '1.2.3',
    machine: { processor: 'Test 9000', cores: 2, memoryGiB: 8, system: 'linux 6', node: '20.19.0' },
    before: { load: 0, clock: 1 },
    after: { load: 0.1, clock: 1 },
    seconds: 100,
    rows,
    notes: [],
    ...change,
  };
}

/** A row of some rounds in seconds. */
export function row(what: string, rounds: readonly number[], change: Partial<BenchRow> = {}): BenchRow {
  return { group: 'kernels', what, unit: 's', rounds, ...change };
}
