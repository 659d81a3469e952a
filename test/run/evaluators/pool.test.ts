import { execFile, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// Everything here runs the built JavaScript in processes of its own: worker threads load no TypeScript.

const ROOT = resolve(import.meta.dirname, '../../..');
const BIN = join(ROOT, 'bin/nascost.js');
const SCRIPTED = join(import.meta.dirname, 'modules/scripted.mjs');
const EVALUATED = ['nas-bench-201', '--evaluator', SCRIPTED, '--minimize', 'latency,params', '--json'];
const execute = promisify(execFile);

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nascost-evaluators-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function folderOf(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs in a folder whose file `calls` gets the numbers of the architectures that the evaluator was asked for. */
async function nascost(folder: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const options = { cwd: folder, env: { ...process.env, CALLS: join(folder, 'calls'), ...env }, maxBuffer: 1 << 28 };
  return execute(process.execPath, [BIN, ...argv], options).then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    ({ stdout, stderr, code }: Ran) => ({ stdout, stderr, code }),
  );
}

function takeCalls(folder: string): string[] {
  const path = join(folder, 'calls');
  if (!existsSync(path)) return [];
  const calls = readFileSync(path, 'utf8').trimEnd().split('\n');
  rmSync(path);
  return calls;
}

describe('evaluators that hang, end their thread or throw where nobody listens', () => {
  const BEHAVIOUR = JSON.stringify({ 3: 'throw', 8: 'hang', 9: 'exit', 10: 'stray', 20: 'never', 39: 'late' });

  test('make error rows, the same for any number of threads and of evaluations at once', async () => {
    const folder = folderOf('hang');
    const runs = await Promise.all(
      [
        ['1', '1'],
        ['2', '3'],
      ].map(async ([workers = '', concurrency = '']) => {
        const out = `${workers}.csv`;
        const how = ['--workers', workers, '--evaluator-concurrency', concurrency, '--evaluator-timeout', '1'];
        const argv = ['enumerate', ...EVALUATED, '-n', '40', '--no-cache', '--out', out, ...how];
        const { stdout, stderr, code } = await nascost(folder, argv, { BEHAVIOUR });
        return { document: stdout.replace(out, 'FILE'), stderr, code, rows: readFileSync(join(folder, out), 'utf8') };
      }),
    );
    const [first, second] = runs;
    expect(second).toEqual(first);
    expect(first?.code).toBe(1);
    expect(first?.stderr).toBe(
      'nascost: scripted failed for 6 of 40 architectures\n' +
        'nascost: the first that failed is architecture 3: scripted: no such device\n',
    );
    expect(JSON.parse(first?.document ?? '')).toMatchObject({
      sample: { count: 40, failed: [] },
      evaluation: {
        candidates: 40,
        evaluators: [{ name: 'scripted', version: '1', metrics: [{ name: 'latency', unit: 'ms' }], failed: 6 }],
        failures: [
          { index: '3', error: 'scripted: no such device' },
          { index: '8', error: 'scripted: it took longer than 1 s' },
          { index: '9', error: 'scripted: it has ended its thread: exit code 3' },
          { index: '10', error: 'scripted: it has ended its thread: stray' },
          { index: '20', error: 'scripted: it took longer than 1 s' },
          { index: '39', error: 'scripted: it took longer than 1 s' },
        ],
      },
    });
  });
});

describe('the cache', () => {
  const argvOf = (cache: string) => ['sample', ...EVALUATED, '-n', '300', '--cache', cache, '--workers', '1'];
  let folder = '';
  let document = '';
  let first: string[] = [];
  beforeAll(async () => {
    folder = folderOf('cache');
    document = (await nascost(folder, argvOf('cache'))).stdout;
    first = takeCalls(folder);
  });

  test('keeps results for other processes, and for other questions', async () => {
    expect(new Set(first).size).toBe(300);
    expect(await nascost(folder, argvOf('cache'))).toEqual({ stdout: document, stderr: '', code: 0 });
    const { index } = (JSON.parse(document) as { front: [{ index: string }] }).front[0];
    const { stdout } = await nascost(folder, [
      'cost',
      'nas-bench-201',
      '--index',
      index,
      '--json',
      '--evaluator',
      SCRIPTED,
      '--cache',
      'cache',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ index, latency: expect.any(Number) as number });
    expect(takeCalls(folder)).toEqual([]);
  });

  test('knows another version and other options of costs, and keeps no errors', async () => {
    const argv = ['enumerate', ...EVALUATED, '-n', '20', '--cache', 'cache', '--workers', '1'];
    expect(await nascost(folder, argv, { VERSION: '2', BEHAVIOUR: '{"5":"throw"}' })).toMatchObject({ code: 1 });
    expect(takeCalls(folder).length).toBe(20);
    expect(await nascost(folder, argv, { VERSION: '2' })).toMatchObject({ code: 0 });
    expect(takeCalls(folder)).toEqual(['5']);
    await nascost(folder, [...argv, '--precision', 'float16'], { VERSION: '2' });
    expect(takeCalls(folder).length).toBe(20);
  });

  test('is shared by processes that run at once', async () => {
    const argv = argvOf('shared');
    const ran = await Promise.all([1, 2].map(() => nascost(folder, argv)));
    for (const one of ran) expect(one).toEqual({ stdout: document, stderr: '', code: 0 });
    takeCalls(folder);
    await nascost(folder, argv);
    expect(takeCalls(folder)).toEqual([]);
  });

  test('that is damaged is told of, and the run goes on', async () => {
    cpSync(join(folder, 'cache'), join(folder, 'damaged'), { recursive: true });
    truncateSync(join(folder, 'damaged/data.mdb'), 10_000);
    const { stdout, stderr, code } = await nascost(folder, argvOf('damaged'));
    const calls = takeCalls(folder).length;
    expect({ same: stdout === document, code, calls }).toEqual({ same: true, code: 0, calls: 300 });
    expect(stderr).toMatch(/the cache damaged is not used: it is damaged.*; remove it to have it begun anew/);
  });

  test('that is damaged where a result is has none there', async () => {
    cpSync(join(folder, 'cache'), join(folder, 'flipped'), { recursive: true });
    const file = join(folder, 'flipped/data.mdb');
    const bytes = readFileSync(file);
    const { latency } = (JSON.parse(document) as { front: [{ latency: number }] }).front[0];
    const figure = Buffer.from(Float64Array.of(latency).buffer);
    for (let at = bytes.indexOf(figure); at >= 0; at = bytes.indexOf(figure))
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(file, bytes);
    expect(await nascost(folder, argvOf('flipped'))).toEqual({ stdout: document, stderr: '', code: 0 });
    expect(takeCalls(folder).length).toBeGreaterThan(0);
  });

  test('that cannot be made, or whose disk is full, is told of, and the run goes on', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { stdout, stderr } = await nascost(folder, argvOf('file'));
    expect(stdout === document).toBe(true);
    expect(stderr).toMatch(/the cache file is not used: it is a file, not a folder/);
    // a limit of the process on the size of its files stands in for a small disk: 16 kB
    const limited = await execute(
      'bash',
      ['-c', 'ulimit -f 16; exec "$0" "$@"', process.execPath, BIN, ...argvOf('full')],
      { cwd: folder },
    );
    expect(limited.stdout === document).toBe(true);
    expect(limited.stderr).toMatch(/the cache full is not used: .*its disk is full/);
    takeCalls(folder);
  });
});

describe('a run with evaluators that is ended', () => {
  const ARGV = ['sample', ...EVALUATED, '-n', '400', '--max', 'latency=10', '--out', 'a.jsonl', '--workers', '2'];
  const KEPT = [...ARGV, '--cache', 'cache', '--checkpoint-every', '0.05', '--resume'];
  const env = { PAUSE: '4' };
  let document = '';
  let whole = '';
  beforeAll(async () => {
    const folder = folderOf('calm');
    document = (await nascost(folder, [...ARGV, '--no-cache'], { PAUSE: '0' })).stdout;
    whole = readFileSync(join(folder, 'a.jsonl'), 'utf8');
  });

  /** Runs until the evaluator was called so often, then ends it. */
  async function endAfter(folder: string, calls: number, signal: 'SIGKILL' | 'SIGINT'): Promise<number | null> {
    const options = {
      cwd: folder,
      env: { ...process.env, ...env, CALLS: join(folder, 'calls') },
      stdio: 'ignore',
    } as const;
    const child = spawn(process.execPath, [BIN, ...KEPT], options);
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    const path = join(folder, 'calls');
    while (child.exitCode === null && !(existsSync(path) && readFileSync(path, 'utf8').split('\n').length > calls))
      await pause(3);
    child.kill(signal);
    return ended;
  }

  test.each(['SIGKILL', 'SIGINT'] as const)('by %s goes on where it was, and gives the same', async (signal) => {
    const folder = folderOf(signal);
    for (const calls of signal === 'SIGKILL' ? [70, 190] : [120]) {
      const code = await endAfter(folder, calls, signal);
      expect(code).toBe(signal === 'SIGINT' ? 130 : null);
    }
    const { stdout, stderr, code } = await nascost(folder, KEPT, env);
    expect({ code, same: stdout === document }).toEqual({ code: 0, same: true });
    expect(stderr).toMatch(/samples were done before/);
    expect(readFileSync(join(folder, 'a.jsonl'), 'utf8') === whole).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(['a.jsonl', 'cache', 'calls']);
    const calls = takeCalls(folder);
    // what was under way, or on its way to the store
    expect(calls.length).toBeLessThan(new Set(calls).size + 30);
  });

  test('in parts is merged to the whole, where the module has gone', async () => {
    const folder = folderOf('parts');
    const module = join(folder, 'moved.mjs');
    writeFileSync(module, readFileSync(SCRIPTED));
    const argv = ['sample', ...EVALUATED.with(2, module), '-n', '50', '--no-cache', '--workers', '1'];
    const BEHAVIOUR = JSON.stringify({ [firstIndex(whole)]: 'throw' });
    const parts = [['whole'], ['1', '--shard', '1/2'], ['2', '--shard', '2/2']];
    const [single] = await Promise.all(
      parts.map(([name, ...how]) => nascost(folder, [...argv, '--out', `${name}.jsonl`, ...how], { BEHAVIOUR })),
    );
    rmSync(module);
    const merged = await nascost(folder, ['merge', '1.jsonl', '2.jsonl', '--out', 'merged.jsonl', '--json']);
    expect(single?.code).toBe(1);
    expect(merged).toEqual({ ...single, stdout: single?.stdout.replace('whole.jsonl', 'merged.jsonl') });
    const [expected, found] = ['whole', 'merged'].map((name) => readFileSync(join(folder, `${name}.jsonl`), 'utf8'));
    expect(found === expected).toBe(true);
    const other = [...argv.with(2, '--evaluator').with(3, SCRIPTED), '--out', '1.jsonl', '--shard', '1/2', '--resume'];
    const { stderr } = await nascost(folder, other, { VERSION: '9' });
    expect(stderr).toMatch(/of another run: its evaluators is scripted 1 .*, not scripted 9/);
  });

  const firstIndex = (records: string) => (JSON.parse(records.split('\n')[0] ?? '') as { index: string }).index;
});

describe('an evaluator without a thread that ends the process, or throws where nobody listens', () => {
  const ARGV = ['enumerate', ...EVALUATED, '-n', '40', '--no-cache', '--workers', '0', '--out', 'a.jsonl'];
  const ADVICE = `; with --workers 0 the evaluator ${SCRIPTED} runs in the process itself; in a thread .*\n$`;

  test('ends the run with a message and exit code 1, and a checkpoint holds what was done', async () => {
    const folder = folderOf('exits');
    const kept = [...ARGV, '--checkpoint-every', '0', '--resume'];
    const { stdout, stderr, code } = await nascost(folder, kept, { BEHAVIOUR: '{"30":"leave"}' });
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toMatch(new RegExp(`^nascost: the process was ended before the run was done${ADVICE}`));
    expect(existsSync(join(folder, 'a.jsonl'))).toBe(false);
    const resumed = await nascost(folder, kept);
    expect(resumed).toMatchObject({ code: 0, stderr: expect.stringMatching(/samples were done before/) as string });
    expect(JSON.parse(resumed.stdout)).toMatchObject({ sample: { count: 40 }, evaluation: { candidates: 40 } });
  });

  test('leaves nothing where there is no checkpoint', async () => {
    const folder = folderOf('strays');
    const { stdout, stderr, code } = await nascost(folder, ARGV, { BEHAVIOUR: '{"30":"stray"}' });
    expect({ stdout, code, files: readdirSync(folder) }).toEqual({ stdout: '', code: 1, files: ['calls'] });
    expect(stderr).toMatch(new RegExp(`^nascost: the run was ended by what nobody caught: stray${ADVICE}`));
  });
});

describe('cost', () => {
  test('answers lines in their order, and tells which failed', async () => {
    const folder = folderOf('lines');
    writeFileSync(join(folder, 'lines'), ['5', '"x"', '6', '7', '6'].map((index) => `{"index":${index}}\n`).join(''));
    const argv = ['cost', 'nas-bench-201', '--input', 'lines', '--evaluator', SCRIPTED, '--no-cache', '--workers', '2'];
    const { stdout, code } = await nascost(folder, argv.slice(0, -2), { BEHAVIOUR: '{"7":"reject"}' });
    expect(code).toBe(1);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { index: '5', latency: 5.5 / 7 },
      { line: 2 },
      { index: '6', latency: 6.5 / 7 },
      { index: '7', latency: null, error: 'scripted: gone away' },
      { index: '6', latency: 6.5 / 7 },
    ]);
  });

  test('ends with its answer, whatever the module has begun, and prints nothing else', async () => {
    const folder = folderOf('open');
    writeFileSync(
      join(folder, 'open.mjs'),
      `setInterval(() => undefined, 1000);
      console.log('loaded');
      const evaluate = () => console.log('asked') ?? { latency: 1 };
      export default { name: 'open', version: 1, metrics: ['latency'], evaluate };`,
    );
    const argv = ['cost', 'nas-bench-201', '--index', '5', '--json', '--evaluator', 'open.mjs', '--no-cache'];
    const { stdout, stderr, code } = await nascost(folder, argv);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ index: '5', latency: 1 });
    expect(stderr).toContain('asked');
  });
});
