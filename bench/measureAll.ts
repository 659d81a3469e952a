import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchError } from './benchError.js';
import { compileLimit, type LimitProgram } from './compileLimit.js';
import { MEASURED_ONCE, type Group } from './groups.js';
import { mergeRounds } from './mergeRounds.js';
import type { BenchRow, RoundRow } from './row.js';
import { runTask } from './runTask.js';

export interface Measured {
  readonly rows: readonly BenchRow[];
  /** What is missing, and why. */
  readonly notes: readonly string[];
  readonly hasFailed: boolean;
}

/**
 * Measures groups in rounds, so that a minute in which the machine does something else makes one figure of a row worse
 * and shows as noise, rather than all figures of some rows.
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
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      const tellWhere = (what: string) => tell(`round ${round} of ${rounds}: ${what}`);
      const own = groups.filter((group) => round === 1 || !MEASURED_ONCE.includes(group));
      measured.push(await measureRound(own, compiled, folder, tellWhere));
    }
    const missing = measured.find((round) => round.missing !== undefined)?.missing;
    const failures = measured.flatMap((round) => round.failures);
    return {
      rows: mergeRounds(measured.map(({ rows }) => rows)),
      notes: [...(missing === undefined ? [] : [`no limits that C tells: ${missing}`]), ...new Set(failures)],
      hasFailed: failures.length > 0,
    };
  } finally {
    process.removeListener('exit', cleanUp);
    cleanUp();
  }
}

interface Round {
  readonly rows: Readonly<Record<string, readonly RoundRow[]>>;
  /** Why there are no limits that C tells. */
  readonly missing: string | undefined;
  /** Groups that could not be measured. */
  readonly failures: readonly string[];
}

async function measureRound(
  groups: readonly Group[],
  compiled: LimitProgram,
  folder: string,
  tell: (what: string) => void,
): Promise<Round> {
  tell('basis');
  const basis = await runTask({ kind: 'basis', compiled, folder });
  const rows: Record<string, RoundRow[]> = {};
  const failures: string[] = [];
  for (const group of groups) {
    tell(group);
    const own = join(folder, group);
    mkdirSync(own);
    try {
      rows[group] = await runTask({ kind: 'group', group, basis, folder: own });
    } catch (error) {
      // the other groups are worth having
      if (!(error instanceof BenchError)) throw error;
      failures.push(error.message);
    }
    rmSync(own, { recursive: true });
  }
  return { rows, missing: basis.missing, failures };
}
