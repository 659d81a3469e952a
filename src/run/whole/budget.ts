import type { Bound } from '../../wholeSpace/bounded.js';
import type { Quantity } from '../../wholeSpace/quantity.js';
import { suggest } from '../../space/suggest.js';
import { RequestError } from '../errors.js';
import { priceBudget, RUN_FIGURES, type RunFigure } from '../pricing/priceBudget.js';
import type { RunAssumptions } from '../pricing/readRun.js';
import { shownValue } from '../shownValue.js';
import { ceilAt, compareDecimals, floorAt, readDecimal, type Decimal } from './decimal.js';
import { larger, smaller } from './ends.js';
import type { Quantities } from './quantities.js';

/** One end of a window: a number, or decimal text (`"1.8e9"`, and whatever float64 cannot hold). */
export type Limit = number | bigint | string;

/**
 * What architectures must keep to, by metric (or `score`, or a figure of a run): `{ training: { max: 1.8e9 } }`. Both
 * ends are inclusive.
 */
export type Budget = Readonly<Record<string, { readonly min?: Limit; readonly max?: Limit }>>;

/**
 * A budget as bounds of quantities; several of one quantity are joined.
 *
 * @param run what figures of a run are priced with
 * @throws RequestError with the name or the limit that is wrong, and what is expected
 */
export function budgetBounds(budget: unknown, quantities: Quantities, run: RunAssumptions | undefined): Bound[] {
  if (typeof budget !== 'object' || budget === null || Array.isArray(budget)) {
    throw new RequestError(
      `the budget is ${shownValue(budget)}; expected an object such as {"training": {"max": 1.8e9}}`,
    );
  }
  const joined = new Map<Quantity, Bound>();
  for (const [name, given] of Object.entries(budget)) {
    const window = readWindow(name, given);
    for (const [metric, own] of Object.entries(inMetrics(name, window, quantities, run))) {
      const quantity = quantities.named(metric);
      const bound = toBound(quantity, own);
      const known = joined.get(quantity) ?? { quantity, min: undefined, max: undefined };
      joined.set(quantity, { quantity, min: larger(known.min, bound.min), max: smaller(known.max, bound.max) });
    }
  }
  return [...joined.values()];
}

const SHOWN_NAME = 80;

interface Ends {
  readonly min?: Limit;
  readonly max?: Limit;
}

function readWindow(of: string, window: unknown): Ends {
  const name = of.length > SHOWN_NAME ? `${of.slice(0, SHOWN_NAME)}…` : of;
  if (typeof window !== 'object' || window === null || Array.isArray(window)) {
    throw new RequestError(
      `the budget of ${name} is ${shownValue(window)}; expected {"min": …, "max": …}, or one of them`,
    );
  }
  for (const [end, limit] of Object.entries(window)) {
    if (end !== 'min' && end !== 'max') {
      throw new RequestError(`the budget of ${name} has ${shownValue(end)}; expected "min" or "max"`);
    }
    const isLimit = typeof limit === 'number' || typeof limit === 'bigint' || typeof limit === 'string';
    if (limit !== undefined && (!isLimit || readDecimal(limit) === undefined)) {
      throw new RequestError(`the budget of ${name} has ${end} ${shownValue(limit)}; expected a number such as 1.8e9`);
    }
  }
  const { min, max }: Ends = window;
  const [low, high] = [decimal(min), decimal(max)];
  if (low && high && compareDecimals(low, high) > 0) {
    throw new RequestError(`the budget of ${name} has a min (${String(min)}) above its max (${String(max)})`);
  }
  return window;
}

function decimal(limit: Limit | undefined): Decimal | undefined {
  return limit === undefined ? undefined : readDecimal(limit);
}

/** A window of a run's figure as windows of metrics, any other as it is. */
function inMetrics(
  name: string,
  window: Ends,
  quantities: Quantities,
  run: RunAssumptions | undefined,
): Readonly<Record<string, Ends>> {
  if (RUN_FIGURES.some((figure) => figure.name === name)) {
    const [low, high] = [decimal(window.min), decimal(window.max)];
    const isWhole = name === 'run-flops' || name === 'run-bytes';
    const ends = {
      ...(low && { min: isWhole ? ceilAt(low, 1n) : numberOf(low) }),
      ...(high && { max: isWhole ? floorAt(high, 1n) : numberOf(high) }),
    };
    return priceBudget(name as RunFigure, ends, run);
  }
  if (name !== 'score' && !quantities.names.includes(name)) {
    const words = [...quantities.names, ...RUN_FIGURES.map((figure) => figure.name)];
    const hint = suggest(name, words) ?? `a budget may be of ${words.join(', ')}`;
    throw new RequestError(`${shownValue(name)} is neither a metric nor a figure of a run; ${hint}`);
  }
  return { [name]: window };
}

/** Times are float64. */
function numberOf({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

function toBound(quantity: Quantity, { min, max }: Ends): Bound {
  const [low, high] = [decimal(min), decimal(max)];
  return {
    quantity,
    min: low && ceilAt(low, quantity.scale),
    max: high && floorAt(high, quantity.scale),
  };
}
