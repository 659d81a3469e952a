import { ExpressionSyntaxError } from './expressionSyntaxError.js';

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'operator' | 'end';
  /** As written; of a text, what stands between the quotes; of a name, with its dots: `in.channels`. */
  readonly text: string;
  /** From the start of the expression, counted from 0. */
  readonly offset: number;
}

/**
 * The tokens of an expression, closed by one of kind `end`.
 *
 * @throws ExpressionSyntaxError at the first character that the language has not
 */
export function expressionTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = skipSpace(text, 0);
  while (offset < text.length) {
    const token = tokenAt(text, offset);
    tokens.push(token);
    offset = skipSpace(text, offset + token.text.length + (token.kind === 'text' ? 2 : 0));
  }
  return [...tokens, { kind: 'end', text: '', offset: text.length }];
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/y;
const TEXT = /'[^']*'|"[^"]*"/y;
const OPERATOR = /\*\*|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:()[\],]/y;
const WORD_PART = /[A-Za-z0-9_.]/;

function skipSpace(text: string, offset: number): number {
  return offset + (match(SPACE, text, offset)?.length ?? 0);
}

function tokenAt(text: string, offset: number): Token {
  const number = match(NUMBER, text, offset);
  if (number !== undefined) return { kind: 'number', text: checkNumber(number, text, offset), offset };
  const name = match(NAME, text, offset);
  if (name !== undefined) return { kind: 'name', text: checkName(name, text, offset), offset };
  const quoted = match(TEXT, text, offset);
  if (quoted !== undefined) return { kind: 'text', text: quoted.slice(1, -1), offset };
  const foreign = FOREIGN.find(({ pattern }) => match(pattern, text, offset) !== undefined);
  if (foreign) throw new ExpressionSyntaxError(offset, foreign.message, foreign.hint);
  const operator = match(OPERATOR, text, offset);
  if (operator !== undefined) return { kind: 'operator', text: operator, offset };
  const character = String.fromCodePoint(text.codePointAt(offset) as number);
  throw new ExpressionSyntaxError(offset, `unexpected ${JSON.stringify(character)}`);
}

/** What other languages have and this one has not, with what to write instead. */
const FOREIGN: readonly { readonly pattern: RegExp; readonly message: string; readonly hint?: string }[] = [
  { pattern: /===/y, message: '"===" is not an operator', hint: 'write "=="' },
  { pattern: /!==/y, message: '"!==" is not an operator', hint: 'write "!="' },
  { pattern: /=(?!=)/y, message: '"=" is not an operator', hint: 'write "==" to compare' },
  { pattern: /\/\//y, message: '"//" is not an operator', hint: 'write "floor(a / b)"' },
  { pattern: /\?\./y, message: '"?." is not an operator' },
  { pattern: /&(?!&)/y, message: '"&" is not an operator', hint: 'write "and"' },
  { pattern: /\|(?!\|)/y, message: '"|" is not an operator', hint: 'write "or"' },
  { pattern: /\^/y, message: '"^" is not an operator', hint: 'write "**" for a power' },
  { pattern: /<<|>>/y, message: 'bits cannot be shifted here', hint: 'write "* 2 ** n" or "/ 2 ** n"' },
  { pattern: /\.\.\./y, message: '"..." is not in the language' },
  { pattern: /['"]/y, message: 'this text has no closing quote' },
  { pattern: /\./y, message: 'unexpected "."', hint: 'a dot joins names, as in in.channels' },
];

function match(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function checkNumber(number: string, text: string, offset: number): string {
  const end = offset + number.length;
  if (WORD_PART.test(text.charAt(end)))
    throw new ExpressionSyntaxError(offset, 'a name cannot start with a digit, nor a number end with a letter');
  if (!Number.isFinite(Number(number))) throw new ExpressionSyntaxError(offset, `${number} is too large for a number`);
  if (Number.isInteger(Number(number)) && !Number.isSafeInteger(Number(number))) {
    throw new ExpressionSyntaxError(offset, `${number} is beyond 2^53, where whole numbers are no longer exact`);
  }
  return number;
}

function checkName(name: string, text: string, offset: number): string {
  if (text.charAt(offset + name.length) !== '.') return name;
  throw new ExpressionSyntaxError(offset + name.length, `a name is missing after "${name}."`);
}
