import { describe, expect, it } from 'vitest';
import { expressionCalls, expressionNames } from '../../src/space/expressionNames.js';
import { parseExpression } from '../../src/space/parseExpression.js';
import type { Expression } from '../../src/types.js';

function tree(text: string): Expression {
  const parsed = parseExpression(text, new Map([['width', 1]]));
  expect(parsed.problems).toEqual([]);
  if (!parsed.tree) throw new Error(text);
  return parsed.tree;
}

/** The tree with every operation in brackets. */
function shown(node: Expression): string {
  switch (node.kind) {
    case 'literal':
      return JSON.stringify(node.value);
    case 'name':
      return node.name;
    case 'unary':
      return `(${node.operator} ${shown(node.operand)})`;
    case 'binary':
      return `(${shown(node.left)} ${node.operator} ${shown(node.right)})`;
    case 'conditional':
      return `(${shown(node.test)} ? ${shown(node.then)} : ${shown(node.otherwise)})`;
    case 'call':
      return `${node.callee}(${node.arguments.map(shown).join(', ')})`;
    case 'list':
      return `[${node.items.map(shown).join(', ')}]`;
    case 'index':
      return `${shown(node.list)}[${shown(node.index)}]`;
  }
}

function nested(levels: number): string {
  return `${'('.repeat(levels)}1${')'.repeat(levels)}`;
}

function sum(terms: number): string {
  return Array.from({ length: terms }, () => '1').join('+');
}

describe('parseExpression', () => {
  it.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['(1 + 2) * 3', '((1 + 2) * 3)'],
    ['8 - 4 - 2', '((8 - 4) - 2)'],
    ['8 / 4 % 3', '((8 / 4) % 3)'],
    ['2 ** 3 ** 2', '(2 ** (3 ** 2))'],
    ['-2 ** 2', '(- (2 ** 2))'],
    ['2 ** -1', '(2 ** (- 1))'],
    ['a * -b', '(a * (- b))'],
    ['--a', '(- (- a))'],
    ['not a == b', '(not (a == b))'],
    ['!a == b', '((not a) == b)'],
    ['not a and b', '((not a) and b)'],
    ['a or b and c', '(a or (b and c))'],
    ['a || b && !c', '(a or (b and (not c)))'],
    ['a and not b', '(a and (not b))'],
    ['not not a', '(not (not a))'],
    ['a + 1 < b * 2', '((a + 1) < (b * 2))'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a ? b ? 1 : 2 : 3', '(a ? (b ? 1 : 2) : 3)'],
    ['a or b ? 1 : 2', '((a or b) ? 1 : 2)'],
    ['[1, [2], []][0]', '[1, [2], []][0]'],
    ['in.size[0][1]', 'in.size[0][1]'],
    ["'it' == \"that's\"", '("it" == "that\'s")'],
    ['max(1, min(2, 3)) + width(4)', '(max(1, min(2, 3)) + width(4))'],
    ['true and null == false', '(true and (null == false))'],
    ['stage1.block2.conv1.out', 'stage1.block2.conv1.out'],
    ['.5 + 1. + 1e3 + 2.5E-1', '(((0.5 + 1) + 1000) + 0.25)'],
    ['\t1\n+\r2 ', '(1 + 2)'],
    ['android or notes', '(android or notes)'],
    ['first?2:1', '(first ? 2 : 1)'],
  ])('reads %s as %s', (text, expected) => expect(shown(tree(text))).toBe(expected));

  it('tells where a fault stands', () => {
    expect(parseExpression('1 + flor(2)').problems).toMatchObject([{ offset: 4, message: 'unknown function "flor"' }]);
    expect(parseExpression('1 + (2 * ').problems).toMatchObject([{ offset: 9 }]);
    expect(parseExpression('a = b').problems).toMatchObject([{ offset: 2 }]);
  });

  it('tells every unknown function and wrong count of one expression', () => {
    const { problems } = parseExpression('flor(1) + min() + width(1, 2) + __proto__(1)', new Map([['width', 1]]));
    expect(problems.map((problem) => problem.message)).toEqual([
      'unknown function "flor"',
      'min takes at least 1 argument, not 0',
      'width takes 1 argument, not 2',
      'unknown function "__proto__"',
    ]);
  });

  it('takes names of JavaScript objects for plain names', () => {
    expect(expressionNames(tree('__proto__ + constructor.prototype + toString'))).toEqual([
      '__proto__',
      'constructor.prototype',
      'toString',
    ]);
  });

  it('holds its limits', () => {
    expect(parseExpression(nested(64)).problems).toEqual([]);
    expect(parseExpression(nested(65)).problems[0]?.message).toBe('an expression has at most 64 levels');
    for (const opener of ['(', '[', '-', '!', 'not ', 'max(', 'a?', '1?1:', '2**', 'a[']) {
      const text = opener.repeat(Math.floor(10_000 / opener.length));
      expect(parseExpression(text).problems[0]?.message).toBe('an expression has at most 64 levels');
    }
    expect(parseExpression(sum(500)).problems).toEqual([]);
    expect(parseExpression(sum(5000)).problems[0]?.message).toBe('an expression has at most 512 operations in a chain');
    expect(parseExpression(`1${' '.repeat(10_000)}`).problems[0]?.message).toContain('at most 10000 characters');
  });
});

describe('expressionNames and expressionCalls', () => {
  it('name each name and function once, in the order of the text, without words', () => {
    const read = tree(
      'in.channels * expand + in.channels + (act == relu ? stage1.depth : widths[index]) + max(width(out), 1) + max(1)',
    );
    expect(expressionNames(read)).toEqual(['in.channels', 'expand', 'act', 'stage1.depth', 'widths', 'index', 'out']);
    expect(expressionCalls(read)).toEqual(['max', 'width']);
  });
});
