import { METRICS } from '../../cost/metrics.js';
import { nearestWord } from '../../space/suggest.js';
import { RequestError } from '../errors.js';
import { RUN_FIGURES } from '../pricing/priceBudget.js';
import { shownValue } from '../shownValue.js';
import type { Budget } from '../whole/budget.js';
import { readDecimal } from '../whole/decimal.js';
import { SCORE } from '../whole/quantities.js';
import type { EvaluatorIdentity, Measure } from './evaluator.js';
import type { EvaluatorDescription } from './loadEvaluator.js';

/** What evaluators add to a job. */
export interface EvaluatedJob {
  readonly evaluators: readonly EvaluatorIdentity[];
  readonly measures: readonly Measure[];
  /** Architectures whose figures fail one, or are not there, are left out. */
  readonly checks: readonly MeasureCheck[];
}

/** What a figure of an evaluator must lie in; both ends are inclusive. */
export interface MeasureCheck {
  /** Index into the measures. */
  readonly measure: number;
  readonly min: number;
  readonly max: number;
}

/** What the evaluators of a job are, in words: for whoever has only its files. */
export function evaluatorWords({ evaluators, measures }: EvaluatedJob): { readonly evaluators: string } {
  const texts = evaluators.map(({ name, version }, e) => {
    const own = measures.filter(({ evaluator }) => evaluator === e);
    return `${name} ${version} (${own.map((measure) => measure.name + (measure.unit && ` in ${measure.unit}`)).join(', ')})`;
  });
  return { evaluators: texts.join(', ') };
}

/** Members of records that are no figures. */
const RECORD_WORDS = [
  'index',
  'arch',
  'space',
  'hash',
  'options',
  'run',
  'error',
  'known',
  'published',
  'note',
  'outside',
];

/**
 * The figures of some evaluators together.
 *
 * @param decisions names of the space's decisions, which are columns beside the figures
 * @throws RequestError where two are of one name, or one is called like something else
 */
export function measuresOf(evaluators: readonly EvaluatorDescription[], decisions: readonly string[]): Measure[] {
  const taken = new Map<string, string>([
    ...METRICS.map((name) => [name, 'a metric of nascost'] as const),
    ...RUN_FIGURES.map(({ name }) => [name, 'a figure of a run'] as const),
    [SCORE, 'what scores give'],
    ...RECORD_WORDS.map((name) => [name, 'a member of records'] as const),
    ...decisions.map((name) => [name, 'a decision of the space'] as const),
  ]);
  return evaluators.flatMap(({ file, url, name: owner, measures }, evaluator) => {
    const namesake = evaluators.slice(0, evaluator).find(({ name }) => name === owner);
    if (namesake?.url === url) throw new RequestError(`the evaluator ${file} is given twice`);
    if (namesake !== undefined)
      throw new RequestError(`the evaluator ${file} is called ${owner}, as ${namesake.file} is; expected another name`);
    return measures.map(({ name, unit }) => {
      const other = taken.get(name);
      if (other !== undefined) {
        throw new RequestError(
          `the evaluator ${file} has the metric ${JSON.stringify(name)}, which is ${other}; expected another name`,
        );
      }
      taken.set(name, `a metric of the evaluator ${owner}`);
      return { name, unit, evaluator };
    });
  });
}

/** A budget, cut in two. */
export interface SplitBudget {
  /** What can be met by drawing from the architectures that meet it. */
  readonly exact: Budget;
  /** What is known only when an architecture has been evaluated. */
  readonly checks: readonly MeasureCheck[];
}

/** @throws RequestError where a limit of a measure is no number, or a name is nearly that of a measure */
export function splitBudget(budget: Budget, measures: readonly Measure[]): SplitBudget {
  const exact: [name: string, window: Budget[string]][] = [];
  const checks: MeasureCheck[] = [];
  for (const [name, window] of Object.entries(budget)) {
    const measure = measures.findIndex((known) => known.name === name);
    if (measure < 0) exact.push([checkedName(name, measures), window]);
    else {
      if (typeof window !== 'object' || window === null)
        throw new RequestError(`the budget of ${name} is ${shownValue(window)}; expected {"min": …, "max": …}`);
      const [min, max] = [limitOf(name, window.min, -Infinity), limitOf(name, window.max, Infinity)];
      if (min > max) throw new RequestError(`the budget of ${name} has a min (${min}) above its max (${max})`);
      checks.push({ measure, min, max });
    }
  }
  // of entries, since __proto__ is a name like any other
  return { exact: Object.fromEntries(exact), checks };
}

function checkedName(name: string, measures: readonly Measure[]): string {
  const own = measures.map((measure) => measure.name);
  const others = [...METRICS, ...RUN_FIGURES.map((figure) => figure.name), SCORE];
  const nearest = nearestWord(name, [...others, ...own]);
  if (others.includes(name) || nearest === undefined || !own.includes(nearest)) return name;
  throw new RequestError(`${JSON.stringify(name)} is no metric; did you mean ${JSON.stringify(nearest)}?`);
}

function limitOf(name: string, limit: string | number | bigint | undefined, open: number): number {
  if (limit === undefined) return open;
  const figure = readDecimal(limit) === undefined ? NaN : Number(String(limit).replaceAll('_', ''));
  if (Number.isFinite(figure)) return figure;
  throw new RequestError(`the budget of ${name} has the limit ${shownValue(limit)}; expected a number`);
}
