import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { INTERRUPTED } from '../src/cli/command.js';
import { packageRoot } from '../src/run/packageRoot.js';
import { packageVersion } from '../src/run/packageVersion.js';
import { BenchError } from './benchError.js';
import { compareResults } from './compareResults.js';
import { machineState, thisMachine } from './machine.js';
import { measureAll } from './measureAll.js';
import { readOptions, USAGE, type BenchOptions } from './options.js';
import { comparisonText, resultText } from './reportText.js';
import { readResult, writeResult, type BenchResult } from './resultFile.js';

/** Measures what the README and docs/performance.md state, prints it as one table, and keeps it for comparison. */
// temporary files are removed when the process exits by itself
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(INTERRUPTED));

try {
  await bench(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
}

async function bench(options: BenchOptions): Promise<void> {
  if (options.help) return print(USAGE);
  // first of all: a file that cannot be read is told before anything is measured
  const earlier = options.compare === undefined ? undefined : readResult(options.compare);
  const style = options.markdown ? 'Markdown' : 'text';
  const now = options.from === undefined ? await measured(options) : readResult(options.from);
  if (options.from === undefined || earlier === undefined) print(resultText(now, style));
  if (options.from === undefined) keep(now, options.json);
  if (earlier === undefined) return;
  const shown = new Set<string>(options.groups);
  const rows = earlier.rows.filter(({ group }) => shown.has(group));
  if (options.from === undefined) print('\n');
  print(comparisonText(earlier, now, compareResults(rows, now.rows), style));
}

async function measured({ groups, rounds }: BenchOptions): Promise<BenchResult> {
  const date = new Date().toISOString();
  const started = performance.now();
  const before = machineState();
  const { rows, notes, hasFailed } = await measureAll(groups, rounds, tell);
  tell('');
  if (hasFailed) process.exitCode = 1;
  return {
    date,
    version: packageVersion(),
    commit: commit(),
    machine: thisMachine(),
    before,
    after: machineState(),
    seconds: (performance.now() - started) / 1e3,
    rows,
    notes,
  };
}

function keep(result: BenchResult, file: string | undefined): void {
  const name = `${result.date.slice(0, 19).replaceAll(':', '-')}.json`;
  const path = file ?? join(packageRoot(), 'bench', 'results', name);
  writeResult(path, result);
  process.stderr.write(`written to ${path}\n`);
}

/** What is measured, where somebody watches. */
function tell(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

function commit(): string | undefined {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: packageRoot(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return (
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+')
    );
  } catch {
    return undefined;
  }
}

function print(text: string): void {
  process.stdout.write(text);
}
