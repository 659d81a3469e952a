import type { Block, FunctionDeclaration, InputDeclaration, Space, Value } from '../types.js';
import { hashSpace } from './hashSpace.js';
import type { JsonNode, JsonObject } from './jsonNode.js';
import { childOf, plainValue, quote } from './jsonNode.js';
import { readConstraints, readGroup, readItems, readModifiers } from './readItems.js';
import type { Reading } from './reading.js';
import { readValue } from './readValue.js';

/**
 * The space of a JSON tree. Parts that are not what they should be are left out, for the schema to tell: only together
 * with a schema that holds is the result what the file says.
 */
export function buildSpace(root: JsonObject, reading: Reading): Space {
  const description = textOf(root, 'description');
  const source = textOf(root, 'source');
  const check = childOf(root, 'check');
  return {
    file: reading.source.file,
    name: textOf(root, 'name') ?? '',
    ...(description === undefined ? {} : { description }),
    ...(source === undefined ? {} : { source }),
    input: readInput(root, reading),
    inputGradient: textOf(root, 'inputGradient') === 'all' ? 'all' : 'needed',
    unread: textOf(root, 'unread') === 'removed' ? 'removed' : 'run',
    unreadMeant: textOf(root, 'unread') !== undefined,
    decisions: readValues(childOf(root, 'decisions'), reading),
    functions: readFunctions(root, reading),
    let: readValues(childOf(root, 'let'), reading),
    blocks: readBlocks(root, reading),
    network: readItems(childOf(root, 'network'), reading),
    where: childOf(root, 'where')?.kind === 'array' ? readConstraints(root, reading) : [],
    check: check?.kind === 'array' ? check.items.map(plainValue) : [],
    hash: hashSpace(root),
  };
}

function textOf(object: JsonObject, key: string): string | undefined {
  const node = childOf(object, key);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

function readInput(root: JsonObject, reading: Reading): InputDeclaration {
  const input = childOf(root, 'input');
  const object = input?.kind === 'object' ? input : undefined;
  const values = new Map<string, Value>();
  for (const key of ['channels', 'size', 'dimensions', 'tokens', 'features']) {
    const node = childOf(object, key);
    const value = node && readValue(node, reading);
    if (value) values.set(key, value);
  }
  if (object) checkInput(object, reading);
  return { place: reading.source.placeOf(object ?? root), ...Object.fromEntries(values) };
}

function checkInput(input: JsonObject, reading: Reading): void {
  const place = reading.source.placeOf(input);
  const has = (key: string) => input.entries.has(key);
  const map = has('channels') || has('size');
  if (map && (has('tokens') || has('features'))) {
    reading.source.error(place, 'the input is a map (channels, size) or a sequence (tokens, features), not both');
  } else if (map && !(has('channels') && has('size'))) {
    reading.source.error(
      place,
      `a map needs channels and size, this input has no ${has('size') ? 'channels' : 'size'}`,
    );
  } else if (!map && !has('tokens')) {
    reading.source.error(place, 'the input needs channels and size, or tokens and features, or tokens alone');
  } else if (has('dimensions') && childOf(input, 'size')?.kind === 'array') {
    reading.source.error(
      reading.source.placeOfKey(input, 'dimensions'),
      'a size that lists its sides needs no dimensions',
    );
  } else if (!map && has('dimensions')) {
    reading.source.error(reading.source.placeOfKey(input, 'dimensions'), 'only a map has dimensions');
  }
}

function readValues(node: JsonNode | undefined, reading: Reading): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const [key, child] of childrenOf(node)) values.set(key, readValue(child, reading) ?? broken(child, reading));
  return values;
}

/** Stands for a value that is told to be none, so that its name stays known. */
function broken(node: JsonNode, reading: Reading): Value {
  return { kind: 'expression', tree: { kind: 'literal', value: null }, text: '', place: reading.source.placeOf(node) };
}

function childrenOf(node: JsonNode | undefined): [string, JsonNode][] {
  return node?.kind === 'object' ? [...node.entries].map(([key, entry]) => [key, entry.node]) : [];
}

function readFunctions(root: JsonObject, reading: Reading): Map<string, FunctionDeclaration> {
  const functions = new Map<string, FunctionDeclaration>();
  const declared = childOf(root, 'functions');
  for (const [key, node] of childrenOf(declared)) {
    const signature = readSignature(key);
    const body = readValue(node, reading);
    const place = reading.source.placeOfKey(declared as JsonObject, key);
    if (!signature) {
      reading.source.error(
        place,
        `${quote(key)} does not declare a function`,
        'write "width(j)": a name, and parameters in parentheses',
      );
    } else if (functions.has(signature.name)) {
      reading.source.error(place, `the function ${signature.name} is declared twice`);
    } else if (body) functions.set(signature.name, { parameters: signature.parameters, body, place });
  }
  return functions;
}

/** The functions that a space declares and how many arguments each takes: what the expressions are checked against. */
export function declaredFunctions(root: JsonObject): Map<string, number> {
  const declared = new Map<string, number>();
  for (const [key] of childrenOf(childOf(root, 'functions'))) {
    const signature = readSignature(key);
    if (signature) declared.set(signature.name, signature.parameters.length);
  }
  return declared;
}

function readSignature(key: string): { name: string; parameters: string[] } | undefined {
  const [, name, list] = /^\s*([A-Za-z][A-Za-z0-9_]*)\s*\(([^()]*)\)\s*$/.exec(key) ?? [];
  if (name === undefined || list === undefined) return undefined;
  const parameters = list.trim() === '' ? [] : list.split(',').map((parameter) => parameter.trim());
  return parameters.every((parameter) => /^[A-Za-z][A-Za-z0-9_]*$/.test(parameter)) ? { name, parameters } : undefined;
}

function readBlocks(root: JsonObject, reading: Reading): Map<string, Block> {
  const blocks = new Map<string, Block>();
  for (const [name, node] of childrenOf(childOf(root, 'blocks'))) {
    if (node.kind === 'object') blocks.set(name, readBlock(name, node, reading));
  }
  return blocks;
}

function readBlock(name: string, node: JsonObject, reading: Reading): Block {
  const shared = childOf(node, 'shared');
  const inputs = childOf(node, 'inputs');
  return {
    name,
    place: reading.source.placeOf(node),
    arguments: readArguments(node, reading),
    decisions: readValues(childOf(node, 'decisions'), reading),
    shared: shared?.kind === 'scalar' && shared.value === true,
    inputs: inputs?.kind === 'array' ? inputs.items.map(plainValue).filter((input) => typeof input === 'string') : [],
    let: readValues(childOf(node, 'let'), reading),
    body: readGroup(node, readModifiers(node, reading), reading),
  };
}

function readArguments(node: JsonObject, reading: Reading): Map<string, Value | null> {
  const declared = new Map<string, Value | null>();
  for (const [key, child] of childrenOf(childOf(node, 'arguments'))) {
    const required = child.kind === 'scalar' && child.value === null;
    declared.set(key, required ? null : (readValue(child, reading) ?? broken(child, reading)));
  }
  return declared;
}
