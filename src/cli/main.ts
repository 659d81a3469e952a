import { processIo } from './processIo.js';
import { run } from './run.js';

/**
 * The program. Exit codes: 0 done, 1 some inputs failed, 2 wrong use or invalid space, 130 interrupted.
 *
 * @param argv arguments, without node and the script
 */
export async function main(argv: readonly string[]): Promise<void> {
  const interruption = new AbortController();
  const io = processIo(interruption);
  io.done(await run(argv, io));
}
