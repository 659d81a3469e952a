import type { EvaluatedResult, EvaluationTally } from '../job.js';
import type { Spread } from '../spread.js';
import type { EvaluatedJob } from './measures.js';
import { MeasureSum, type MeasurePart } from './measureSpread.js';
import { TOLD_FAILURES } from './runEvaluated.js';

/** What evaluations add up to. */
export interface EvaluationSumsState {
  /** One per measure; undefined before the first figure. */
  readonly spreads: readonly (MeasurePart | undefined)[];
  readonly tally: EvaluationTally;
}

/** The results of evaluators, summed up in the order of the ranges. */
export class EvaluationSums {
  readonly #spreads: readonly MeasureSum[];
  readonly #names: readonly string[];
  #tally: EvaluationTally;

  constructor({ evaluators, measures }: EvaluatedJob) {
    this.#names = measures.map(({ name }) => name);
    this.#spreads = measures.map(() => new MeasureSum());
    this.#tally = { candidates: 0, failed: evaluators.map(() => 0), failures: [] };
  }

  add({ spreads, tally }: EvaluatedResult | EvaluationSumsState): void {
    spreads.forEach((part, m) => part && this.#spreads[m]?.add(part));
    const { candidates, failed, failures } = this.#tally;
    this.#tally = {
      candidates: candidates + tally.candidates,
      failed: failed.map((count, e) => count + (tally.failed[e] ?? 0)),
      failures: [...failures, ...tally.failures].slice(0, TOLD_FAILURES),
    };
  }

  get tally(): EvaluationTally {
    return this.#tally;
  }

  state(): EvaluationSumsState {
    return { spreads: this.#spreads.map((sum) => sum.part()), tally: this.#tally };
  }

  /** By measure; nothing where no architecture has a figure. */
  spreads(): Map<string, Spread> {
    const found = new Map<string, Spread>();
    this.#names.forEach((name, m) => {
      const spread = this.#spreads[m]?.spread();
      if (spread) found.set(name, spread);
    });
    return found;
  }
}
