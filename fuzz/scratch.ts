import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** A folder of this process. The fuzzer removes it with all that it has made; other callers do, by removeScratch. */
export function scratchFolder(): string {
  return (folder ??= mkdtempSync(join(tmpdir(), 'nascost-inputs-')));
}

/** The path of a file with these bytes, until the next one of its name. */
export function scratchFile(name: string, content: string | Uint8Array): string {
  const path = join(scratchFolder(), name);
  writeFileSync(path, content);
  return path;
}

export function removeScratch(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
}
