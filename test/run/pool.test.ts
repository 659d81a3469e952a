import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

// Everything here runs the built JavaScript in processes of its own: worker threads load no TypeScript.

const ROOT = resolve(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/nascost.js');
const execute = promisify(execFile);
const nascost = (...argv: string[]) => execute(process.execPath, [BIN, ...argv], { maxBuffer: 1 << 28 });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the number of workers changes nothing', () => {
  test.each([
    ['mobilenet', 30_000],
    ['tiny', 258],
  ])('in the files and the document of %s', async (name, count) => {
    const space = name === 'tiny' ? join(ROOT, 'test/cli/spaces/tiny.json') : name;
    const results = await Promise.all(
      [0, 1, 3].map(async (workers) => {
        const path = join(folder, `${workers}.jsonl`);
        const argv = ['sample', space, '-n', String(count), '--seed', '7', '--json', '--out', path];
        const { stdout } = await nascost(...argv, '--workers', String(workers));
        return { document: stdout.replace(path, 'FILE'), records: readFileSync(path, 'utf8') };
      }),
    );
    expect(results[0]?.records.split('\n').length).toBe(count + 1);
    for (const result of results.slice(1)) {
      expect(result.records === results[0]?.records).toBe(true);
      expect(result.document).toBe(results[0]?.document);
    }
  });

  test.each(['parquet', 'arrow'])('nor in a file of several blocks: %s', async (format) => {
    const argv = ['sample', join(ROOT, 'test/cli/spaces/tiny.json'), '-n', '66000', '--replace', '--workers'];
    const files = ['0', '2'].map((workers) => join(folder, `${workers}.${format}`));
    await Promise.all(files.map((file, i) => nascost(...argv, String(2 * i), '--out', file)));
    const [none, two] = files.map((file) => readFileSync(file));
    expect(none?.length).toBeGreaterThan(100_000);
    expect(two?.equals(none as Buffer)).toBe(true);
  });

  test('nor in a long run without records', async () => {
    const argv = ['sample', 'mobilenet', '-n', '1.2M', '--json', '--workers'];
    const [none, two] = await Promise.all(['0', '2'].map((workers) => nascost(...argv, workers)));
    expect(two?.stdout).toBe(none?.stdout);
    expect(JSON.parse(two?.stdout ?? '')).toMatchObject({
      sample: { count: 1_200_000 },
      spread: { training: { exact: false } },
    });
  });

  test('nor in samples within budgets', async () => {
    const script = join(ROOT, 'test/run/pool/sampleWithinBudgets.js');
    const { stdout } = await execute(process.execPath, [script], { env: { ...process.env, FOLDER: folder } });
    const whole = [true, true];
    const counts = (JSON.parse(stdout) as { done: number }[]).map(({ done, ...rest }) => {
      expect(rest).toEqual({ failures: 0, columns: whole, same: whole });
      return done;
    });
    expect(counts.filter((_, i) => i !== 1)).toEqual([9000, 2000, 2000, 2000, 2000]);
    expect(counts[1]).toBeGreaterThan(100);
  });
});

describe('a count in threads', () => {
  test('is the one without, and gives way to interrupts and to the time', async () => {
    const { stdout } = await execute(process.execPath, [join(ROOT, 'test/run/pool/countInThreads.js')]);
    const { counts, stopped } = JSON.parse(stdout) as { counts: [string, string]; stopped: string[] };
    expect(counts[0]).toBe(counts[1]);
    expect(BigInt(counts[0])).toBeGreaterThan(10n ** 15n);
    expect(stopped).toEqual(['Stopped: interrupted', 'Stopped: timeout']);
  });
});

describe('a worker that dies', () => {
  const run = async (deaths: Record<string, number>) => {
    const script = join(ROOT, 'test/run/pool/sampleWithDyingWorkers.js');
    const env = {
      ...process.env,
      DEATHS: JSON.stringify(deaths),
      LOG: join(folder, 'log'),
      OUT: join(folder, 'out.jsonl'),
    };
    const { stdout } = await execute(process.execPath, [script], { env });
    return JSON.parse(stdout) as { done: number; total: number; bytes: number; failures: object[] };
  };

  test('is replaced, and its range is done again', async () => {
    const undisturbed = await run({});
    rmSync(join(folder, 'log'));
    expect(undisturbed).toMatchObject({ done: 3 * 8192, failures: [] });
    expect(await run({ 8192: 2 })).toEqual(undisturbed);
  });

  test('again and again in one range costs that range alone', async () => {
    const { done, total, failures } = await run({ 8192: 1000 });
    expect({ done, total }).toEqual({ done: 2 * 8192, total: 3 * 8192 });
    expect(failures).toMatchObject([{ lo: 8192, hi: 2 * 8192 }]);
  });
});

describe('an interrupt', () => {
  test.each([
    ['SIGINT', 0],
    ['SIGINT', 2],
    ['SIGTERM', 0],
    ['SIGTERM', 2],
  ] as const)('once (%s, %i workers): what is complete is written, exit code 130', async (signal, workers) => {
    const path = join(folder, 'a.jsonl');
    const argv = ['sample', 'mobilenet', '-n', '1e9', '--out', path, '--json', '--workers', String(workers)];
    const { code, stdout, stderr } = await interrupted(argv, () => sizeOfTemporary() > 20e6, 1, signal);
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted: \d+ of 1000000000 samples were done/);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const { sample } = JSON.parse(stdout) as { sample: { count: number; interrupted: boolean } };
    expect(sample).toMatchObject({ count: lines.length, interrupted: true });
    expect(lines.length % 8192).toBe(0);
    expect(JSON.parse(lines.at(-1) ?? '')).toHaveProperty('hash');
    expect(readdirSync(folder)).toEqual(['a.jsonl', 'a.jsonl.checkpoint']);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('twice (%s) ends at once and leaves nothing, or what can be gone on with', async (signal, exitCode) => {
    // the open ranges of a wide space take long enough for the second interrupt to find them open
    const argv = ['sample', 'regnet-x', '-n', '1e9', '--out', join(folder, 'a.jsonl'), '--workers', '2'];
    const { code } = await interrupted(argv, () => existsSync(join(folder, 'a.jsonl.partial')), 2, signal);
    expect(code).toBe(exitCode);
    expect([[], ['a.jsonl.checkpoint', 'a.jsonl.partial']]).toContainEqual(readdirSync(folder));
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'before there is anything to finish (%s) ends the process at once, also one that is busy',
    async (signal) => {
      const evaluator = join(folder, 'busy.mjs');
      // in the program's own process, where it is described
      writeFileSync(evaluator, `process.kill(process.pid, '${signal}');\nfor (;;);\n`);
      const argv = ['sample', 'nats-sss', '--no-cache', '--workers', '0', '--evaluator', evaluator];
      const child = spawn(process.execPath, [BIN, ...argv]);
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data: Buffer) => (output += data.toString()));
      const [code, endedBy] = await once(child, 'close');
      expect({ code, endedBy, output }).toEqual({ code: null, endedBy: signal, output: '' });
    },
  );

  test('is heard while a long document is written to a file', async () => {
    const file = join(folder, 'document.json');
    const document = openSync(file, 'w');
    try {
      // all of them are on the front: 140 MB
      const argv = ['enumerate', 'nas-bench-101', '--json', '--ties', 'all', '--workers', '0'];
      const child = spawn(process.execPath, [BIN, ...argv], { stdio: ['ignore', document, 'pipe'] });
      let stderr = '';
      child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
      const closed = once(child, 'close');
      await until(() => statSync(file).size > 0 || child.exitCode !== null);
      child.kill('SIGINT');
      await until(() => stderr.includes('interrupt again') || child.exitCode !== null);
      child.kill('SIGINT');
      expect([(await closed)[0], stderr]).toEqual([130, expect.stringContaining('interrupt again')]);
    } finally {
      closeSync(document);
    }
  });

  test('ends a filter that waits for input', async () => {
    let answered = false;
    const { code } = await interrupted(
      ['cost', 'mobilenet', '--input', '-'],
      () => answered,
      1,
      'SIGINT',
      (child) => {
        child.stdout?.on('data', () => (answered = true));
        child.stdin?.write('{"index": 1}\n');
      },
    );
    expect(code).toBe(130);
  });

  function sizeOfTemporary(): number {
    const names = readdirSync(folder).filter((name) => !name.includes('.lock'));
    // one may be gone by now
    const sizes = names.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
    return sizes.reduce((sum, size) => sum + size, 0);
  }
});

describe('| head', () => {
  test('ends the filter quietly', async () => {
    const script = `yes '{"index": 3}' | "$0" "$1" cost mobilenet --input - | head -n 2; echo "codes \${PIPESTATUS[1]} \${PIPESTATUS[2]}"`;
    const { stdout, stderr } = await execute('bash', ['-c', script, process.execPath, BIN]);
    const lines = stdout.trimEnd().split('\n');
    expect(stderr).toBe('');
    expect(lines.length).toBe(3);
    expect(lines[2]).toBe('codes 0 0');
  });
});

describe('a full standard output', () => {
  test
    .runIf(existsSync('/dev/full'))
    .each([['cost', 'nas-bench-201', '--index', '0'], ['sample', 'nas-bench-201', '-n', '2000', '--json'], ['list']])(
    'is one message and exit code 2: %s',
    async (...argv) => {
      const full = openSync('/dev/full', 'w');
      try {
        const child = spawn(process.execPath, [BIN, ...argv], { stdio: ['ignore', full, 'pipe'] });
        let stderr = '';
        child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
        const code = await new Promise((done) => child.on('close', done));
        expect({ code, stderr }).toEqual({
          code: 2,
          stderr: 'nascost: cannot write standard output: no space left on the device\n',
        });
      } finally {
        closeSync(full);
      }
    },
  );
});

/** Runs nascost, and interrupts it so many times as soon as `when` holds. */
async function interrupted(
  argv: readonly string[],
  when: () => boolean,
  times: number,
  signal: 'SIGINT' | 'SIGTERM',
  begin: (child: ReturnType<typeof spawn>) => void = () => undefined,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [BIN, ...argv]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const closed = new Promise<number | null>((done) => child.on('close', done));
  begin(child);
  await until(() => when() || child.exitCode !== null);
  child.kill(signal);
  // two signals at once may arrive as one
  await until(() => stderr.includes('interrupt again') || child.exitCode !== null);
  if (times > 1) child.kill(signal);
  return { code: await closed, stdout, stderr };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((wait) => setTimeout(wait, 2));
}
