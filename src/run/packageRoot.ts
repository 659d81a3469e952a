import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, from the built JavaScript (dist/src/run) and from the source (src/run) alike. */
export function packageRoot(): string {
  const built = fileURLToPath(new URL('../../../', import.meta.url));
  const source = fileURLToPath(new URL('../../', import.meta.url));
  return existsSync(`${source}package.json`) ? source : built;
}
