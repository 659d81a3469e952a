import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// Everything here runs the built JavaScript in processes of its own, so that they can be killed.

const ROOT = resolve(import.meta.dirname, '../../..');
const BIN = join(ROOT, 'bin/nascost.js');
const execute = promisify(execFile);
const nascost = (argv: readonly string[], cwd: string) =>
  execute(process.execPath, [BIN, ...argv], { cwd, maxBuffer: 1 << 28 });

/** A linear congruential generator (Numerical Recipes): moments that are the same every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** The files below a folder, with what is in them. */
function contents(folder: string, at = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
    const path = join(at, entry.name);
    if (entry.isDirectory()) Object.assign(found, contents(folder, path));
    else found[path] = readFileSync(join(folder, path)).toString('base64');
  }
  return found;
}

/** Runs until the moment comes; whether it was killed. */
async function runAndKill(argv: readonly string[], cwd: string, milliseconds: number): Promise<boolean> {
  const child = spawn(process.execPath, [BIN, ...argv], { cwd, stdio: 'ignore' });
  const ended = new Promise<NodeJS.Signals | null>((done) => child.once('exit', (_code, signal) => done(signal)));
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  const signal = await ended;
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nascost-killed-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function folderOf(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

/** A moment before a run has ended, as far as that can be known: most of the first 300 ms go to the start. */
const moment = (share: number) => 200 + 300 * share;

const EVERY = ['--checkpoint-every', '0.02'];

describe('a run that is killed again and again gives what an undisturbed one does', () => {
  test.each([
    ['lines, in this process', ['sample', 'mobilenet', '-n', '24k', '--out', 'a.jsonl', '--workers', '0']],
    ['gzip members, in workers', ['sample', 'mobilenet', '-n', '24k', '--out', 'a.csv.gz', '--workers', '2']],
    ['a folder of files', ['sample', 'mobilenet', '-n', '24k', '--out', 'a.parquet', '--split', '5']],
    ['an enumeration', ['enumerate', 'mobilenet', '--from', '1000000', '-n', '24k', '--out', 'a.csv']],
    [
      'a budget that refuses candidates',
      ['sample', 'mobilenet', '-n', '20k', '--max', 'training=1.2G,params=6M', '--min', 'params=5M', '--out', 'a.csv'],
    ],
    ['strata', ['sample', 'mobilenet', '-n', '20k', '--uniform-over', 'params', '--strata', '4', '--out', 'a.csv']],
  ])('%s', async (name, argv) => {
    const [calm, killed] = [folderOf(`${name} calm`), folderOf(`${name} killed`)];
    const { stdout } = await nascost([...argv, '--json'], calm);
    const next = random(7);
    let kills = 0;
    while (kills < 2 && (await runAndKill([...argv, ...EVERY, '--resume'], killed, moment(next())))) kills++;
    const last = await nascost([...argv, '--json', ...EVERY, '--resume'], killed);
    expect(last.stdout === stdout).toBe(true);
    const [expected, found] = [contents(calm), contents(killed)];
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [path, bytes] of Object.entries(expected)) expect(found[path] === bytes, path).toBe(true);
  });
});

describe('what is left of a killed run', () => {
  const ARGV = ['sample', 'mobilenet', '-n', '40k', '--out', 'a.jsonl', '--workers', '0', '--json'];
  let whole = '';
  let document = '';
  beforeAll(async () => {
    const folder = folderOf('whole');
    document = (await nascost(ARGV, folder)).stdout;
    whole = readFileSync(join(folder, 'a.jsonl'), 'latin1');
  });

  /** A folder with the files of a run that was killed after a checkpoint. */
  async function killedFolder(name: string): Promise<string> {
    const folder = folderOf(name);
    const child = spawn(process.execPath, [BIN, ...ARGV, ...EVERY], { cwd: folder, stdio: 'ignore' });
    const ended = new Promise((done) => child.once('exit', done));
    while (!existsSync(join(folder, 'a.jsonl.checkpoint.old'))) {
      if (child.exitCode !== null) throw new Error('the run was over before it could be killed');
      await pause(2);
    }
    child.kill('SIGKILL');
    await ended;
    return folder;
  }

  /** Between the two renames of a checkpoint there is only the older one. */
  const halve = (path: string) => {
    if (existsSync(path)) truncateSync(path, Math.floor(statSync(path).size / 2));
  };

  test.each([
    ['the checkpoint is cut short', ['a.jsonl.checkpoint']],
    ['both checkpoints are', ['a.jsonl.checkpoint', 'a.jsonl.checkpoint.old']],
    ['the file is', ['a.jsonl.partial']],
    ['all are', ['a.jsonl.checkpoint', 'a.jsonl.checkpoint.old', 'a.jsonl.partial']],
  ])('is enough, or the run begins anew, where %s', async (name, damaged) => {
    const folder = await killedFolder(name);
    for (const path of damaged) halve(join(folder, path));
    const { stdout, stderr } = await nascost([...ARGV, '--resume'], folder);
    expect(stdout === document).toBe(true);
    expect(readFileSync(join(folder, 'a.jsonl'), 'latin1') === whole).toBe(true);
    expect(stderr).toMatch(/behind them|begun anew/);
    expect(readdirSync(folder)).toEqual(['a.jsonl']);
  });

  test('is not taken for another run', async () => {
    const folder = await killedFolder('other');
    const other = [...ARGV.with(3, '50k'), '--seed', '3', '--resume'];
    await expect(nascost(other, folder)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is of another run: its seed is 0, not 3; its count is 40000, not 50000/) as string,
    });
  });

  test('is of no matter to a run without --resume', async () => {
    const folder = await killedFolder('anew');
    const { stdout } = await nascost(ARGV, folder);
    expect(stdout === document).toBe(true);
    expect(readFileSync(join(folder, 'a.jsonl'), 'latin1') === whole).toBe(true);
  });
});

describe('two runs on one output', () => {
  test('the second refuses, and names the first', async () => {
    const folder = folderOf('two');
    const argv = ['sample', 'mobilenet', '-n', '1e9', '--out', 'a.jsonl'];
    const first = spawn(process.execPath, [BIN, ...argv], { cwd: folder, stdio: 'ignore' });
    const ended = new Promise((done) => first.once('exit', done));
    while (!existsSync(join(folder, 'a.jsonl.lock'))) await pause(5);
    await expect(nascost(argv, folder)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`a.jsonl is being written by process ${first.pid}`) as string,
    });
    first.kill('SIGKILL');
    await ended;
    const { stdout } = await nascost([...argv.with(3, '10'), '--json'], folder);
    expect(JSON.parse(stdout)).toMatchObject({ sample: { count: 10 } });
  });

  test('a lock that was cut short holds nobody up', async () => {
    const folder = folderOf('cut');
    writeFileSync(join(folder, 'a.csv.lock'), '{"proc');
    await nascost(['sample', 'mobilenet', '-n', '10', '--out', 'a.csv'], folder);
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });
});

test('a disk that is full is said to be, and what was done can be gone on with', async () => {
  const folder = folderOf('full');
  const argv = ['sample', 'mobilenet', '-n', '24k', '--out', 'a.jsonl', '--json'];
  // a limit of the process on the size of its files stands in for a small disk: 20 MB in units of 1 kB
  const script = `ulimit -f 20000; exec "$0" "$@"`;
  const limited = execute('bash', ['-c', script, process.execPath, BIN, ...argv, ...EVERY], { cwd: folder });
  await expect(limited).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/cannot write a\.jsonl: it would be larger than the system allows/) as string,
  });
  expect(readdirSync(folder)).toContain('a.jsonl.checkpoint');
  const { stdout, stderr } = await nascost([...argv, '--resume'], folder);
  expect(stderr).toContain('behind them');
  const calm = folderOf('calm');
  expect((await nascost(argv, calm)).stdout === stdout).toBe(true);
  expect(contents(folder)).toEqual(contents(calm));
});
