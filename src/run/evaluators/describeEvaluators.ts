import { Worker } from 'node:worker_threads';
import { Stopped } from '../../wholeSpace/work.js';
import { RequestError } from '../errors.js';
import type { RunOptions } from '../runJob.js';
import { LOAD_SECONDS, loadEvaluator, type EvaluatorDescription } from './loadEvaluator.js';

/** What a thread tells of the modules that it has loaded. */
export type Descriptions = { readonly evaluators: readonly EvaluatorDescription[] } | { readonly error: string };

const known = new Map<string, Promise<readonly EvaluatorDescription[]>>();

/**
 * What evaluators are, by their modules. These are loaded in a thread: what they open or start ends with it, and one
 * that never comes back can be ended. As with `import`, a module is looked at once.
 *
 * @param options `workers` of 0: no threads, the modules are loaded here
 * @throws RequestError with the file, what is wrong with it, and what is expected; Stopped after an interrupt
 */
export function describeEvaluators(
  files: readonly string[],
  { workers, signal }: Pick<RunOptions, 'workers' | 'signal'>,
): Promise<readonly EvaluatorDescription[]> {
  const key = JSON.stringify([files, workers === 0]);
  const found = known.get(key) ?? (workers === 0 ? describe(files) : describeInThread(files, signal));
  known.set(key, found);
  // it may be mended, or not be interrupted
  found.catch(() => known.delete(key));
  return found;
}

/** Of the thread that it is called in. */
export async function describe(files: readonly string[]): Promise<EvaluatorDescription[]> {
  const found: EvaluatorDescription[] = [];
  for (const file of files) {
    // what evaluates does not travel
    const { evaluator: _, ...description } = await loadEvaluator(file);
    found.push(description);
  }
  return found;
}

async function describeInThread(
  files: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly EvaluatorDescription[]> {
  const worker = new Worker(new URL('../../../workers/describe.js', import.meta.url), {
    workerData: files,
    stdout: true,
  });
  worker.stdout.on('data', (text: Uint8Array) => process.stderr.write(text));
  const names = files.join(', ');
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  try {
    const told = await new Promise<Descriptions>((resolve, reject) => {
      stop = () => reject(new Stopped('interrupted'));
      signal?.addEventListener('abort', stop);
      worker.once('message', resolve);
      worker.once('error', ({ message }) => resolve({ error: `the evaluator ${names} cannot be loaded: ${message}` }));
      worker.once('exit', (code) =>
        resolve({ error: `the evaluator ${names} cannot be loaded: it has ended its thread with exit code ${code}` }),
      );
      timer = setTimeout(
        () => resolve({ error: `the evaluator ${names} cannot be loaded: it takes longer than ${LOAD_SECONDS} s` }),
        LOAD_SECONDS * 1000,
      );
    });
    if ('error' in told) throw new RequestError(told.error);
    return told.evaluators;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
