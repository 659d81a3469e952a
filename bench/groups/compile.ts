import { execFileSync } from 'node:child_process';
import { openSpace } from '../../src/run/openSpace.js';
import type { Measure } from '../measure.js';
import type { RoundRow } from '../row.js';

/** Of paths, graphs, cells; small, large; the last with layers that its diagram leaves out. */
const SPACES = ['mobilenet', 'nas-bench-201', 'nas-bench-101', 'darts', 'bert', 'regnet-x'];
const TIMES = 5;

/** From a file to a diagram: first in its process, as users meet it, and once more with compiled code. */
export const measure: Measure = async () => {
  const cold = SPACES.map((name): RoundRow => ({
    what: `${name}, first in its process`,
    figure: coldOpen(name),
    unit: 'ms',
    clock: 'CPU',
  }));
  let warm = Infinity;
  for (let i = 0; i < TIMES; i++) {
    const before = process.cpuUsage();
    await openSpace('mobilenet');
    const { user, system } = process.cpuUsage(before);
    warm = Math.min(warm, (user + system) / 1e3);
  }
  return [...cold, { what: `mobilenet, the fastest of five in one process`, figure: warm, unit: 'ms', clock: 'CPU' }];
};

/** Milliseconds of reading, tracing and compiling, without loading nascost. */
function coldOpen(name: string): number {
  const program = `
    const { openSpace } = await import(${JSON.stringify(new URL('../../src/run/openSpace.js', import.meta.url).href)});
    const before = process.cpuUsage();
    await openSpace(${JSON.stringify(name)});
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(String((user + system) / 1e3));`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
}
