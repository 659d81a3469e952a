import type { Metric } from '../../types.js';
import { EvaluationSums } from '../evaluators/evaluationSums.js';
import { firstOfTies, mergeFronts, type Front } from '../front.js';
import { frontRules } from '../frontRules.js';
import type { RangeOutcome } from '../inOrder.js';
import type { Job, MemoStats, Range } from '../job.js';
import { SpreadSum, type Spread } from '../spread.js';
import type { FrontOmission, SumsState } from './runState.js';

/** A front has at most so many rows, which take up to 250 MB while they are merged. */
export const MOST_FRONT = 2 ** 19;

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
  #job: Job;
  readonly #spreads: readonly SpreadSum[];
  readonly #mostFront: number;
  #omitted: FrontOmission = 'nothing';
  #fronts: Front[] = [];
  #frontRows = 0;
  #mergeAt: number;

  constructor(job: Job, mostFront: number = MOST_FRONT) {
    this.#job = job;
    this.#mostFront = mostFront;
    this.#mergeAt = this.#nextMerge;
    this.#spreads = job.metrics.map(() => new SpreadSum());
    this.evaluated = job.evaluated && new EvaluationSums(job.evaluated);
  }

  add(outcome: RangeOutcome): void {
    if ('error' in outcome) {
      this.#fail(outcome);
      return;
    }
    this.done += outcome.result.count;
    const { spreads, front, memo, evaluated } = outcome.result;
    if (evaluated) this.evaluated?.add(evaluated);
    spreads?.forEach((part, m) => this.#spreads[m]?.add(part));
    if (front) this.#addFront(front);
    if (memo) this.memo = { hits: (this.memo?.hits ?? 0) + memo.hits, misses: (this.memo?.misses ?? 0) + memo.misses };
  }

  /** Adds what another part of the run found, whose numbers come behind those so far. */
  addState({ done, failures, spreads, front, omitted, evaluated }: SumsState): void {
    if (evaluated) this.evaluated?.add(evaluated);
    this.done += done;
    for (const { lo, hi, message } of failures) this.#fail({ range: { lo, hi }, error: new Error(message) });
    spreads.forEach((part, m) => part && this.#spreads[m]?.add(part));
    if (omitted === 'ties') this.#omitTies();
    if (omitted === 'front') this.#omitFront();
    this.#addFront(front);
  }

  state(): SumsState {
    return {
      done: this.done,
      failures: this.failures.map(({ range: { lo, hi }, error }) => ({ lo, hi, message: error.message })),
      spreads: this.#spreads.map((sum) => sum.part()),
      front: this.front(),
      omitted: this.#omitted,
      ...(this.evaluated && { evaluated: this.evaluated.state() }),
    };
  }

  front(): Front {
    return mergeFronts(this.#fronts, frontRules(this.#job));
  }

  get omitted(): FrontOmission {
    return this.#omitted;
  }

  /** What is asked of further samples: nothing that is left out. */
  get job(): Job {
    return this.#job;
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
    if (this.#omitted === 'front') return;
    this.#fronts.push(front);
    this.#frontRows += front.indices.length;
    if (this.#frontRows < this.#mergeAt) return;
    this.#settle(this.front());
    if (this.#frontRows > this.#mostFront) this.#omitTies();
    if (this.#frontRows > this.#mostFront) this.#omitFront();
  }

  /**
   * A front that is large itself is not merged again for every few rows. But whether it has too many is known behind
   * each range, so that it depends on the samples alone.
   */
  get #nextMerge(): number {
    return Math.min(Math.max(MERGE_ROWS, 2 * this.#frontRows), this.#mostFront + 1);
  }

  #omitTies(): void {
    if (this.#omitted !== 'nothing') return;
    this.#omitted = 'ties';
    this.#settle(firstOfTies(this.front(), frontRules(this.#job)));
    this.#job = { ...this.#job, ties: 'first' };
  }

  #omitFront(): void {
    this.#omitted = 'front';
    this.#settle(mergeFronts([], frontRules(this.#job)));
    this.#job = { ...this.#job, objectives: [] };
  }

  #settle(front: Front): void {
    this.#fronts = [front];
    this.#frontRows = front.indices.length;
    this.#mergeAt = this.#nextMerge;
  }
}
