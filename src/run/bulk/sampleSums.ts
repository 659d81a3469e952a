import type { Metric } from '../../types.js';
import { EvaluationSums } from '../evaluators/evaluationSums.js';
import { mergeFronts, type Front } from '../front.js';
import type { RangeOutcome } from '../inOrder.js';
import type { Job, MemoStats, Range } from '../job.js';
import { SpreadSum, type Spread } from '../spread.js';
import type { SumsState } from './runState.js';

/** Numbers of one leg are below this: those of several are told apart by it. */
export const LEG = 2 ** 43;

/** Rows of fronts that are kept before they are merged: merging costs about as much as it saves below. */
const MERGE_ROWS = 4096;

/** A range that was left out, since its workers kept dying. */
export interface FailedRange {
  readonly range: Range;
  readonly error: Error;
}

/** What the shards of a run give, summed up as they come. Sums of parts add up to those of the whole. */
export class SampleSums {
  done = 0;
  failed = 0;
  memo: MemoStats | undefined;
  readonly failures: FailedRange[] = [];
  /** Where there are evaluators. */
  readonly evaluated: EvaluationSums | undefined;
  readonly #job: Job;
  readonly #spreads: readonly SpreadSum[];
  #fronts: Front[] = [];
  #frontRows = 0;
  #mergeAt = MERGE_ROWS;

  constructor(job: Job) {
    this.#job = job;
    this.#spreads = job.metrics.map(() => new SpreadSum());
    this.evaluated = job.evaluated && new EvaluationSums(job.evaluated);
  }

  add(outcome: RangeOutcome, leg: number): void {
    if ('error' in outcome) {
      this.#fail(outcome);
      return;
    }
    this.done += outcome.result.count;
    const { spreads, front, memo, evaluated } = outcome.result;
    if (evaluated) this.evaluated?.add(evaluated);
    spreads?.forEach((part, m) => this.#spreads[m]?.add(part));
    if (front) this.#addFront({ ...front, numbers: front.numbers.map((number) => leg * LEG + number) });
    if (memo) this.memo = { hits: (this.memo?.hits ?? 0) + memo.hits, misses: (this.memo?.misses ?? 0) + memo.misses };
  }

  /** Adds what another part of the run found, whose numbers come behind those so far. */
  addState({ done, failures, spreads, front, evaluated }: SumsState): void {
    if (evaluated) this.evaluated?.add(evaluated);
    this.done += done;
    for (const { lo, hi, message } of failures) this.#fail({ range: { lo, hi }, error: new Error(message) });
    spreads.forEach((part, m) => part && this.#spreads[m]?.add(part));
    this.#addFront(front);
  }

  state(): SumsState {
    return {
      done: this.done,
      failures: this.failures.map(({ range: { lo, hi }, error }) => ({ lo, hi, message: error.message })),
      spreads: this.#spreads.map((sum) => sum.part()),
      front: this.front(),
      ...(this.evaluated && { evaluated: this.evaluated.state() }),
    };
  }

  front(): Front {
    return mergeFronts(this.#fronts, this.#job.objectives, this.#job.ties);
  }

  spreads(): Map<Metric, Spread> {
    const found = new Map<Metric, Spread>();
    this.#job.metrics.forEach((metric, m) => {
      const spread = this.#spreads[m]?.spread();
      if (spread) found.set(metric, spread);
    });
    return found;
  }

  #fail(failure: FailedRange): void {
    this.failed += failure.range.hi - failure.range.lo;
    this.failures.push(failure);
  }

  #addFront(front: Front): void {
    this.#fronts.push(front);
    this.#frontRows += front.numbers.length;
    if (this.#frontRows < this.#mergeAt) return;
    const merged = this.front();
    this.#fronts = [merged];
    this.#frontRows = merged.numbers.length;
    // a front that is large itself is not merged again for every few rows
    this.#mergeAt = Math.max(MERGE_ROWS, 2 * this.#frontRows);
  }
}
