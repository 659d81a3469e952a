import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runLock } from '../../../src/run/bulk/runLock.js';

const folder = mkdtempSync(join(tmpdir(), 'nascost-lock-'));
const path = join(folder, 'a.csv.lock');
afterAll(() => rmSync(folder, { recursive: true }));

/** What this very process writes into a lock. */
async function ownHolder(): Promise<Record<string, unknown>> {
  const lock = await runLock(path, 'a.csv');
  const holder = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  lock.release();
  return holder;
}

/** Finds the lock of a holder that differs from this process in something. */
async function takeFrom(differing: Record<string, unknown>): Promise<void> {
  writeFileSync(path, JSON.stringify({ ...(await ownHolder()), token: 'of another run', ...differing }));
  try {
    (await runLock(path, 'a.csv')).release();
  } finally {
    rmSync(path, { force: true });
  }
}

describe('a lock', () => {
  test('is made, refused to a second run of the same process, and removed', async () => {
    const lock = await runLock(path, 'a.csv');
    await expect(runLock(path, 'a.csv')).rejects.toThrow(
      `a.csv is being written by process ${process.pid} on ${hostname()}; if that has ended, remove ${path}`,
    );
    expect(readdirSync(folder)).toEqual(['a.csv.lock']);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of another machine stays', async () => {
    await expect(takeFrom({ host: 'elsewhere' })).rejects.toThrow('on elsewhere; if that has ended, remove');
  });

  test('of a process that has ended is taken over', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await new Promise((done) => child.once('exit', done));
    await takeFrom({ process: child.pid, life: undefined });
  });

  test('of a process that is about to end is waited for', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)'], { stdio: 'ignore' });
    // without a life, the number decides
    const taken = takeFrom({ process: child.pid, life: undefined });
    setTimeout(() => child.kill('SIGKILL'), 20);
    await taken;
  });

  test.runIf(existsSync('/proc/self/stat'))(
    'of a process that has ended, but that nobody has looked after, is taken over',
    async () => {
      // the shell becomes a program that does not wait for its child, which ends only then
      const parent = spawn('bash', ['-c', 'exec 3<&0; cat <&3 & echo $!; exec sleep 1000'], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      try {
        const id = Number(await new Promise((done) => parent.stdout.once('data', (text) => done(String(text)))));
        while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8') !== 'sleep\n')
          await new Promise((done) => setTimeout(done, 5));
        parent.stdin.end();
        const status = () => readFileSync(`/proc/${id}/stat`, 'utf8').split(' ');
        while (status()[2] !== 'Z') await new Promise((done) => setTimeout(done, 5));
        const [boot, numbers] = String((await ownHolder())['life']).split(' ');
        await takeFrom({ process: id, life: `${boot} ${numbers} ${status()[21]}` });
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );

  test('of a process that had the number of this one is taken over', async () => {
    await takeFrom({ life: 'another boot, numbers 1' });
    await takeFrom({ life: undefined });
  });

  test.runIf(existsSync('/proc/sys/kernel/random/boot_id'))(
    'of a process whose number another has got, after a restart of the machine or in another container, is taken over',
    async () => {
      const { life } = await ownHolder();
      const [boot, numbers, started] = String(life).split(' ');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)'], { stdio: 'ignore' });
      try {
        for (const other of [`other ${numbers} ${started}`, `${boot} other ${started}`, `${boot} ${numbers} 1`])
          await takeFrom({ process: child.pid, life: other });
        await expect(takeFrom({ process: child.pid, life: undefined })).rejects.toThrow(`by process ${child.pid}`);
      } finally {
        child.kill('SIGKILL');
      }
    },
  );

  test.each(['', '{"process', '\0\0\0\0', '{"process":-1,"host":"x","token":"y"}'])(
    'that a power cut has left (%j) is taken over',
    async (text) => {
      writeFileSync(path, text);
      (await runLock(path, 'a.csv')).release();
    },
  );

  test.each(['[]', '{"a":1}', 'what the locks cost', '\ufeff{}'])('that is another file (%j) stays', async (text) => {
    writeFileSync(path, text);
    await expect(runLock(path, 'a.csv')).rejects.toThrow(`cannot write a.csv: ${path} is no lock; move it`);
    expect(readFileSync(path, 'utf8')).toBe(text);
    rmSync(path);
  });

  test.skipIf(process.platform === 'win32')('that is a pipe, or a folder, stays, and nobody waits for it', async () => {
    for (const make of [() => execFileSync('mkfifo', [path]), () => mkdirSync(path)]) {
      make();
      await expect(runLock(path, 'a.csv')).rejects.toThrow(`${path} is no lock; move it`);
      rmSync(path, { recursive: true });
    }
  });

  test('whose name is too long tells of what is locked', async () => {
    await expect(runLock(join(folder, 'x'.repeat(240)), 'x')).rejects.toThrow('cannot write x: its name is too long');
  });

  test('whose folder is missing, or takes no files, is told of', async () => {
    await expect(runLock(join(folder, 'none', 'x.lock'), 'x')).rejects.toThrow(
      'cannot write x: no such folder; make it first',
    );
    if (existsSync('/proc/self'))
      await expect(runLock('/proc/x.lock', '/proc/x')).rejects.toThrow(
        'cannot write /proc/x: no file can be made in its folder',
      );
  });
});
