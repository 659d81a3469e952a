import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outputFile } from '../../src/report/outputFile.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nascost-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file appears under its name only when it is complete', async () => {
  const path = join(folder, 'a.csv');
  writeFileSync(path, 'old');
  const file = await outputFile(path);
  await file.write('new ');
  await file.write(new TextEncoder().encode('text'));
  expect(readFileSync(path, 'utf8')).toBe('old');
  await file.commit();
  await file.discard();
  expect(readFileSync(path, 'utf8')).toBe('new text');
  expect(readdirSync(folder)).toEqual(['a.csv']);
});

test('a discarded file leaves nothing behind', async () => {
  const file = await outputFile(join(folder, 'a.csv'));
  await file.write('text');
  await file.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('a missing folder, and a folder in the place of the file, are told in one line', async () => {
  const lost = join(folder, 'none', 'a.csv');
  await expect(outputFile(lost)).rejects.toThrow(`cannot write ${lost}: no such folder`);
  const taken = join(folder, 'taken.csv');
  mkdirSync(taken);
  const file = await outputFile(taken);
  await expect(file.commit()).rejects.toThrow(`cannot write ${taken}: it is a folder`);
  expect(readdirSync(folder)).toEqual(['taken.csv']);
});
