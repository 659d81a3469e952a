import type { Expression, Value } from '../types.js';
import type { JsonNode, JsonScalar } from './jsonNode.js';
import { quote } from './jsonNode.js';
import { parseExpression } from './parseExpression.js';
import { readDomain } from './readDomain.js';
import type { Reading } from './reading.js';
import { suggest } from './suggest.js';
import { isWord } from './words.js';

/**
 * Anything that stands where a value may. Undefined where it is none; then a problem is told, here or by the schema.
 */
export function readValue(node: JsonNode, reading: Reading): Value | undefined {
  const place = reading.source.placeOf(node);
  if (node.kind === 'scalar')
    return { kind: 'expression', tree: readTree(node, reading), text: String(node.value), place };
  if (node.kind === 'array') {
    const items = node.items.map((item) => readValue(item, reading));
    return items.includes(undefined) ? undefined : { kind: 'list', items: items as Value[], place };
  }
  const values = readDomain(node, reading.source);
  return values && { kind: 'domain', values, place };
}

/** A value in a place where only certain words make sense: another word of the language there is an error. */
export function readWordValue(node: JsonNode, words: readonly string[], reading: Reading): Value | undefined {
  const value = readValue(node, reading);
  if (value?.kind === 'domain') {
    for (const found of value.values) if (typeof found === 'string') checkWord(node, found, words, reading);
  } else if (value?.kind === 'expression') {
    const { tree } = value;
    const spelt = tree.kind === 'name' && isWord(tree.name) ? tree.name : tree.kind === 'literal' ? tree.value : null;
    if (typeof spelt === 'string') checkWord(node, spelt, words, reading);
  }
  return value;
}

function checkWord(node: JsonNode, found: string, words: readonly string[], reading: Reading): void {
  if (words.includes(found)) return;
  const hint = () => suggest(found, words) ?? `one of ${words.join(', ')}`;
  reading.source.error(reading.source.placeOf(node), `${quote(found)} does not belong here`, hint);
}

function readTree(node: JsonScalar, reading: Reading): Expression {
  if (typeof node.value !== 'string') return { kind: 'literal', value: node.value };
  const { tree, offsets, problems } = parseExpression(node.value, reading.functions);
  for (const [expression, offset] of offsets) {
    reading.spots.set(expression, { node, offset });
    if (expression.kind === 'call') reading.calledFunctions.add(expression.callee);
  }
  for (const { offset, message, hint } of problems) {
    reading.source.error(reading.source.placeInText(node, offset), message, hint);
  }
  return tree ?? { kind: 'literal', value: null };
}
