import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Choice } from '../../types.js';
import type { CompiledSpace } from '../compiledSpace.js';
import type { RunOptions } from '../runJob.js';
import { cacheFolder } from './cacheFolder.js';
import { taskEvaluator, type EvaluatedSpace, type EvaluatorTask } from './evaluateOne.js';
import type { Evaluation, EvaluationCounts } from './evaluation.js';
import { describeEvaluators } from './describeEvaluators.js';
import type { Measure, Measured } from './evaluator.js';
import { EvaluatorPool } from './evaluatorPool.js';
import type { EvaluatorOptions } from './evaluatorOptions.js';
import type { Attempt, EvaluatorRunner } from './evaluatorRunner.js';
import { LOAD_SECONDS, loadEvaluator, type EvaluatorDescription } from './loadEvaluator.js';
import { localRunner } from './localRunner.js';
import { measuresOf } from './measures.js';
import { resultStore, type ResultStore } from './resultStore.js';
import { decodeResult, encodeResult } from './resultCode.js';

/** Results in memory, in front of the store: about 200 bytes each. */
const MEMORY_RESULTS = 50_000;
const TIMEOUT_SECONDS = 60;

/** What evaluations are opened with beside a space. */
export interface EvaluationOptions extends EvaluatorOptions, RunOptions {
  /** The threads' program, where it is not the package's own. */
  readonly evaluatorFile?: URL | undefined;
}

/**
 * Loads the evaluators that are asked for.
 *
 * @returns undefined where there are none
 * @throws RequestError where one cannot be loaded, or its names are taken
 */
export async function openEvaluation(
  space: CompiledSpace,
  options: EvaluationOptions,
): Promise<Evaluation | undefined> {
  const { evaluators: files = [], cache = cacheFolder() } = options;
  if (files.length === 0) return undefined;
  const evaluators = await describeEvaluators(files.map(String), options);
  const measures = measuresOf(
    evaluators,
    space.decisions.map(({ name }) => name),
  );
  const runner = await openRunner(evaluatedSpace(space), evaluators, options);
  const messages: string[] = [];
  const store = cache === false ? undefined : resultStore(cache, (message) => messages.push(message));
  return new CachedEvaluation(space, { evaluators, measures, runner, store, messages }, options.evaluatorRetries ?? 0);
}

function evaluatedSpace({ name, hash, options, definition, traceOptions }: CompiledSpace): EvaluatedSpace {
  return { name, hash, options, definition, traceOptions };
}

async function openRunner(
  space: EvaluatedSpace,
  evaluators: readonly EvaluatorDescription[],
  options: EvaluationOptions,
): Promise<EvaluatorRunner> {
  const { workers, evaluatorTimeout: timeout = TIMEOUT_SECONDS, evaluatorConcurrency: concurrency = 1 } = options;
  const limits = { timeout, concurrency, load: LOAD_SECONDS };
  const urls = evaluators.map(({ url }) => url);
  if (workers === 0) return localRunner(taskEvaluator(space, await Promise.all(urls.map(loadEvaluator))), limits);
  const { availableParallelism } = await import('node:os');
  const file = options.evaluatorFile ?? new URL('../../../workers/evaluate.js', import.meta.url);
  return new EvaluatorPool({ space, evaluators: urls }, workers ?? availableParallelism(), limits, file);
}

interface Parts {
  readonly evaluators: readonly EvaluatorDescription[];
  readonly measures: readonly Measure[];
  readonly runner: EvaluatorRunner;
  readonly store: ResultStore | undefined;
  readonly messages: string[];
}

class CachedEvaluation implements Evaluation {
  readonly evaluators: readonly EvaluatorDescription[];
  readonly measures: readonly Measure[];
  readonly counts: EvaluationCounts = { evaluated: 0, cached: 0 };
  readonly messages: string[];
  readonly #runner: EvaluatorRunner;
  readonly #store: ResultStore | undefined;
  readonly #retries: number;
  #closed: Promise<void> | undefined;
  /** Per evaluator: what the keys of its results begin with. */
  readonly #prefixes: readonly string[];
  readonly #memory = new LRUCache<string, readonly number[]>({ max: MEMORY_RESULTS });
  /** Under way: the same architecture may be asked for twice. */
  readonly #open = new Map<string, Promise<Attempt | undefined>>();

  constructor(space: CompiledSpace, { evaluators, measures, runner, store, messages }: Parts, retries: number) {
    this.evaluators = evaluators;
    this.measures = measures;
    this.messages = messages;
    this.#runner = runner;
    this.#store = store;
    this.#retries = retries;
    this.#prefixes = evaluators.map((evaluator) => keyPrefix(space, evaluator));
  }

  get slots(): number {
    return this.#runner.slots;
  }

  async measure(index: bigint, choice: Choice): Promise<Measured | undefined> {
    const attempts = await Promise.all(
      this.evaluators.map((_, evaluator) => this.#shared({ evaluator, index, choice })),
    );
    const errors: string[] = [];
    const failed: number[] = [];
    const figures: number[] = [];
    for (const [e, attempt] of attempts.entries()) {
      if (attempt === undefined) return undefined;
      const { name, measures } = this.evaluators[e] as EvaluatorDescription;
      if ('figures' in attempt) figures.push(...attempt.figures);
      else {
        figures.push(...measures.map(() => NaN));
        errors.push(`${name}: ${attempt.error}`);
        failed.push(e);
      }
    }
    return { figures, failed, error: errors.length === 0 ? undefined : errors.join('; ') };
  }

  drop(): void {
    this.#runner.drop();
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#runner.close();
    await this.#store?.close();
  }

  #shared(task: EvaluatorTask): Promise<Attempt | undefined> {
    const key = `${this.#prefixes[task.evaluator]}${task.index}`;
    const open = this.#open.get(key) ?? this.#found(key, task);
    this.#open.set(key, open);
    return open.finally(() => this.#open.delete(key));
  }

  async #found(key: string, task: EvaluatorTask): Promise<Attempt | undefined> {
    const { measures } = this.evaluators[task.evaluator] as EvaluatorDescription;
    const figures = this.#memory.get(key) ?? decodeResult(key, await this.#store?.get(key), measures.length);
    if (figures === undefined) return this.#evaluated(key, task);
    this.#memory.set(key, figures);
    this.counts.cached++;
    return { figures };
  }

  async #evaluated(key: string, task: EvaluatorTask): Promise<Attempt | undefined> {
    let attempt: Attempt | undefined;
    for (let tries = 0; tries <= this.#retries; tries++) {
      attempt = await this.#runner.run(task);
      if (attempt === undefined) return undefined;
      if ('error' in attempt) continue;
      this.#memory.set(key, attempt.figures);
      this.#store?.put(key, encodeResult(key, attempt.figures));
      break;
    }
    this.counts.evaluated++;
    return attempt;
  }
}

/**
 * All that a result depends on but the architecture: the space, what its costs are counted with, the evaluator and its
 * metrics.
 */
function keyPrefix(space: CompiledSpace, { name, version, measures }: EvaluatorDescription): string {
  const { settled, ...figures } = space.traceOptions;
  const parts = [
    space.hash,
    { ...figures, inputGradient: space.options.inputGradient },
    [...(settled ?? [])],
    name,
    version,
    measures.map((measure) => measure.name),
  ];
  return `${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)} `;
}
