import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileDiagram } from '../src/diagram/compileDiagram.js';
import { trace } from '../src/network/trace.js';
import { readSpace } from '../src/space/readSpace.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = [
  'README.md',
  ...(await readdir(path.join(ROOT, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
];

interface Session {
  readonly page: string;
  readonly command: string;
  /** The lines shown below the command; none: the page shows the command alone. */
  readonly shown: readonly string[];
}

const texts = new Map(
  await Promise.all(PAGES.map(async (page) => [page, await readFile(path.join(ROOT, page), 'utf8')] as const)),
);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nascost-docs-'));
  const shim = path.join(folder, 'nascost');
  await writeFile(shim, `#!/bin/sh\nexec "${process.execPath}" "${path.join(ROOT, 'bin/nascost.js')}" "$@"\n`);
  await chmod(shim, 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

describe('sessions of the docs', () => {
  it.each([...texts].flatMap(([page, text]) => sessionsOf(page, text)))(
    '$page: $command',
    async ({ command, shown }) => {
      const output = await shell(command);
      expect(shown.length === 0 || matches(output, shown) ? shown : output).toEqual(shown);
    },
  );
});

describe('spaces of the docs', () => {
  const blocks = [...texts].flatMap(([page, text]) =>
    fences(text, 'json')
      .filter((body) => body.includes('"network"') && body.includes('"input"'))
      .map((body, i) => ({ page, i, body })),
  );

  it.each(blocks)('$page: number $i', ({ page, body }) => {
    const { space, problems } = readSpace(body, page);
    expect(problems).toEqual([]);
    expect(space && trace(space, { precision: 'float32', optimizer: 'adam' }).problems).toEqual([]);
  });

  it('docs/language.md: the first one holds the 258 networks that the page counts', () => {
    const { space } = readSpace(blocks.find(({ page }) => page === 'docs/language.md')?.body ?? '', 'language.md');
    const { graph } = space ? trace(space, { precision: 'float32', optimizer: 'adam' }) : {};
    expect(graph && compileDiagram(graph).diagram.size).toBe(258n);
  });
});

describe('programs of the docs', () => {
  const programs = [...texts].flatMap(([page, text]) => fences(text, 'js').map((body, i) => ({ page, i, body })));

  it.each(programs)('$page: number $i', async ({ body }) => {
    const [code, shown = ''] = body.split(/^\/\/ prints\n/m) as [string, string | undefined];
    const file = path.join(ROOT, 'dist', `docs-example-${process.pid}.mjs`);
    await writeFile(file, code);
    try {
      const output = await shell(`"${process.execPath}" "${file}"`);
      expect(output.trim()).toBe(shown.replaceAll(/^\/\/ ?/gm, '').trim());
    } finally {
      await rm(file);
    }
  });
});

/** Commands (`$ …`, run from the top of the repository) with what stands below each. */
function sessionsOf(page: string, text: string): Session[] {
  return fences(text, 'console').flatMap((body) =>
    body
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...shown] = part.trimEnd().split('\n');
        return { page, command, shown };
      })
      // set-up is what CI does on a fresh clone
      .filter(({ command }) => !/^(npm|git|cd) /.test(command)),
  );
}

function fences(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '');
}

/** Output and messages of a command that ends well. */
function shell(command: string): Promise<string> {
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env['PATH']}`,
    NO_COLOR: '1',
    NASCOST_DOCS: folder,
    XDG_CACHE_HOME: path.join(folder, 'caches'),
  };
  return new Promise((resolve, reject) => {
    execFile('/bin/sh', ['-c', command], { cwd: ROOT, env }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command}\n${stdout}\n${stderr}`));
      else resolve(stdout + stderr);
    });
  });
}

/** Whether the lines are those shown; `…` stands for any number of lines, and times may differ. */
function matches(output: string, shown: readonly string[]): boolean {
  const pattern = shown
    .map((line) => (line.trim() === '…' ? '(?:.*\\n)*?' : `${escape(timeless(line.trimEnd()))}\\n`))
    .join('');
  const lines = output
    .split('\n')
    .map((line) => timeless(line.trimEnd()))
    .join('\n');
  return new RegExp(`^${pattern}\\n*$`).test(lines);
}

function timeless(line: string): string {
  return line.replaceAll(/\d+(\.\d+)? ?(ms|s)\b/g, 'TIME').replaceAll(/ {2,}/g, '  ');
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
