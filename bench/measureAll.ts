import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileLimit } from './compileLimit.js';
import type { Group } from './groups.js';
import { mergeRounds } from './mergeRounds.js';
import type { BenchRow, RoundRow } from './row.js';
import { runTask } from './runTask.js';

export interface Measured {
  readonly rows: readonly BenchRow[];
  /** What is missing, and why. */
  readonly notes: readonly string[];
}

/**
 * Measures groups in rounds, so that a minute in which the machine does something else makes one figure of a row worse and shows as noise,
 * rather than all figures of some rows.
 *
 * @param tell is told what is measured next
 */
export async function measureAll(
  groups: readonly Group[],
  rounds: number,
  tell: (text: string) => void,
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'nascost-bench-'));
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', cleanUp);
  try {
    const compiled = compileLimit(folder);
    const measured: Record<string, RoundRow[]>[] = [];
    for (let round = 1; round <= rounds; round++) {
      tell(`round ${round} of ${rounds}: basis`);
      const basis = await runTask({ kind: 'basis', compiled, folder });
      const rows: Record<string, RoundRow[]> = {};
      for (const group of groups) {
        tell(`round ${round} of ${rounds}: ${group}`);
        const own = join(folder, group);
        mkdirSync(own);
        rows[group] = await runTask({ kind: 'group', group, basis, folder: own });
        rmSync(own, { recursive: true });
      }
      measured.push(rows);
    }
    const notes = 'missing' in compiled ? [`× limit of C and of memory is empty: ${compiled.missing}`] : [];
    return { rows: mergeRounds(measured), notes };
  } finally {
    process.removeListener('exit', cleanUp);
    cleanUp();
  }
}
