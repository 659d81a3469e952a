import type { BinaryOperator, Expression } from '../types.js';
import { EvaluationError } from './evaluationError.js';
import type { ExpressionValue } from './functions.js';
import { FUNCTIONS, describeValue } from './functions.js';
import { isWord } from './words.js';

export { EvaluationError } from './evaluationError.js';
export type { ExpressionValue } from './functions.js';

/** The value of a name; may throw an EvaluationError that says why it has none. Undefined: the name is unknown. */
export type Lookup = (name: string) => unknown;

/** The value of a call of a declared function. Undefined: the function is unknown. */
export type Call = (callee: string, args: readonly ExpressionValue[]) => unknown;

/**
 * The value of an expression. Words stand for themselves; `and`, `or` and conditionals evaluate only what they need.
 * `%` takes the sign of the divisor, as in Python.
 *
 * @throws EvaluationError where it has none: a wrong type, a division by zero, a result that is not finite, …
 */
export function evaluateExpression(tree: Expression, lookup: Lookup, call: Call = () => undefined): ExpressionValue {
  const evaluate = (node: Expression): ExpressionValue => {
    switch (node.kind) {
      case 'literal':
        return node.value;
      case 'name':
        return isWord(node.name) ? node.name : known(lookup(node.name), 'name', node.name);
      case 'unary':
        return node.operator === '-'
          ? 0 - asNumber(evaluate(node.operand), '-')
          : !asBoolean(evaluate(node.operand), 'not');
      case 'binary':
        return binary(node.operator, node.left, node.right);
      case 'conditional':
        return evaluate(asBoolean(evaluate(node.test), '?') ? node.then : node.otherwise);
      case 'call':
        return applyFunction(node.callee, node.arguments.map(evaluate), call);
      case 'list':
        return node.items.map(evaluate);
      case 'index':
        return elementOf(evaluate(node.list), evaluate(node.index));
    }
  };

  const binary = (operator: BinaryOperator, left: Expression, right: Expression): ExpressionValue => {
    const a = evaluate(left);
    if (operator === 'and') return asBoolean(a, 'and') && asBoolean(evaluate(right), 'and');
    if (operator === 'or') return asBoolean(a, 'or') || asBoolean(evaluate(right), 'or');
    const b = evaluate(right);
    if (operator === '==') return equal(a, b);
    if (operator === '!=') return !equal(a, b);
    if (operator in ORDERINGS) return compare(operator as Ordering, a, b);
    return calculate(operator as Arithmetic, asNumber(a, operator), asNumber(b, operator));
  };

  return evaluate(tree);
}

type Ordering = '<' | '<=' | '>' | '>=';
type Arithmetic = '+' | '-' | '*' | '/' | '%' | '**';

const ORDERINGS: Readonly<Record<Ordering, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const ARITHMETIC: Readonly<Record<Arithmetic, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
};

function known(value: unknown, what: string, name: string): ExpressionValue {
  if (value === undefined) throw new EvaluationError(`unknown ${what} "${name}"`);
  return value as ExpressionValue;
}

function applyFunction(callee: string, args: readonly ExpressionValue[], call: Call): ExpressionValue {
  const builtIn = FUNCTIONS.get(callee);
  if (!builtIn) return known(call(callee, args), 'function', callee);
  const shown = () => `${callee}(${args.map(describeValue).join(', ')})`;
  return exact(builtIn.apply(args), args, shown);
}

function calculate(operator: Arithmetic, a: number, b: number): number {
  if ((operator === '/' || operator === '%') && b === 0) throw new EvaluationError('division by zero');
  return exact(ARITHMETIC[operator](a, b), [a, b], () => `${a} ${operator} ${b}`);
}

/** The result, if it is finite and, where it comes of whole numbers alone, not rounded. */
function exact(result: number, operands: readonly ExpressionValue[], shown: () => string): number {
  if (!Number.isFinite(result)) throw new EvaluationError(`${shown()} is not a finite number`);
  if (Math.abs(result) > Number.MAX_SAFE_INTEGER && operands.every(Number.isInteger)) {
    throw new EvaluationError(`${shown()} is beyond 2^53, where whole numbers are no longer exact`);
  }
  // no negative zero: it would print as 0 but be told apart by Object.is and by keys
  return result + 0;
}

function asNumber(value: ExpressionValue, operator: string): number {
  if (typeof value === 'number') return value;
  throw new EvaluationError(`"${operator}" needs numbers, got ${describeValue(value)}`);
}

function asBoolean(value: ExpressionValue, operator: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new EvaluationError(`"${operator}" needs true or false, got ${describeValue(value)}`);
}

function equal(a: ExpressionValue, b: ExpressionValue): boolean {
  if (a === null || b === null) return a === b;
  if (typeof a === 'object' && typeof b === 'object') {
    return a.length === b.length && a.every((item, i) => equal(item, b[i] as ExpressionValue));
  }
  if (typeof a !== typeof b) throw new EvaluationError(`cannot compare ${kindOf(a)} with ${kindOf(b)}`);
  return a === b;
}

function compare(operator: Ordering, a: ExpressionValue, b: ExpressionValue): boolean {
  if (typeof a === 'number' && typeof b === 'number') return ORDERINGS[operator](a, b);
  if (typeof a === typeof b) throw new EvaluationError(`"${operator}" compares numbers, got ${describeValue(a)}`);
  throw new EvaluationError(`cannot compare ${kindOf(a)} with ${kindOf(b)}`);
}

function elementOf(list: ExpressionValue, index: ExpressionValue): ExpressionValue {
  if (!Array.isArray(list)) throw new EvaluationError(`[…] needs a list before it, got ${describeValue(list)}`);
  if (typeof index !== 'number' || !Number.isInteger(index)) {
    throw new EvaluationError(`the index of a list is a whole number, got ${describeValue(index)}`);
  }
  const element = list[index] as ExpressionValue | undefined;
  if (element !== undefined) return element;
  throw new EvaluationError(`index ${index} is outside the list: it has ${list.length} items, counted from 0`);
}

function kindOf(value: ExpressionValue): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'string' ? 'a text' : 'a list';
}
