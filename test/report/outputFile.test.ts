import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

test('a missing folder, and a folder in the place of the file, are told in one line before anything is computed', async () => {
  const lost = join(folder, 'none', 'a.csv');
  await expect(outputFile(lost)).rejects.toThrow(`cannot write ${lost}: no such folder; make it first`);
  const taken = join(folder, 'taken.csv');
  mkdirSync(taken);
  await expect(outputFile(taken)).rejects.toThrow(`cannot write ${taken}: it is a folder; give the name of a file`);
  expect(readdirSync(folder)).toEqual(['taken.csv']);
});

test('a folder that takes the place of the file while it is written is told, and nothing else is left', async () => {
  const path = join(folder, 'a.csv');
  const file = await outputFile(path);
  mkdirSync(path);
  await expect(file.commit()).rejects.toThrow(`cannot write ${path}: it is a folder`);
  expect(readdirSync(folder)).toEqual(['a.csv']);
});

test('a link stays, and the file that it leads to is written: through several links, relative and absolute', async () => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'real.csv'), 'old');
  symlinkSync('real.csv', join(folder, 'data', 'inner.csv'));
  symlinkSync(join(folder, 'data'), join(folder, 'folder'));
  symlinkSync('folder/inner.csv', join(folder, 'a.csv'));
  const file = await outputFile(join(folder, 'a.csv'));
  await file.write('new');
  await file.commit();
  expect(readFileSync(join(folder, 'data', 'real.csv'), 'utf8')).toBe('new');
  expect(readlinkSync(join(folder, 'a.csv'))).toBe('folder/inner.csv');
  expect(readlinkSync(join(folder, 'data', 'inner.csv'))).toBe('real.csv');
  expect(readdirSync(join(folder, 'data')).toSorted()).toEqual(['inner.csv', 'real.csv']);
});

test('a link to a file that is not there yet makes it; one into a missing folder, or to itself, is told', async () => {
  symlinkSync('later.csv', join(folder, 'a.csv'));
  const file = await outputFile(join(folder, 'a.csv'));
  await file.commit();
  expect(lstatSync(join(folder, 'later.csv')).isFile()).toBe(true);
  symlinkSync('none/later.csv', join(folder, 'b.csv'));
  await expect(outputFile(join(folder, 'b.csv'))).rejects.toThrow('b.csv: no such folder');
  symlinkSync('c.csv', join(folder, 'c.csv'));
  await expect(outputFile(join(folder, 'c.csv'))).rejects.toThrow('c.csv: its links lead in a circle');
});

test('".." after a link to a folder is where the system says it is', async () => {
  mkdirSync(join(folder, 'far', 'inner'), { recursive: true });
  symlinkSync('far/inner', join(folder, 'near'));
  const file = await outputFile(`${folder}/near/../a.csv`);
  await file.commit();
  expect(readdirSync(join(folder, 'far')).toSorted()).toEqual(['a.csv', 'inner']);
  expect(readdirSync(folder).toSorted()).toEqual(['far', 'near']);
});

test('a name of 255 bytes is fine, one of 256 is told to be too long', async () => {
  const longest = `${'a'.repeat(251)}.csv`;
  const file = await outputFile(join(folder, longest));
  await file.commit();
  expect(readdirSync(folder)).toEqual([longest]);
  await expect(outputFile(join(folder, `a${longest}`))).rejects.toThrow(`a${longest}: its name is too long`);
  expect(readdirSync(folder)).toEqual([longest]);
});

test('a pipe or a device is not replaced by a file', async () => {
  const pipe = join(folder, 'a.csv');
  execFileSync('mkfifo', [pipe]);
  await expect(outputFile(pipe)).rejects.toThrow('it is a pipe or a device; give the name of a file');
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(readdirSync(folder)).toEqual(['a.csv']);
});
