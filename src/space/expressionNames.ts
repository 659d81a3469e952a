import type { Expression } from '../types.js';
import { visitExpression } from './visitExpression.js';
import { isWord } from './words.js';

/**
 * The names that an expression reads, each once, in the order of the text. `a.b.c` is one name; words, which stand for
 * themselves, are not names.
 */
export function expressionNames(tree: Expression): string[] {
  const names = new Set<string>();
  visitExpression(tree, (node) => {
    if (node.kind === 'name' && !isWord(node.name)) names.add(node.name);
  });
  return [...names];
}

/** The functions that an expression calls, each once, in the order of the text. */
export function expressionCalls(tree: Expression): string[] {
  const calls = new Set<string>();
  visitExpression(tree, (node) => {
    if (node.kind === 'call') calls.add(node.callee);
  });
  return [...calls];
}
