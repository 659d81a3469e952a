import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { alignedTable } from '../src/report/alignedTable.js';
import { fuzz, type FuzzTarget, type Tally } from './fuzz.js';
import { loadTarget, targetName } from './loadTarget.js';
import { TryProcess } from './tryProcess.js';

/** The fuzzer: `npm run fuzz -- --minutes 10`; exit code 1 where an input failed. See docs/extending.md. */

const { values } = parseArgs({
  options: {
    /** How long; 1 unless `inputs` says how many. */
    minutes: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    /** Names of targets; all unless given. */
    only: { type: 'string', multiple: true },
    /** The folder that they are in. */
    targets: { type: 'string', default: join(import.meta.dirname, 'targets') },
    /** What one input may take. */
    seconds: { type: 'string', default: '5' },
    megabytes: { type: 'string', default: '1024' },
  },
});
const inputs = numberOf('inputs', values.inputs ?? 'Infinity');
const minutes = numberOf('minutes', values.minutes ?? (inputs === Infinity ? '1' : 'Infinity'));
const seed = numberOf('seed', values.seed);
const limits = { seconds: numberOf('seconds', values.seconds), megabytes: numberOf('megabytes', values.megabytes) };
const targets = await findTargets(resolve(values.targets), values.only ?? []);

const folder = mkdtempSync(join(tmpdir(), 'nascost-fuzz-'));
const trying = new TryProcess({ limits, folder });
process.once('exit', () => {
  // it may be at its last input still
  void trying.end();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.stdout.write(`seed ${seed}\n`);
const tallies = await fuzz({ targets, seed, inputs, seconds: 60 * minutes }, trying, (text) => {
  process.stdout.write(`\n${text}`);
});
await trying.end();
process.stdout.write(`\n${table(tallies)}`);
process.exitCode = tallies.some(({ faults }) => faults.size > 0) ? 1 : 0;

function numberOf(name: string, text: string): number {
  const value = Number(text);
  return value >= 0 ? value : wrongUse(`--${name} is ${JSON.stringify(text)}; expected a number from 0`);
}

function wrongUse(message: string): never {
  process.stderr.write(`fuzz: ${message}\n`);
  process.exit(2);
}

async function findTargets(path: string, only: readonly string[]): Promise<FuzzTarget[]> {
  const files = readdirSync(path).filter((name) => name.endsWith('.js'));
  const known = files.map(targetName);
  const strange = only.find((name) => !known.includes(name));
  if (strange !== undefined) wrongUse(`--only ${strange}: the targets are ${known.join(', ')}`);
  const wanted = files.filter((name) => only.length === 0 || only.includes(targetName(name)));
  return Promise.all(
    wanted.map(async (name) => {
      const file = join(path, name);
      return { file, share: (await loadTarget(file)).share };
    }),
  );
}

function table(rows: readonly Tally[]): string {
  return alignedTable(
    [
      { title: 'target' },
      { title: 'inputs', align: 'right' },
      { title: 'answered', align: 'right' },
      { title: 'seconds', align: 'right' },
      { title: 'slowest ms', align: 'right' },
      { title: 'faults', align: 'right' },
    ],
    rows.map(({ file, tried, answered, seconds, slowest, faults }) => [
      targetName(file),
      String(tried),
      `${Math.round((100 * answered) / Math.max(1, tried))} %`,
      seconds.toFixed(1),
      slowest.toFixed(0),
      String(faults.size),
    ]),
  );
}
