import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

// The fuzzer is a process that starts others: here runs the built JavaScript, on targets that fail.

const RUN = resolve(import.meta.dirname, '../../dist/fuzz/run.js');
const TARGETS = join(import.meta.dirname, 'targets');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fuzz(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, TMPDIR: folder };
  return new Promise((done) => {
    execFile(process.execPath, [RUN, '--targets', TARGETS, ...argv], { env }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

describe('the fuzzer', () => {
  test.each([
    ['wrong', 'Error: wrong answer: b', /await wrong\.run\("b"\);/],
    ['endless', 'it took too long', /await endless\.run\("a"\);/],
    ['silent', 'it took too long', /await silent\.run\("a"\);/],
    ['greedy', 'it took too much memory', /await greedy\.run\("a"\);/],
    ['fatal', 'it died', /await fatal\.run\("a"\);/],
  ])('finds what is %s, and prints it as a test', async (name, fault, call) => {
    const limits = ['--seconds', '0.1', '--megabytes', '200'];
    const { code, out } = await fuzz(
      '--only',
      name,
      '--inputs',
      name === 'wrong' ? '20' : '1',
      '--seed',
      '1',
      ...limits,
    );
    expect(out).toContain(fault);
    expect(out).toMatch(call);
    expect(out).toContain(`import { ${name} } from '../../fuzz/targets/${name}.js';`);
    expect(code).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('tries as many inputs as it is told, or for as long', async () => {
    const counted = await fuzz('--only', 'sound', '--inputs', '12345');
    expect([counted.code, /sound +12345 +50 %/.test(counted.out)]).toEqual([0, true]);
    const timed = await fuzz('--only', 'sound', '--minutes', '0.01');
    expect([timed.code, /sound +\d{2,} +50 %/.test(timed.out)]).toEqual([0, true]);
  });

  test('says what is wrong with its arguments', async () => {
    expect(await fuzz('--only', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--only x: the targets are'),
    });
    expect(await fuzz('--inputs', 'many')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--inputs is "many"'),
    });
  });
});
