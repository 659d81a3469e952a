import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExpressionValue } from '../../src/space/evaluate.js';
import { EvaluationError, evaluateExpression } from '../../src/space/evaluate.js';
import { parseExpression } from '../../src/space/parseExpression.js';
import type { BinaryOperator, Expression } from '../../src/types.js';

const NAMES: Readonly<Record<string, ExpressionValue>> = {
  a: 3,
  b: 4,
  t: true,
  f: false,
  text: 'x',
  none: null,
  list: [16, 24, 40],
  'in.size': [7, 9],
};
const DECLARED = new Map([['width', 1]]);

function lookup(name: string): unknown {
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}

function evaluate(text: string): ExpressionValue {
  const { tree } = parseExpression(text, DECLARED);
  if (!tree) throw new Error(`cannot parse ${text}`);
  return evaluateExpression(tree, lookup, (callee, [j]) => (callee === 'width' ? 8 * (j as number) : undefined));
}

function faultOf(text: string): string {
  try {
    evaluate(text);
  } catch (error) {
    if (error instanceof EvaluationError) return error.message;
    throw error;
  }
  return 'no error';
}

/** `value`, unless it is a number that no expression may give, or the name of what was thrown. */
function outcomeOf(tree: Expression): string {
  try {
    const value = evaluateExpression(tree, lookup);
    return typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0)) ? 'value' : String(value);
  } catch (error) {
    return (error as Error).name;
  }
}

describe('evaluateExpression', () => {
  it.each([
    ['7 / 2', 3.5],
    ['7 % 3', 1],
    ['-7 % 3', 2],
    ['7 % -3', -2],
    ['2 ** 10', 1024],
    ['-2 ** 2', -4],
    ['a <= 3 and b > 3', true],
    ["text == 'x'", true],
    ['none == null', true],
    ['a == null', false],
    ['null != a', true],
    ['list == [16, 24, 40]', true],
    ['list != [16, 24]', true],
    ['list[1] + in.size[0]', 31],
    ['[1, [2, 3]][1][0]', 2],
    ['t ? 1 : 1 / 0', 1],
    ['f and 1 / 0 == 1', false],
    ['t or 1 / 0 == 1', true],
    ['relu', 'relu'],
    ["relu == 'relu'", true],
    ['max', 'max'],
    ['min(3, a, 2)', 2],
    ['max(3, b)', 4],
    ['floor(-1.5)', -2],
    ['ceil(-1.5)', -1],
    ['int(-1.7)', -1],
    ['int(1.7)', 1],
    ['abs(-2)', 2],
    ['sqrt(16)', 4],
    ['exp(0)', 1],
    ['ln(1)', 0],
    ['log2(8)', 3],
    ['pow(2, 5)', 32],
    ['gcd(12, 18)', 6],
    ['gcd(0, 5)', 5],
    ['gcd(-12, 18)', 6],
    ['lcm(4, 6)', 12],
    ['lcm(0, 6)', 0],
    ['len(list)', 3],
    ['len([])', 0],
    ['sum(list)', 80],
    ['sum([])', 0],
    ['width(3)', 24],
  ])('%s is %s', (text, expected) => expect(evaluate(text)).toBe(expected));

  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [3.5, 4],
    [-0.5, 0],
    [-1.5, -2],
    [-2.5, -2],
    [2.4999999999999996, 2],
    [0.49999999999999994, 0],
    [7, 7],
  ])('round(%s) is %s, halves to even', (value, expected) => expect(evaluate(`round(${value})`)).toBe(expected));

  // by hand, after the definition: the nearest multiple, halves up, at least d, one more where it is below 0.9 v
  it.each([
    ['18, 8', 24],
    ['40 * 3, 8', 120],
    ['16 * 4, 8', 64],
    ['4, 8', 8],
    ['0, 8', 8],
    ['8, 8', 8],
    ['10, 8', 16],
    ['11, 8', 16],
    ['12, 8', 16],
    ['19, 8', 24],
    ['20, 8', 24],
    ['36, 8', 40],
    ['33, 8', 32],
    ['35.5, 8', 32],
    ['35.6, 8', 40],
    ['16 * 1.2, 8', 24],
    ['24 * 0.75, 8', 24],
    ['32 * 0.35, 8', 16],
    ['7, 1', 7],
    ['7.5, 1', 8],
    ['100', 104],
  ])('divisible(%s) is %s', (args, expected) => expect(evaluate(`divisible(${args})`)).toBe(expected));

  it.each([
    ['1 / 0', 'division by zero'],
    ['1 % 0', 'division by zero'],
    ['text + 1', '"+" needs numbers, got "x"'],
    ['t * 2', '"*" needs numbers, got true'],
    ['-list', '"-" needs numbers, got a list of 3'],
    ['a and t', '"and" needs true or false, got 3'],
    ['t and a', '"and" needs true or false, got 3'],
    ['f or a', '"or" needs true or false, got 3'],
    ['not none', '"not" needs true or false, got null'],
    ['a ? 1 : 2', '"?" needs true or false, got 3'],
    ['a < text', 'cannot compare a number with a text'],
    ['a == text', 'cannot compare a number with a text'],
    ['t == 1', 'cannot compare true or false with a number'],
    ['a < none', 'cannot compare a number with null'],
    ['text < text', '"<" compares numbers, got "x"'],
    ['list[3]', 'index 3 is outside the list: it has 3 items, counted from 0'],
    ['list[-1]', 'index -1 is outside the list: it has 3 items, counted from 0'],
    ['list[0.5]', 'the index of a list is a whole number, got 0.5'],
    ["list['length']", 'the index of a list is a whole number, got "length"'],
    ['a[0]', '[…] needs a list before it, got 3'],
    ['text[0]', '[…] needs a list before it, got "x"'],
    ['missing', 'unknown name "missing"'],
    ['constructor', 'unknown name "constructor"'],
    ['sqrt(-1)', 'sqrt(-1) is not a finite number'],
    ['ln(0)', 'ln(0) is not a finite number'],
    ['exp(1000)', 'exp(1000) is not a finite number'],
    ['(-1) ** 0.5', '-1 ** 0.5 is not a finite number'],
    ['9007199254740991 + 1', '9007199254740991 + 1 is beyond 2^53, where whole numbers are no longer exact'],
    ['3 ** 40', '3 ** 40 is beyond 2^53, where whole numbers are no longer exact'],
    ['floor(text)', 'floor needs a number, got "x"'],
    ['sum(a)', 'sum needs a list, got 3'],
    ['sum([1, text])', 'sum needs a number, got "x"'],
    ['gcd(1.5, 2)', 'gcd needs whole numbers, got 1.5'],
    ['divisible(8, 0)', 'divisible needs a divisor above 0, got 0'],
  ])('%s has no value: %s', (text, message) => expect(faultOf(text)).toBe(message));

  it('tells what the lookup tells', () => {
    const telling = (name: string) => {
      if (name === 'in.channels') throw new EvaluationError('in.channels: the input has no channels');
    };
    const { tree } = parseExpression('in.channels + 1');
    expect(() => evaluateExpression(tree as Expression, telling)).toThrow('the input has no channels');
  });

  it('refuses functions that nobody declares', () => {
    const call: Expression = { kind: 'call', callee: 'constructor', arguments: [] };
    expect(() => evaluateExpression(call, () => undefined)).toThrow('unknown function "constructor"');
  });

  it('agrees with a direct computation on random arithmetic', () => {
    fc.assert(
      fc.property(arithmetic(), ({ text, value }) => {
        fc.pre(Math.abs(value) <= Number.MAX_SAFE_INTEGER);
        expect(evaluate(text)).toBe(value + 0);
      }),
      { numRuns: 500 },
    );
  });

  it('never says anything but a value or an EvaluationError', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        expect(outcomeOf(tree)).toMatch(/^(value|EvaluationError)$/);
      }),
      { numRuns: 500 },
    );
  });
});

interface Computed {
  readonly text: string;
  readonly value: number;
}

/** Arithmetic with its brackets written out, and its value computed beside it. */
function arithmetic(): fc.Arbitrary<Computed> {
  const leaf = fc.oneof(
    fc.integer({ min: 0, max: 99 }),
    fc.integer({ min: 1, max: 999 }).map((n) => n / 8),
  );
  return fc.letrec<{ node: Computed }>((tie) => {
    const pair = (operator: string, compute: (a: number, b: number) => number) =>
      fc
        .tuple(tie('node'), tie('node'))
        .map(([a, b]) => ({ text: `(${a.text} ${operator} ${b.text})`, value: compute(a.value, b.value) }));
    return {
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf.map((value) => ({ text: String(value), value })),
        pair('+', (a, b) => a + b),
        pair('-', (a, b) => a - b),
        pair('*', (a, b) => a * b),
        pair('< 3 ? 1 :', (a, b) => (a < 3 ? 1 : b)),
        tie('node').map((a) => ({ text: `(${a.text} / 8)`, value: a.value / 8 })),
        tie('node').map((a) => ({ text: `-${a.text}`, value: -a.value })),
        tie('node').map((a) => ({ text: `floor(${a.text})`, value: Math.floor(a.value) })),
      ),
    };
  }).node;
}

/** Any tree at all, with operands of every kind. */
function anyTree(): fc.Arbitrary<Expression> {
  const operators: BinaryOperator[] = ['+', '-', '*', '/', '%', '**', '==', '!=', '<', '<=', '>', '>=', 'and', 'or'];
  const callees = ['min', 'round', 'divisible', 'gcd', 'lcm', 'len', 'sum', 'pow', 'log2', 'nothing'];
  return fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({
        kind: fc.constant('literal' as const),
        value: fc.constantFrom(0, 1, -2, 2.5, 1e15, true, false, 'x', null),
      }),
      fc.record({
        kind: fc.constant('name' as const),
        name: fc.constantFrom(...Object.keys(NAMES), 'relu', 'missing'),
      }),
      fc.record({
        kind: fc.constant('unary' as const),
        operator: fc.constantFrom('-' as const, 'not' as const),
        operand: tie('tree'),
      }),
      fc.record({
        kind: fc.constant('binary' as const),
        operator: fc.constantFrom(...operators),
        left: tie('tree'),
        right: tie('tree'),
      }),
      fc.record({
        kind: fc.constant('conditional' as const),
        test: tie('tree'),
        then: tie('tree'),
        otherwise: tie('tree'),
      }),
      fc.record({
        kind: fc.constant('call' as const),
        callee: fc.constantFrom(...callees),
        arguments: fc.array(tie('tree'), { minLength: 1, maxLength: 2 }),
      }),
      fc.record({ kind: fc.constant('list' as const), items: fc.array(tie('tree'), { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('index' as const), list: tie('tree'), index: tie('tree') }),
    ),
  })).tree;
}
