import { basename } from 'node:path';
import type { Target } from './target.js';

/** The target of a file, which exports it by the file's own name. */
export async function loadTarget(file: string): Promise<Target> {
  const module = (await import(file)) as Readonly<Record<string, Target>>;
  const name = targetName(file);
  const target = module[name];
  if (target === undefined) throw new Error(`${file} exports no ${name}`);
  return target;
}

/** @param file a path or a URL */
export function targetName(file: string): string {
  return basename(file).replace(/\.[cm]?[jt]s$/, '');
}
