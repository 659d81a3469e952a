import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSpaceFile } from '../../src/space/readSpaceFile.js';
import { SOUND } from './spaces.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nascost-space-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function messageOf(path: string): Promise<string | undefined> {
  const { space, problems } = await readSpaceFile(path);
  expect(space).toBeUndefined();
  expect(problems).toHaveLength(1);
  expect(problems[0]?.severity).toBe('error');
  return problems[0]?.message;
}

describe('readSpaceFile', () => {
  it('reads a space, with its text and its path', async () => {
    const path = await written('sound.json', `\uFEFF${SOUND}`);
    const { space, problems, text } = await readSpaceFile(path);
    expect(problems).toEqual([]);
    expect(space).toMatchObject({ name: 'sound', file: path });
    expect(text?.trimStart()).toBe(SOUND);
  });

  it('says why a file cannot be read', async () => {
    const loop = join(folder, 'loop.json');
    await symlink(loop, loop);
    const file = await written('file.json', SOUND);
    expect(await messageOf(join(folder, 'missing.json'))).toBe('there is no such file');
    expect(await messageOf(join(file, 'x.json'))).toContain('there is no such file');
    expect(await messageOf(folder)).toBe('this is a directory, not a file');
    expect(await messageOf(loop)).toBe('the path leads through links in a circle');
    expect(await messageOf(join(folder, 'a'.repeat(5000)))).toBe('the path is too long');
    expect(await messageOf('a\0b')).toContain('the file cannot be read');
  });

  it('refuses what is no text', async () => {
    expect(await messageOf(await written('empty.json', ''))).toBe('the file is empty');
    expect(await messageOf(await written('latin1.json', Buffer.from('{"name": "é"}', 'latin1')))).toBe(
      'the file is not UTF-8 text',
    );
    expect(await messageOf(await written('utf16.json', Buffer.from(SOUND, 'utf16le')))).toBe(
      'the file is not UTF-8 text',
    );
    expect(await messageOf(await written('binary.json', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0)))).toBe(
      'the file is not UTF-8 text',
    );
    expect(await messageOf(await written('surrogate.json', Uint8Array.of(0xed, 0xa0, 0x80)))).toBe(
      'the file is not UTF-8 text',
    );
  });

  it('reads up to 10 MB', async () => {
    const most = 10 * 1024 * 1024;
    const full = await written('full.json', SOUND.padEnd(most, ' '));
    expect((await readSpaceFile(full)).problems).toEqual([]);
    await truncate(full, most + 1);
    expect(await messageOf(full)).toBe('the file has 10.0 MB; it may have at most 10 MB');
    const huge = await written('huge.json', '');
    await truncate(huge, 5e10);
    expect(await messageOf(huge)).toContain('it may have at most 10 MB');
  });
});
