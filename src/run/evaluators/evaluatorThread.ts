import type { MessagePort } from 'node:worker_threads';
import { taskEvaluator, type EvaluatedSpace, type EvaluatorTask } from './evaluateOne.js';
import type { Attempt } from './evaluatorRunner.js';
import { loadEvaluator, thrownText } from './loadEvaluator.js';
import { attemptOf } from './localRunner.js';

/** What a thread is started with. */
export interface ThreadStart {
  readonly space: EvaluatedSpace;
  /** URLs of the evaluators' modules. */
  readonly evaluators: readonly string[];
}

/** What a thread is told. */
export type ToThread =
  | { readonly kind: 'task'; readonly id: number; readonly task: EvaluatorTask }
  /** The time of a task is up. */
  | { readonly kind: 'late'; readonly id: number };

/** What a thread tells. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly reason: string }
  /** From now on its time counts. */
  | { readonly kind: 'begun'; readonly id: number }
  | { readonly kind: 'done'; readonly id: number; readonly attempt: Attempt };

/** A thread's side: it does what it is told, until it is ended. */
export async function serveEvaluators(port: MessagePort, { space, evaluators }: ThreadStart): Promise<void> {
  const tell = (message: FromThread) => port.postMessage(message);
  try {
    const evaluate = taskEvaluator(space, await Promise.all(evaluators.map(loadEvaluator)));
    const open = new Map<number, AbortController>();
    const begin = async (id: number, task: EvaluatorTask) => {
      const time = new AbortController();
      open.set(id, time);
      tell({ kind: 'begun', id });
      const attempt = await Promise.race([attemptOf(evaluate(task, time.signal)), aborted(time.signal)]);
      open.delete(id);
      tell({ kind: 'done', id, attempt });
    };
    port.on('message', (message: ToThread) => {
      if (message.kind === 'task') void begin(message.id, message.task);
      else open.get(message.id)?.abort();
    });
    tell({ kind: 'ready' });
  } catch (error) {
    tell({ kind: 'broken', reason: thrownText(error) });
  }
}

function aborted(signal: AbortSignal): Promise<Attempt> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ error: 'aborted' }), { once: true });
  });
}
