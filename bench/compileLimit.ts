import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../bench/limit.c', import.meta.url));
const COMPILERS = ['cc', 'gcc', 'clang'];

/** The compiled limit.c, or why there is none. */
export type LimitProgram = { readonly program: string } | { readonly missing: string };

/** Compiles limit.c into a folder, for the very processor that it will run on. */
export function compileLimit(folder: string): LimitProgram {
  const program = join(folder, 'limit');
  for (const compiler of COMPILERS) {
    try {
      execFileSync(compiler, ['-O3', '-march=native', SOURCE, '-o', program], { stdio: ['ignore', 'ignore', 'pipe'] });
      return { program };
    } catch (error) {
      const { code, stderr } = error as { readonly code?: string; readonly stderr?: Buffer };
      if (code === 'ENOENT') continue;
      const [line] = String(stderr ?? '').split('\n');
      return { missing: `${compiler} cannot compile bench/limit.c (${line ?? code})` };
    }
  }
  return { missing: `there is no C compiler (${COMPILERS.join(', ')})` };
}
