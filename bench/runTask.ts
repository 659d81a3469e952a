import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Basis } from './basis.js';
import { BenchError } from './benchError.js';
import type { Task } from './measureInProcess.js';
import type { RoundRow } from './row.js';

const PROGRAM = fileURLToPath(new URL('measureInProcess.js', import.meta.url));

/**
 * Measures in a process of its own: what one group leaves behind (compiled code, memory, threads) is nothing to the
 * next, and a group alone has the same figures as all.
 *
 * @throws BenchError where it fails; what it has to say of that is on stderr
 */
export function runTask(task: Extract<Task, { kind: 'basis' }>): Promise<Basis>;
export function runTask(task: Extract<Task, { kind: 'group' }>): Promise<RoundRow[]>;
export async function runTask(task: Task): Promise<unknown> {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  // before the folder of what it writes is removed
  const end = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', end);
  const name = task.kind === 'basis' ? 'what the others are compared with' : task.group;
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject).once('close', (...how: [number | null, string | null]) => resolve(how));
  });
  process.removeListener('exit', end);
  if (code !== 0) throw new BenchError(`measuring ${name} ended with ${signal ?? `exit code ${code}`}`);
  return JSON.parse(output);
}
