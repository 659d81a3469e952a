import { valueText } from '../../report/architectureText.js';
import { suggest } from '../../space/suggest.js';
import type { Choice, Decision } from '../../types.js';
import { decisionQuantity, type Quantity } from '../../wholeSpace/quantity.js';
import { RequestError } from '../errors.js';
import { shownValue } from '../shownValue.js';
import { decimalsOf, floorAt, readDecimal, type Decimal } from './decimal.js';

/**
 * An additive score: by decision, a number for each value, in a list in the order of the values or by the values
 * themselves (as text; the members of a subset joined by `+`). Decisions that are not named add nothing. `intercept` is
 * added to every architecture.
 */
export type Scores = Readonly<Record<string, number | readonly number[] | Readonly<Record<string, number>>>>;

export interface ReadScores {
  readonly quantity: Quantity;
  /** Decimals that are kept; fewer than the scores have where their sums would leave the integers of float64. */
  readonly decimals: number;
  readonly isRounded: boolean;
  /** The score of an architecture, in steps of 1 / scale. */
  of(choice: Choice): bigint;
}

const INTERCEPT = 'intercept';

/**
 * Scores as a quantity, exact: numbers are read as the decimals that they are written as, and added as integers.
 *
 * @throws RequestError with what is wrong: unknown decisions and values, missing values, no numbers
 */
export function readScores(scores: unknown, decisions: readonly Decision[]): ReadScores {
  if (typeof scores !== 'object' || scores === null || Array.isArray(scores)) {
    throw new RequestError(
      `scores are ${shownValue(scores)}; expected an object of decisions and their values' scores`,
    );
  }
  const byName = new Map(decisions.map((decision, d) => [decision.name, d]));
  const table = new Map<number, readonly Decimal[]>();
  let intercept: Decimal = ZERO;
  for (const [name, given] of Object.entries(scores)) {
    const d = byName.get(name);
    if (d !== undefined) table.set(d, readRow(decisions[d] as Decision, given));
    else if (name === INTERCEPT) intercept = readScore(INTERCEPT, given);
    else throw new RequestError(unknown(name, byName.keys()));
  }
  if (table.size === 0) throw new RequestError('scores name no decision of the space');
  return asIntegers(table, intercept);
}

const ZERO: Decimal = { digits: 0n, exponent: 0 };

function readRow({ name, values }: Decision, given: unknown): Decimal[] {
  if (Array.isArray(given)) {
    if (given.length === values.length) return given.map((score, v) => readScore(`${name}[${v}]`, score));
    throw new RequestError(
      `scores of ${shownValue(name)} are ${given.length}; the decision has ${values.length} values`,
    );
  }
  if (typeof given !== 'object' || given === null) {
    throw new RequestError(
      `scores of ${shownValue(name)} are ${shownValue(given)}; expected one number for each of its values`,
    );
  }
  const words = values.map(valueText);
  const record = given as Readonly<Record<string, unknown>>;
  const strange = Object.keys(record).find((key) => !words.includes(key));
  if (strange !== undefined) {
    const hint = suggest(strange, words) ?? `its values are ${words.join(', ')}`;
    throw new RequestError(`scores of ${shownValue(name)}: ${shownValue(strange)} is not a value of it; ${hint}`);
  }
  return words.map((word) => {
    if (!Object.hasOwn(record, word)) {
      throw new RequestError(
        `scores of ${shownValue(name)}: ${shownValue(word)} is missing; write 0 where it adds nothing`,
      );
    }
    return readScore(`${name} = ${word}`, record[word]);
  });
}

function readScore(where: string, value: unknown): Decimal {
  const decimal = typeof value === 'number' ? readDecimal(value) : undefined;
  if (decimal === undefined) throw new RequestError(`score of ${where} is ${shownValue(value)}; expected a number`);
  return decimal;
}

/** Sums stay below this, with room for one more of the same size. */
const ROOM = 2n ** 52n;

function asIntegers(table: ReadonlyMap<number, readonly Decimal[]>, intercept: Decimal): ReadScores {
  const all = [...table.values()].flat().concat(intercept);
  const needed = Math.max(...all.map(decimalsOf));
  let decimals = needed;
  while (decimals > 0 && largestSum(table, intercept, 10n ** BigInt(decimals)) > ROOM) decimals--;
  const scale = 10n ** BigInt(decimals);
  if (largestSum(table, intercept, scale) > ROOM)
    throw new RequestError('scores add up to 2^52 and more: make them smaller');
  const rounded = new Map([...table].map(([d, row]) => [d, row.map((score) => Number(nearest(score, scale)))]));
  const base = Number(nearest(intercept, scale));
  const amount = (decision: number, value: number): number => rounded.get(decision)?.[value] ?? 0;
  return {
    quantity: decisionQuantity('score', scale, amount, base),
    decimals,
    isRounded: decimals < needed,
    of: (choice) => BigInt(choice.reduce((sum, value, d) => (value < 0 ? sum : sum + amount(d, value)), base)),
  };
}

function largestSum(table: ReadonlyMap<number, readonly Decimal[]>, intercept: Decimal, scale: bigint): bigint {
  let total = absolute(floorAt(intercept, scale)) + 1n;
  for (const row of table.values()) {
    total += row.map((score) => absolute(floorAt(score, scale)) + 1n).reduce((a, b) => (a > b ? a : b), 0n);
  }
  return total;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function nearest(value: Decimal, scale: bigint): bigint {
  const doubled = floorAt(value, 2n * scale);
  return (doubled + 1n) >> 1n;
}

function unknown(name: string, known: Iterable<string>): string {
  const hint = suggest(name, known);
  return `scores: ${shownValue(name)} is not a decision of the space${hint === undefined ? '' : `; ${hint}`}`;
}
