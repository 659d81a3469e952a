import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measure } from '../measure.js';
import { wallSeconds } from '../timing.js';

const BIN = fileURLToPath(new URL('../../../bin/nascost.js', import.meta.url));

/** From the start of a command to its end. The limit is Node's own start and end. */
export const measure: Measure = async () => {
  const milliseconds = async (...args: string[]) =>
    1e3 * (await wallSeconds(() => execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })));
  const node = await milliseconds('-e', '0');
  const row = (what: string, figure: number) => ({ what, figure, unit: 'ms', clock: 'wall' }) as const;
  const command = async (...args: string[]) => ({
    ...row(['nascost', ...args].join(' '), await milliseconds(BIN, ...args)),
    limit: node,
  });
  return [
    row('limit: node -e 0', node),
    await command('--version'),
    await command('--help'),
    await command('cost', 'nas-bench-201', '--index', '0'),
    await command('sample', 'mobilenet'),
  ];
};
