import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { mergeParts } from '../../src/index.js';
import { bulkRun, DIVIDED, newFolder, partCount, readFiles, writeFiles, type Files } from '../bulkRuns.js';
import { damageFiles, drawDamage, isCount, isDamage, type Damage } from '../damageFiles.js';
import { answerOf, expectSame } from '../documented.js';
import { drawn } from '../draw.js';
import { figuresOf, hashes } from '../runFigures.js';
import type { Target } from '../target.js';

/** Parts to be merged: of which run, which of them in which order, by their records or by their checkpoints. */
interface Merged {
  readonly parts: readonly { readonly run: number; readonly part: number; readonly byCheckpoint: boolean }[];
  readonly writes: boolean;
  readonly damage: readonly Damage[];
}

/** Parts of runs, damaged, lost, repeated and mixed up: a merge gives the run undivided, or is refused. */
export const partFiles: Target = {
  share: 6,
  inputs: drawn((draw) => {
    const run = draw.of(DIVIDED);
    const parts = Array.from({ length: partCount(run) }, (_, part) => ({ run, part, byCheckpoint: draw.chance(20) }));
    for (let edits = draw.of([0, 0, 1, 2]); edits > 0; edits--) {
      const [at, to] = [draw.nat(parts.length), draw.nat(parts.length)];
      const part = parts[at];
      const kind = draw.nat(6);
      if (part === undefined) continue;
      if (kind === 0) parts.splice(at, 1);
      else if (kind === 1) parts.splice(to, 0, part);
      else if (kind === 2) parts[at] = { ...part, run: draw.of(DIVIDED) };
      else parts.splice(to, 0, ...parts.splice(at, 1));
    }
    const damage = draw.chance(60) ? draw.list(1, 2, () => drawDamage(draw)) : [];
    const merged: Merged = { parts, writes: draw.chance(70), damage };
    return JSON.stringify(merged);
  }),
  async run(text) {
    const asked = mergedOf(text);
    if (asked === undefined) return false;
    const sound: Map<string, Uint8Array> = new Map();
    const paths: string[] = [];
    for (const { run, part, byCheckpoint } of asked.parts) {
      const { parts } = await bulkRun(run);
      const files = parts[part % parts.length] as Files;
      for (const [name, bytes] of files) sound.set(name, bytes);
      const [first = ''] = [...files.keys()].filter((name) => name.endsWith('.checkpoint') === byCheckpoint);
      paths.push(first);
    }
    const others = await bulkRun(asked.parts[0]?.run ?? 0);
    let files: Files = sound;
    for (const damage of asked.damage) files = damageFiles(files, damage, others.parts[0] ?? others.whole);
    const folder = newFolder('merged');
    try {
      writeFiles(folder, files);
      const whole = await bulkRun(asked.parts[0]?.run ?? 0);
      const out = asked.writes ? { out: join(folder, whole.out) } : {};
      const report = await answerOf(() =>
        mergeParts(
          paths.map((path) => join(folder, path)),
          out,
        ),
      );
      const after = new Map(readFiles(folder));
      const written = after.get(whole.out);
      after.delete(whole.out);
      expectSame('what a merge leaves of its parts', hashes(after), hashes(files));
      if (report === undefined) {
        if (written !== undefined) throw new Error('wrong answer: a merge that is refused has written a file');
        if (asked.damage.length === 0 && isComplete(asked, whole.parts.length))
          throw new Error('wrong answer: parts that are sound are refused');
        return false;
      }
      expectSame('the report', figuresOf(report), figuresOf(whole.report));
      const found = written === undefined ? new Map() : new Map([[whole.out, written]]);
      expectSame('the file', hashes(found), hashes(asked.writes ? whole.whole : new Map()));
      return true;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function isComplete({ parts }: Merged, of: number): boolean {
  const [first] = parts;
  const numbers = parts.map(({ part }) => part % of).toSorted();
  return (
    first !== undefined &&
    parts.every(({ run }) => run === first.run) &&
    numbers.join() === [...Array(of).keys()].join()
  );
}

function mergedOf(text: string): Merged | undefined {
  try {
    const { parts, writes, damage } = JSON.parse(text) as Partial<Merged>;
    if (!Array.isArray(parts) || !Array.isArray(damage) || !damage.every(isDamage)) return undefined;
    const isSound = parts.length < 20 && parts.every(({ run, part }) => DIVIDED.includes(run) && isCount(part));
    return isSound ? ({ parts, writes: writes === true, damage } as Merged) : undefined;
  } catch {
    return undefined;
  }
}
