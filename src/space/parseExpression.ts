import type { BinaryOperator, Expression } from '../types.js';
import { ExpressionSyntaxError } from './expressionSyntaxError.js';
import type { Token } from './expressionTokens.js';
import { expressionTokens } from './expressionTokens.js';
import { FUNCTIONS } from './functions.js';
import type { Hint } from './source.js';
import { suggest } from './suggest.js';

export interface ParsedExpression {
  /** Absent where the text is not an expression. */
  readonly tree?: Expression;
  /** Where in the text the names and calls of the tree stand, counted from 0. */
  readonly offsets: ReadonlyMap<Expression, number>;
  readonly problems: readonly ExpressionProblem[];
}

export interface ExpressionProblem {
  /** From the start of the text, counted from 0. */
  readonly offset: number;
  readonly message: string;
  readonly hint?: Hint;
}

const MOST_CHARACTERS = 10_000;
/** Brackets, calls, conditionals and prefixes that stand in each other. */
const MOST_LEVELS = 64;
/** Height of the tree: a sum of n terms is n high. Keeps every later walk of the tree off the end of the stack. */
const MOST_HEIGHT = 512;

/**
 * Reads an expression, by precedence climbing (Pratt). From loose to tight: `? :`, `or ||`, `and &&`, `not`,
 * comparisons (which do not chain), `+ -`, `* / %`, `- !` before an operand, `**` (from the right), `[index]`.
 *
 * @param declared the functions of the space and how many arguments each takes
 */
export function parseExpression(text: string, declared: ReadonlyMap<string, number> = new Map()): ParsedExpression {
  const parser = new Parser(declared);
  try {
    return { tree: parser.parse(text), offsets: parser.offsets, problems: parser.problems };
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    const { offset, message, hint } = error;
    return { offsets: new Map(), problems: [...parser.problems, { offset, message, hint }] };
  }
}

interface BinaryEntry {
  readonly operator: BinaryOperator;
  readonly precedence: number;
}

const NOT_PRECEDENCE = 3;
const COMPARISON_PRECEDENCE = 4;
const PREFIX_PRECEDENCE = 7;
const POWER_PRECEDENCE = 8;

const BINARY: ReadonlyMap<string, BinaryEntry> = new Map<string, BinaryEntry>([
  ['or', { operator: 'or', precedence: 1 }],
  ['||', { operator: 'or', precedence: 1 }],
  ['and', { operator: 'and', precedence: 2 }],
  ['&&', { operator: 'and', precedence: 2 }],
  ...(['==', '!=', '<', '<=', '>', '>='] as const).map(
    (operator) => [operator, { operator, precedence: COMPARISON_PRECEDENCE }] as const,
  ),
  ...(['+', '-'] as const).map((operator) => [operator, { operator, precedence: 5 }] as const),
  ...(['*', '/', '%'] as const).map((operator) => [operator, { operator, precedence: 6 }] as const),
  ['**', { operator: '**', precedence: POWER_PRECEDENCE }],
]);

const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not']);

class Parser {
  readonly offsets = new Map<Expression, number>();
  readonly problems: ExpressionProblem[] = [];
  readonly #declared: ReadonlyMap<string, number>;
  readonly #heights = new Map<Expression, number>();
  #tokens: readonly Token[] = [];
  #position = 0;
  #level = 0;

  constructor(declared: ReadonlyMap<string, number>) {
    this.#declared = declared;
  }

  parse(text: string): Expression {
    if (text.length > MOST_CHARACTERS) {
      throw new ExpressionSyntaxError(
        0,
        `an expression has at most ${MOST_CHARACTERS} characters, this one has ${text.length}`,
      );
    }
    if (text.trim() === '') throw new ExpressionSyntaxError(0, 'the expression is empty');
    this.#tokens = expressionTokens(text);
    const tree = this.#conditional();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw unexpected(rest, 'the end of the expression or an operator');
    return tree;
  }

  #conditional(): Expression {
    const test = this.#binary(0);
    if (!this.#accept('?')) return test;
    return this.#nested(() => {
      const then = this.#conditional();
      this.#expect(':', 'the conditional');
      const otherwise = this.#conditional();
      // oxlint-disable-next-line unicorn/no-thenable -- the contract's word for the branch; nothing awaits a tree
      return this.#node({ kind: 'conditional', test, then, otherwise }, test, then, otherwise);
    });
  }

  /** An operand and the operators after it that bind tighter than `least`. */
  #binary(least: number): Expression {
    let left = this.#prefix(least);
    for (;;) {
      const token = this.#peek();
      const entry = token.kind === 'end' || token.kind === 'text' ? undefined : BINARY.get(token.text);
      if (!entry || entry.precedence <= least) return left;
      this.#position++;
      const right = this.#rightOf(entry);
      left = this.#node({ kind: 'binary', operator: entry.operator, left, right }, left, right);
      if (entry.precedence === COMPARISON_PRECEDENCE) this.#refuseChain(entry);
    }
  }

  /** `a ** b ** c` is `a ** (b ** c)`, and its exponent may carry a sign. */
  #rightOf(entry: BinaryEntry): Expression {
    if (entry.operator !== '**') return this.#binary(entry.precedence);
    return this.#nested(() => this.#binary(PREFIX_PRECEDENCE));
  }

  #refuseChain(entry: BinaryEntry): void {
    const token = this.#peek();
    if (token.kind !== 'operator' || BINARY.get(token.text)?.precedence !== entry.precedence) return;
    throw new ExpressionSyntaxError(token.offset, 'comparisons do not chain', 'write "a < b and b < c"');
  }

  #prefix(least: number): Expression {
    const token = this.#peek();
    if (token.kind === 'name' && token.text === 'not') return this.#not(token, least);
    if (token.kind !== 'operator') return this.#postfix();
    if (token.text !== '-' && token.text !== '!') return this.#postfix();
    this.#position++;
    const operand = this.#nested(() => this.#binary(PREFIX_PRECEDENCE));
    return this.#node({ kind: 'unary', operator: token.text === '-' ? '-' : 'not', operand }, operand);
  }

  #not(token: Token, least: number): Expression {
    if (least > NOT_PRECEDENCE)
      throw new ExpressionSyntaxError(token.offset, '"not" needs parentheses here', 'write "(not …)"');
    this.#position++;
    const operand = this.#nested(() => this.#binary(NOT_PRECEDENCE));
    return this.#node({ kind: 'unary', operator: 'not', operand }, operand);
  }

  #postfix(): Expression {
    let tree = this.#operand();
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'operator' && token.text === '(') {
        throw new ExpressionSyntaxError(token.offset, 'only functions of the language or of the space can be called');
      }
      if (!this.#accept('[')) return tree;
      const list = tree;
      const index = this.#nested(() => this.#conditional());
      this.#expect(']', 'the index');
      tree = this.#node({ kind: 'index', list, index }, list, index);
    }
  }

  #operand(): Expression {
    const token = this.#peek();
    if (token.kind === 'number') return this.#literal(Number(token.text));
    if (token.kind === 'text') return this.#literal(token.text);
    if (token.kind === 'name') return this.#nameOrCall(token);
    if (this.#accept('(')) {
      const inner = this.#nested(() => this.#conditional());
      this.#expect(')', 'the parenthesis');
      return inner;
    }
    if (this.#accept('[')) {
      const items = this.#nested(() => this.#listUntil(']', 'the list'));
      return this.#node({ kind: 'list', items }, ...items);
    }
    throw unexpected(token, 'a value');
  }

  #nameOrCall(token: Token): Expression {
    const literal = LITERALS.get(token.text);
    if (literal !== undefined) return this.#literal(literal);
    if (KEYWORDS.has(token.text)) throw unexpected(token, 'a value');
    this.#position++;
    const callee = token.text;
    if (!this.#accept('(')) return this.#placed(this.#node({ kind: 'name', name: callee }), token);
    const args = this.#nested(() => this.#listUntil(')', `the arguments of ${callee}`));
    this.#checkCall(token, args.length);
    return this.#placed(this.#node({ kind: 'call', callee, arguments: args }, ...args), token);
  }

  #listUntil(close: string, what: string): Expression[] {
    const items: Expression[] = [];
    if (this.#accept(close)) return items;
    do items.push(this.#conditional());
    while (this.#accept(','));
    this.#expect(close, what);
    return items;
  }

  #checkCall(token: Token, count: number): void {
    const arity = this.#arityOf(token.text);
    if (!arity) {
      const hint = () => suggest(token.text, [...FUNCTIONS.keys(), ...this.#declared.keys()]);
      this.problems.push({ offset: token.offset, message: `unknown function "${token.text}"`, hint });
    } else if (count < arity[0] || count > arity[1]) {
      const message = `${token.text} takes ${describeArity(arity)}, not ${count}`;
      this.problems.push({ offset: token.offset, message });
    }
  }

  #arityOf(callee: string): readonly [number, number] | undefined {
    const parameters = this.#declared.get(callee);
    return parameters === undefined ? FUNCTIONS.get(callee)?.arity : [parameters, parameters];
  }

  #literal(value: number | boolean | string | null): Expression {
    this.#position++;
    return this.#node({ kind: 'literal', value });
  }

  #node<E extends Expression>(node: E, ...children: readonly Expression[]): E {
    const height = 1 + Math.max(0, ...children.map((child) => this.#heights.get(child) ?? 0));
    if (height > MOST_HEIGHT) {
      throw new ExpressionSyntaxError(0, `an expression has at most ${MOST_HEIGHT} operations in a chain`);
    }
    this.#heights.set(node, height);
    return node;
  }

  #placed(node: Expression, token: Token): Expression {
    this.offsets.set(node, token.offset);
    return node;
  }

  #nested<T>(parse: () => T): T {
    if (++this.#level > MOST_LEVELS) {
      throw new ExpressionSyntaxError(this.#peek().offset, `an expression has at most ${MOST_LEVELS} levels`);
    }
    const result = parse();
    this.#level--;
    return result;
  }

  #peek(): Token {
    return this.#tokens[this.#position] as Token;
  }

  #accept(operator: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'operator' || token.text !== operator) return false;
    this.#position++;
    return true;
  }

  #expect(operator: string, what: string): void {
    if (!this.#accept(operator)) throw unexpected(this.#peek(), `"${operator}"`, `to complete ${what}`);
  }
}

function unexpected(token: Token, expected: string, purpose?: string): ExpressionSyntaxError {
  const found = token.kind === 'end' ? 'the expression ends' : `unexpected ${JSON.stringify(token.text)}`;
  return new ExpressionSyntaxError(
    token.offset,
    `${found} where ${expected} was expected${purpose ? ` ${purpose}` : ''}`,
  );
}

function describeArity([least, most]: readonly [number, number]): string {
  if (most === Infinity) return `at least ${argumentCount(least)}`;
  return least === most ? argumentCount(least) : `${least} or ${argumentCount(most)}`;
}

function argumentCount(n: number): string {
  return `${n} argument${n === 1 ? '' : 's'}`;
}
