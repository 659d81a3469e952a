import { rmSync } from 'node:fs';
import { sampleReport } from '../../src/index.js';
import {
  bulkRun,
  bulkSpace,
  newFolder,
  optionsIn,
  readFiles,
  RUN_COUNT,
  writeFiles,
  type BulkRun,
  type Files,
} from '../bulkRuns.js';
import { damageFiles, drawDamage, isCount, isDamage, type Damage } from '../damageFiles.js';
import { answerOf, expectSame } from '../documented.js';
import { drawn } from '../draw.js';
import { figuresOf, hashes } from '../runFigures.js';
import type { Target } from '../target.js';

/** What a run has left at a moment, damaged, and where the damage comes from. */
interface Resumed {
  readonly run: number;
  readonly stop: number;
  readonly damage: readonly Damage[];
  readonly others: { readonly run: number; readonly stop: number };
}

/**
 * Checkpoints and unfinished files, damaged: `--resume` ends in the files and the report of a run that nothing has
 * happened to, or is refused.
 */
export const checkpoints: Target = {
  share: 2,
  inputs: drawn((draw) => {
    const run = draw.nat(RUN_COUNT);
    const others = { run: draw.chance(60) ? run : draw.nat(RUN_COUNT), stop: draw.nat(8) };
    const resumed: Resumed = { run, stop: draw.nat(8), damage: draw.list(0, 3, () => drawDamage(draw)), others };
    return JSON.stringify(resumed);
  }),
  async run(text) {
    const asked = resumedOf(text);
    if (asked === undefined) return false;
    const run = await bulkRun(asked.run % RUN_COUNT);
    let files = stoppedAt(run, asked.stop);
    const others = stoppedAt(await bulkRun(asked.others.run % RUN_COUNT), asked.others.stop);
    for (const damage of asked.damage) files = damageFiles(files, damage, others);
    const folder = newFolder('resumed');
    try {
      writeFiles(folder, files);
      const report = await answerOf(async () =>
        sampleReport(await bulkSpace(), { ...optionsIn(folder, run), resume: true }),
      );
      if (report === undefined) {
        if (asked.damage.length === 0) throw new Error('wrong answer: what is sound is refused');
        return false;
      }
      if (asked.damage.length === 0)
        expectSame('whether the run goes on', report.resumed > 0, files.has(`${run.out}.checkpoint`));
      expectSame('the report', figuresOf(report), figuresOf(run.report));
      expectSame('the files', hashes(readFiles(folder)), hashes(run.whole));
      return true;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function resumedOf(text: string): Resumed | undefined {
  try {
    const { run, stop, damage, others } = JSON.parse(text) as Partial<Resumed>;
    const areNumbers = [run, stop, others?.run, others?.stop].every(isCount);
    if (!areNumbers || !Array.isArray(damage) || !damage.every(isDamage)) return undefined;
    return { run, stop, damage, others } as Resumed;
  } catch {
    return undefined;
  }
}

function stoppedAt({ stopped }: BulkRun, stop: number): Files {
  return stopped[stop % stopped.length] as Files;
}
