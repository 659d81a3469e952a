import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder } from '../../../src/run/makeFolder.js';
import { resultStore } from '../../../src/run/evaluators/resultStore.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-store-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A store that is asked, and then told more when its process has let go of it; what is said of it. */
async function warningsOf(name: string, program: string): Promise<string[]> {
  const file = join(folder, `${name}.mjs`);
  const gone = join(folder, `${name} is gone`);
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs';
    process.on('disconnect', () => writeFileSync(${JSON.stringify(gone)}, ''));
    ${program}`,
  );
  const warnings: string[] = [];
  const store = resultStore(folder, (message) => warnings.push(message), pathToFileURL(file));
  const found = store.get('a');
  await Promise.resolve();
  // nothing is heard meanwhile
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; !existsSync(gone) && tries < 10_000; tries++) Atomics.wait(clock, 0, 0, 2);
  store.put('b', new Uint8Array(1));
  expect(await found).toBeUndefined();
  expect(await store.get('c')).toBeUndefined();
  await store.close();
  return warnings;
}

describe('a store whose process ends', () => {
  test.each([
    [
      'the reason that it has told',
      `process.send({ kind: 'failed', reason: 'for a reason' }, () => process.disconnect())`,
      'for a reason',
    ],
    [
      'how it ended, where it told none',
      `process.exitCode = 7; setImmediate(() => process.disconnect())`,
      'its process ended with exit code 7',
    ],
  ])('is told of once, with %s', async (name, end, reason) => {
    expect(await warningsOf(name, `process.on('message', () => { ${end}; });`)).toEqual([
      `the cache ${folder} is not used: ${reason}. Results are evaluated, and not kept`,
    ]);
  });
});

describe('the folder of a store', () => {
  test('is made with those that it is in, by several at once', async () => {
    const inner = join(folder, 'a/b/c');
    await Promise.all([makeFolder(inner), makeFolder(inner), makeFolder(join(folder, 'a/d'))]);
    expect([inner, join(folder, 'a/d')].map((path) => statSync(path).isDirectory())).toEqual([true, true]);
    await makeFolder(inner);
    writeFileSync(join(folder, 'file'), '');
    await expect(makeFolder(join(folder, 'file'))).rejects.toThrow(/EEXIST/);
    await expect(makeFolder(join(folder, 'file/a'))).rejects.toThrow(/ENOTDIR|EEXIST/);
  });

  // Windows has no folder in which none can be made
  test.skipIf(process.platform === 'win32')('is refused at once where none can be made', async () => {
    await expect(makeFolder('/proc/nascost/cache')).rejects.toThrow(/mkdir/);
  });
});
