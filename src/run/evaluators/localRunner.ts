import type { EvaluateTask, EvaluatorTask } from './evaluateOne.js';
import { timedOut, type Attempt, type EvaluatorRunner, type RunnerLimits } from './evaluatorRunner.js';
import { thrownText } from './loadEvaluator.js';

interface Waiting {
  readonly task: EvaluatorTask;
  readonly resolve: (attempt: Attempt | undefined) => void;
}

/** Evaluators in this very thread. One that never returns cannot be ended; one that waits for ever can be left. */
export function localRunner(evaluate: EvaluateTask, limits: RunnerLimits): EvaluatorRunner {
  let waiting: Waiting[] = [];
  let running = 0;
  const work = async () => {
    running++;
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
      first.resolve(await attempt(evaluate, first.task, limits));
    }
    running--;
  };
  const drop = () => {
    for (const { resolve } of waiting) resolve(undefined);
    waiting = [];
  };
  return {
    slots: limits.concurrency,
    run: (task) =>
      new Promise((resolve) => {
        waiting.push({ task, resolve });
        if (running < limits.concurrency) void work();
      }),
    drop,
    async close() {
      drop();
    },
  };
}

async function attempt(evaluate: EvaluateTask, task: EvaluatorTask, limits: RunnerLimits): Promise<Attempt> {
  const time = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Attempt>((resolve) => {
    timer = setTimeout(() => {
      time.abort();
      resolve(timedOut(limits));
    }, limits.timeout * 1000);
  });
  const found = await Promise.race([attemptOf(evaluate(task, time.signal)), late]);
  clearTimeout(timer);
  return found;
}

/** What becomes of an evaluation; it never rejects, so that nobody need wait for it. */
export function attemptOf(evaluation: Promise<number[]>): Promise<Attempt> {
  return evaluation.then(
    (figures) => ({ figures }),
    (error: unknown) => ({ error: thrownText(error) }),
  );
}
