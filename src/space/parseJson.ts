import { createScanner, printParseErrorCode, visit } from 'jsonc-parser';
import type { JsonArray, JsonNode, JsonObject } from './jsonNode.js';
import { escapeKey, pointerOf, quote } from './jsonNode.js';
import type { Source } from './source.js';

export const MOST_LEVELS = 64;
/** Values and the commas, colons and brackets between them. */
const MOST_TOKENS = 4_000_000;
/** Syntax errors that are looked at; one per line is told. */
const MOST_ERRORS = 1_000;

/**
 * Reads strict JSON (RFC 8259): no comments, no trailing commas, no duplicate keys; numbers finite and, where whole,
 * exact. Problems go to the source; the tree is absent where the text is not JSON.
 */
export function parseJson(source: Source): JsonNode | undefined {
  if (source.text.trim() === '') {
    source.error(source.placeAt(0, ''), 'the file is empty', 'a space needs at least a name, an input and a network');
    return undefined;
  }
  if (!checkSize(source)) return undefined;
  const { root, exact, errors } = buildTree(source);
  reportSyntax(source, errors);
  return exact && errors.length === 0 ? root : undefined;
}

/**
 * Follows the brackets without recursion, before a recursive parser sees the text. As in that parser, a bracket that
 * closes nothing is passed over: the levels here are never fewer than the levels there.
 */
function checkSize(source: Source): boolean {
  const scanner = createScanner(source.text, true);
  const open: number[] = [];
  let tokens = 0;
  for (let token: number = scanner.scan(); token !== SYNTAX.end; token = scanner.scan()) {
    if (token === SYNTAX.openBrace || token === SYNTAX.openBracket) open.push(token);
    else if (token === SYNTAX.closeBrace && open.at(-1) === SYNTAX.openBrace) open.pop();
    else if (token === SYNTAX.closeBracket && open.at(-1) === SYNTAX.openBracket) open.pop();
    if (open.length <= MOST_LEVELS && ++tokens <= MOST_TOKENS) continue;
    const fault = open.length > MOST_LEVELS ? LEVELS_FAULT : TOKENS_FAULT;
    source.error(source.placeAt(scanner.getTokenOffset(), ''), fault);
    return false;
  }
  return true;
}

const LEVELS_FAULT = `lists and objects stand in each other more than ${MOST_LEVELS} deep`;
const TOKENS_FAULT = `the file has more than ${(MOST_TOKENS / 2).toLocaleString('en')} values`;

/** SyntaxKind of jsonc-parser, whose const enum an isolated module cannot read. */
const SYNTAX = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, end: 17 } as const;

interface SyntaxFault {
  readonly code: string;
  readonly offset: number;
  readonly length: number;
}

interface Tree {
  root?: JsonNode;
  /** Every number means what it says. */
  exact: boolean;
  readonly errors: SyntaxFault[];
}

function buildTree(source: Source): Tree {
  const tree: Tree = { exact: true, errors: [] };
  let parent: JsonObject | JsonArray | undefined;
  let property = { key: '', offset: 0 };

  const add = <N extends JsonNode>(make: (key: string | number) => N): N => {
    const node = make(parent?.kind === 'array' ? parent.items.length : property.key);
    if (!parent) tree.root = node;
    else if (parent.kind === 'array') parent.items.push(node);
    else if (parent.entries.has(property.key)) reportDuplicate(source, parent, property);
    else parent.entries.set(property.key, { keyOffset: property.offset, node });
    return node;
  };
  const leave = () => {
    parent = parent?.parent;
  };

  visit(
    source.text,
    {
      onObjectBegin: (offset) => {
        const within = parent;
        parent = add((key) => ({ kind: 'object', entries: new Map(), offset, parent: within, key }));
      },
      onObjectProperty: (key, offset) => {
        property = { key, offset };
      },
      onObjectEnd: leave,
      onArrayBegin: (offset) => {
        const within = parent;
        parent = add((key) => ({ kind: 'array', items: [], offset, parent: within, key }));
      },
      onArrayEnd: leave,
      onLiteralValue: (value: string | number | boolean | null, offset, length) => {
        const within = parent;
        const node = add((key) => ({ kind: 'scalar', value, offset, length, parent: within, key }));
        const fault = typeof value === 'number' ? numberFault(value) : undefined;
        if (fault === undefined) return;
        tree.exact = false;
        source.error(source.placeOf(node), `${cut(source.text.slice(offset, offset + length))} ${fault}`);
      },
      onError: (code, offset, length) => {
        if (tree.errors.length < MOST_ERRORS) tree.errors.push({ code: printParseErrorCode(code), offset, length });
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );
  return tree;
}

function reportDuplicate(source: Source, object: JsonObject, { key, offset }: { key: string; offset: number }): void {
  const { line } = source.placeOfKey(object, key);
  const place = source.placeAt(offset, `${pointerOf(object)}/${escapeKey(key)}`);
  source.error(place, `the key ${quote(key)} stands here twice`, `it stands on line ${line} already`);
}

function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'is too large for a number';
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return undefined;
  return 'is beyond 2^53, where whole numbers are no longer exact';
}

/** Tells one error per line, without those that follow from the one before. */
function reportSyntax(source: Source, errors: readonly SyntaxFault[]): void {
  let lastLine = 0;
  let lastCode = '';
  for (const fault of errors) {
    const place = source.placeAt(fault.offset, '');
    const follows = lastCode === 'InvalidSymbol' && fault.code === 'ValueExpected';
    lastCode = fault.code;
    if (place.line === lastLine || follows) continue;
    lastLine = place.line;
    const [message, hint] = explain(source, fault);
    source.error(place, message, hint);
    // what follows an open text is read inside out
    if (fault.code === 'UnexpectedEndOfString') return;
  }
}

const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['PropertyNameExpected', 'a key in double quotes'],
  ['ValueExpected', 'a value'],
  ['ColonExpected', '":"'],
  ['CommaExpected', '","'],
  ['CloseBraceExpected', '"}"'],
  ['CloseBracketExpected', '"]"'],
  ['EndOfFileExpected', 'the end of the file'],
]);

const FAULTS: ReadonlyMap<string, readonly [string, string?]> = new Map<string, readonly [string, string?]>([
  ['InvalidCommentToken', ['JSON has no comments', 'the keys "description" and "source" hold text for people']],
  ['UnexpectedEndOfComment', ['JSON has no comments', 'the keys "description" and "source" hold text for people']],
  ['UnexpectedEndOfString', ['this text has no closing quote']],
  ['UnexpectedEndOfNumber', ['this number is cut short']],
  ['InvalidUnicode', ['"\\u" needs four hexadecimal digits']],
  ['InvalidEscapeCharacter', ['a backslash stands only before " \\ / b f n r t u']],
  ['InvalidCharacter', ['a control character stands in this text', 'write it as \\t or \\u0000']],
]);

const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ['True', 'write true'],
  ['False', 'write false'],
  ['None', 'write null'],
  ['undefined', 'write null'],
  ['NaN', 'JSON has finite numbers only'],
  ['Infinity', 'JSON has finite numbers only'],
  ['-', 'a number has digits after the sign'],
]);

function explain(source: Source, { code, offset, length }: SyntaxFault): readonly [string, string?] {
  const found = source.text.slice(offset, offset + length);
  const fault = FAULTS.get(code);
  if (fault) return fault;
  if (code === 'InvalidSymbol') return [`unexpected ${quote(found)}`, symbolHint(found)];
  const expected = EXPECTED.get(code) ?? 'JSON';
  if (found === '') return [`the file ends where ${expected} was expected`];
  const before = source.text.slice(Math.max(0, offset - 1_000), offset).trimEnd();
  if (/^[\]}]/.test(found) && before.endsWith(',')) return [`no comma may stand before ${quote(found)}`];
  return [`found ${found.startsWith('"') ? cut(found) : quote(found)} where ${expected} was expected`];
}

function cut(found: string): string {
  return found.length <= 60 ? found : `${found.slice(0, 57)}…`;
}

function symbolHint(found: string): string | undefined {
  if (found.startsWith("'")) return 'JSON has double quotes only';
  return LOOKALIKES.get(found) ?? (/^[A-Za-z_]/.test(found) ? 'texts and keys stand in double quotes' : undefined);
}
