import { EvaluationError } from './evaluationError.js';

/** What an expression yields. */
export type ExpressionValue = number | boolean | string | null | readonly ExpressionValue[];

interface BuiltIn {
  /** How many arguments it takes: [least, most]. */
  readonly arity: readonly [number, number];
  readonly apply: (args: readonly ExpressionValue[]) => number;
}

/** The functions of the language (docs/language.md). */
export const FUNCTIONS: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  ['min', { arity: [1, Infinity], apply: (args) => Math.min(...args.map((arg) => numberOf(arg, 'min'))) }],
  ['max', { arity: [1, Infinity], apply: (args) => Math.max(...args.map((arg) => numberOf(arg, 'max'))) }],
  ['floor', ofOne('floor', Math.floor)],
  ['ceil', ofOne('ceil', Math.ceil)],
  ['round', ofOne('round', roundHalfToEven)],
  ['int', ofOne('int', Math.trunc)],
  ['abs', ofOne('abs', Math.abs)],
  ['sqrt', ofOne('sqrt', Math.sqrt)],
  ['exp', ofOne('exp', Math.exp)],
  ['ln', ofOne('ln', Math.log)],
  ['log2', ofOne('log2', Math.log2)],
  ['pow', ofTwo('pow', (a, b) => a ** b)],
  ['gcd', ofTwo('gcd', gcd)],
  ['lcm', ofTwo('lcm', lcm)],
  ['len', { arity: [1, 1], apply: (args) => listOf(args[0], 'len').length }],
  ['sum', { arity: [1, 1], apply: (args) => sum(listOf(args[0], 'sum')) }],
  [
    'divisible',
    { arity: [1, 2], apply: (args) => divisible(numberOf(args[0], 'divisible'), numberOf(args[1] ?? 8, 'divisible')) },
  ],
]);

function ofOne(name: string, compute: (a: number) => number): BuiltIn {
  return { arity: [1, 1], apply: (args) => compute(numberOf(args[0], name)) };
}

function ofTwo(name: string, compute: (a: number, b: number) => number): BuiltIn {
  return { arity: [2, 2], apply: (args) => compute(numberOf(args[0], name), numberOf(args[1], name)) };
}

function numberOf(value: ExpressionValue | undefined, name: string): number {
  if (typeof value === 'number') return value;
  throw new EvaluationError(`${name} needs a number, got ${describeValue(value)}`);
}

function listOf(value: ExpressionValue | undefined, name: string): readonly ExpressionValue[] {
  if (Array.isArray(value)) return value;
  throw new EvaluationError(`${name} needs a list, got ${describeValue(value)}`);
}

/** A value in the words of a message: `3`, `"relu"`, `a list of 2`. */
export function describeValue(value: unknown): string {
  return Array.isArray(value) ? `a list of ${value.length}` : (JSON.stringify(value) ?? 'nothing');
}

function sum(list: readonly ExpressionValue[]): number {
  return list.reduce<number>((total, item) => total + numberOf(item, 'sum'), 0);
}

/** Halves go to the even neighbour, as in Python and NumPy. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** `make_divisible` of the MobileNet family (tensorflow/models, slim/nets/mobilenet/mobilenet.py). */
function divisible(value: number, divisor: number): number {
  if (divisor <= 0) throw new EvaluationError(`divisible needs a divisor above 0, got ${divisor}`);
  const nearest = Math.max(divisor, Math.floor((value + divisor / 2) / divisor) * divisor);
  return nearest < 0.9 * value ? nearest + divisor : nearest;
}

function gcd(a: number, b: number): number {
  requireWhole('gcd', a, b);
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

function lcm(a: number, b: number): number {
  requireWhole('lcm', a, b);
  return a === 0 || b === 0 ? 0 : Math.abs((a / gcd(a, b)) * b);
}

function requireWhole(name: string, ...values: readonly number[]): void {
  const broken = values.find((value) => !Number.isSafeInteger(value));
  if (broken !== undefined) throw new EvaluationError(`${name} needs whole numbers, got ${broken}`);
}
