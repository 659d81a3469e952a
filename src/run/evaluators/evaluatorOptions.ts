import type { OptionRules } from '../checkOptions.js';
import { wholeNumber } from '../optionRules.js';

/** Which evaluators architectures are given to, and how. */
export interface EvaluatorOptions {
  /** Files of modules, as paths or URLs; see docs/evaluators.md. */
  readonly evaluators?: readonly (string | URL)[] | undefined;
  /** Seconds that one may take for one architecture; default 60. */
  readonly evaluatorTimeout?: number | undefined;
  /** How often a failed evaluation is tried again; default 0. */
  readonly evaluatorRetries?: number | undefined;
  /** Evaluations at once in each thread, for evaluators that wait rather than compute; default 1. */
  readonly evaluatorConcurrency?: number | undefined;
  /** The folder that keeps results beyond the run, or false; default: in the user's folder for caches. */
  readonly cache?: string | false | undefined;
}

export const EVALUATOR_RULES: OptionRules<EvaluatorOptions> = {
  evaluators: {
    expected: 'a list of files of modules',
    holds: Array.isArray,
    each: { expected: 'a path or a URL', holds: (file) => typeof file === 'string' || file instanceof URL },
  },
  evaluatorTimeout: {
    expected: 'seconds, more than 0 and at most 1,000,000',
    holds: (value) => typeof value === 'number' && value > 0 && value <= 1e6,
  },
  evaluatorRetries: wholeNumber(0, 1000),
  evaluatorConcurrency: wholeNumber(1, 1000),
  cache: { expected: 'a folder, or false', holds: (value) => typeof value === 'string' || value === false },
};
