import type {
  Branch,
  ChooseItem,
  GraphItem,
  Group,
  Item,
  Join,
  JoinItem,
  LayerItem,
  LayerName,
  Modifiers,
  PickItem,
  Place,
  Value,
} from '../types.js';
import { itemKinds } from './itemKind.js';
import type { JsonNode, JsonObject } from './jsonNode.js';
import { childOf, quote } from './jsonNode.js';
import { KIND_KEYS, LAYERS, LAYER_NAMES, MODIFIER_KEYS, WORDS_OF, isBareLayer, isLayerName } from './layers.js';
import type { Reading } from './reading.js';
import { readValue, readWordValue } from './readValue.js';
import { suggest } from './suggest.js';

export const MOST_REPETITIONS = 1_024;
export const MOST_SUBSETS = 4_096;
export const MOST_MATRICES = 4_096;
const MOST_REPEATS = 64;

/** A sequence: a list of items, or one item. What is no item is left out; a problem is told, here or by the schema. */
export function readItems(node: JsonNode | undefined, reading: Reading): readonly Item[] {
  if (!node) return [];
  const nodes = node.kind === 'array' ? node.items : [node];
  return nodes.map((item) => readItem(item, reading)).filter((item) => item !== undefined);
}

function readItem(node: JsonNode, reading: Reading): Item | undefined {
  if (node.kind === 'object') return readItemObject(node, reading);
  if (node.kind === 'array' || typeof node.value !== 'string' || !isBareLayer(node.value)) return undefined;
  return { kind: 'layer', layer: node.value, attributes: new Map(), place: reading.source.placeOf(node) };
}

function readItemObject(node: JsonObject, reading: Reading): Item {
  const modifiers = readModifiers(node, reading);
  const kinds = itemKinds(node);
  const [kind] = kinds;
  if (kinds.length !== 1 || kind === undefined) {
    tellUnclear(node, kinds, reading);
    return { ...modifiers, kind: 'layers', layers: [] };
  }
  if (isLayerName(kind)) return readLayer(node, kind, modifiers, reading);
  switch (kind) {
    case 'block':
      return readBlockUse(node, modifiers, reading);
    case 'layers':
      return readGroup(node, modifiers, reading);
    case 'choose':
      return readChoose(node, modifiers, reading);
    case 'pick':
      return readPick(node, modifiers, reading);
    case 'graph':
      return readGraph(node, modifiers, reading);
    default:
      return readJoin(node, kind, modifiers, reading);
  }
}

function tellUnclear(node: JsonObject, kinds: readonly string[], reading: Reading): void {
  reading.unclearItems.add(node);
  const place = reading.source.placeOf(node);
  if (kinds.length > 1) {
    reading.source.error(
      place,
      `an item is one thing, this one is ${kinds.length > 2 ? 'all of' : 'both'} ${inWords(kinds)}`,
    );
    return;
  }
  const misspelt = [...node.entries.keys()].find(
    (key) => !KNOWN_KEYS.has(key) && suggest(key, KIND_KEYS) !== undefined,
  );
  if (misspelt === undefined) return reading.source.error(place, KIND_NEEDED);
  reading.source.error(
    reading.source.placeOfKey(node, misspelt),
    `${quote(misspelt)} is not a kind of item`,
    suggest(misspelt, KIND_KEYS),
  );
}

const KIND_NEEDED = `an item needs one of ${KIND_KEYS.join(', ')}`;

/** Keys that have their own meaning beside the key that says what an item is. */
const KNOWN_KEYS: ReadonlySet<string> = new Set([
  ...MODIFIER_KEYS,
  ...LAYER_NAMES.flatMap((layer) => LAYERS[layer].attributes),
]);

function inWords(kinds: readonly string[]): string {
  return `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}`;
}

/** What every item may carry, and the group of a block declaration too. */
export function readModifiers(node: JsonObject, reading: Reading): Modifiers {
  const shortcut = childOf(node, 'shortcut');
  return {
    place: reading.source.placeOf(node),
    ...defined('name', textOf(childOf(node, 'name'))),
    ...defined('when', optional(node, 'when', reading)),
    ...defined('repeat', readRepeat(node, reading)),
    ...defined('from', textOf(childOf(node, 'from'))),
    ...defined('residual', optional(node, 'residual', reading)),
    ...(shortcut ? { shortcut: readItems(shortcut, reading) } : {}),
    ...defined('trainable', optional(node, 'trainable', reading)),
    ...defined('recompute', optional(node, 'recompute', reading)),
    ...(childOf(node, 'where') ? { where: readConstraints(node, reading) } : {}),
  };
}

/** A constraint, or a list of them. */
export function readConstraints(node: JsonObject, reading: Reading): readonly Value[] {
  const where = childOf(node, 'where');
  const constraints = where?.kind === 'array' ? where.items : where ? [where] : [];
  return constraints.map((constraint) => readValue(constraint, reading)).filter((value) => value !== undefined);
}

function readRepeat(node: JsonObject, reading: Reading): Value | undefined {
  const value = optional(node, 'repeat', reading);
  const counts = value?.kind === 'domain' ? value.values : value?.kind === 'expression' ? [literalOf(value)] : [];
  const excess = counts.find((count) => typeof count === 'number' && count > MOST_REPETITIONS);
  if (value && excess !== undefined) {
    reading.source.error(value.place, `an item is repeated at most ${MOST_REPETITIONS} times, not ${String(excess)}`);
  }
  return value;
}

function literalOf(value: Value): unknown {
  return value.kind === 'expression' && value.tree.kind === 'literal' ? value.tree.value : undefined;
}

function readLayer(node: JsonObject, layer: LayerName, modifiers: Modifiers, reading: Reading): LayerItem {
  const syntax = LAYERS[layer];
  const attributes = new Map<string, Value>();
  for (const key of syntax.attributes) {
    const value = key === 'scoreBias' ? undefined : optional(node, key, reading);
    if (value) attributes.set(key, value);
  }
  const main = syntax.main === undefined ? undefined : optional(node, layer, reading);
  const branch = layer === 'attention' ? childOf(node, 'scoreBias') : undefined;
  return {
    ...modifiers,
    kind: 'layer',
    layer,
    ...defined('main', main),
    attributes,
    ...(branch ? { branch: readItems(branch, reading) } : {}),
  };
}

function readBlockUse(node: JsonObject, modifiers: Modifiers, reading: Reading): Item {
  const given = new Map<string, Value>();
  for (const [key, entry] of node.entries) {
    if (key === 'block' || (MODIFIER_KEYS as readonly string[]).includes(key)) continue;
    const value = readValue(entry.node, reading);
    if (value) given.set(key, value);
  }
  const block = textOf(childOf(node, 'block'));
  if (block === undefined) return { ...modifiers, kind: 'layers', layers: [] };
  return { ...modifiers, kind: 'block', block, arguments: given };
}

/** The body of a block reads like a nested sequence. */
export function readGroup(node: JsonObject, modifiers: Modifiers, reading: Reading): Group {
  return { ...modifiers, kind: 'layers', layers: readItems(childOf(node, 'layers'), reading) };
}

function readChoose(node: JsonObject, modifiers: Modifiers, reading: Reading): ChooseItem {
  const alternatives = readAlternatives(childOf(node, 'choose'), reading);
  return { ...modifiers, kind: 'choose', alternatives, ...defined('by', optional(node, 'by', reading)) };
}

function readAlternatives(node: JsonNode | undefined, reading: Reading): ReadonlyMap<string, readonly Item[]> {
  const alternatives = new Map<string, readonly Item[]>();
  if (node?.kind === 'object') {
    for (const [label, entry] of node.entries) alternatives.set(label, readItems(entry.node, reading));
  }
  return alternatives;
}

function readGraph(node: JsonObject, modifiers: Modifiers, reading: Reading): GraphItem {
  const vertices = numberOf(childOf(node, 'graph')) ?? 2;
  const projection = childOf(node, 'projection');
  return {
    ...modifiers,
    kind: 'graph',
    vertices,
    edges: numberOf(childOf(node, 'edges')) ?? (vertices * (vertices - 1)) / 2,
    operations: readAlternatives(childOf(node, 'operations'), reading),
    ...(projection ? { projection: readItems(projection, reading) } : {}),
    join: textOf(childOf(node, 'join')) === 'concat' ? 'concat' : 'add',
    ...defined('channels', optional(node, 'channels', reading)),
  };
}

function numberOf(node: JsonNode | undefined): number | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : undefined;
}

function readPick(node: JsonObject, modifiers: Modifiers, reading: Reading): PickItem {
  const branches = readBranches(childOf(node, 'of'), reading);
  const each = childOf(node, 'each');
  const join = textOf(childOf(node, 'join'));
  return {
    ...modifiers,
    kind: 'pick',
    ...readSizes(node, branches.size, reading),
    branches,
    ...(each ? { each: readItems(each, reading) } : {}),
    join: join === 'concat' || join === 'multiply' ? join : 'add',
  };
}

function readSizes(pick: JsonObject, branchCount: number, reading: Reading): Pick<PickItem, 'sizes' | 'repeats'> {
  const repeats = isTrue(childOf(pick, 'repeats'));
  const node = childOf(pick, 'pick');
  if (!node) return { sizes: [], repeats };
  const sizes: number[] = [];
  for (const item of node.kind === 'array' ? node.items : [node]) {
    if (item.kind !== 'scalar' || typeof item.value !== 'number') continue;
    const place = reading.source.placeOf(item);
    if (sizes.includes(item.value)) reading.source.error(place, `${item.value} stands here twice`);
    else if (item.value > branchCount && !repeats) {
      reading.source.error(place, `cannot pick ${item.value} of ${branchCount} branch${branchCount === 1 ? '' : 'es'}`);
    }
    sizes.push(item.value);
  }
  checkSizes(sizes, repeats, branchCount, reading.source.placeOf(node), reading);
  return { sizes, repeats };
}

function checkSizes(
  sizes: readonly number[],
  repeats: boolean,
  branchCount: number,
  place: Place,
  reading: Reading,
): void {
  if (repeats) {
    const most = Math.max(...sizes);
    if (sizes.length > 1) reading.source.error(place, 'a pick with "repeats" has one size');
    else if (most > MOST_REPEATS) {
      reading.source.error(place, `a pick with "repeats" picks at most ${MOST_REPEATS} branches, not ${most}`);
    }
    return;
  }
  const subsets = sizes.reduce((total, size) => total + binomial(branchCount, size), 0);
  if (subsets <= MOST_SUBSETS) return;
  const shown = subsets < 1e15 ? subsets.toLocaleString('en') : 'far more';
  reading.source.error(place, `a pick has at most ${MOST_SUBSETS.toLocaleString('en')} subsets, this one has ${shown}`);
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) result = (result * (n - i + 1)) / i;
  return k < 0 || k > n ? 0 : result;
}

function readJoin(node: JsonObject, join: Join | 'split', modifiers: Modifiers, reading: Reading): JoinItem {
  return {
    ...modifiers,
    kind: 'join',
    join,
    branches: readBranches(childOf(node, join), reading),
    looseEnds: isTrue(childOf(node, 'looseEnds')),
    ...defined('norm', optional(node, 'norm', reading)),
    ...defined('act', optional(node, 'act', reading)),
  };
}

function readBranches(node: JsonNode | undefined, reading: Reading): ReadonlyMap<string, Branch> {
  const branches = new Map<string, Branch>();
  if (node?.kind === 'object') {
    for (const [label, entry] of node.entries) branches.set(label, readBranch(entry.node, reading));
  } else if (node?.kind === 'array') {
    node.items.forEach((item, i) => {
      const branch = readBranch(item, reading);
      const label = labelOf(branch) ?? `branch${i + 1}`;
      if (branches.has(label)) tellTwice(item, label, reading);
      branches.set(label, branch);
    });
  }
  return branches;
}

function tellTwice(node: JsonNode, label: string, reading: Reading): void {
  const place = reading.source.placeOf(node);
  reading.source.error(
    place,
    `two branches are called ${quote(label)}`,
    'give every branch a name of its own, in an object',
  );
}

/** A named value, or an item that has a name, labels its branch. */
function labelOf(branch: Branch): string | undefined {
  if (branch.kind === 'reference') return branch.name;
  return branch.items.length === 1 ? branch.items[0]?.name : undefined;
}

function readBranch(node: JsonNode, reading: Reading): Branch {
  const text = textOf(node);
  if (text === undefined || isBareLayer(text)) return { kind: 'items', items: readItems(node, reading) };
  return { kind: 'reference', name: text, place: reading.source.placeOf(node) };
}

function optional(node: JsonObject, key: string, reading: Reading): Value | undefined {
  const child = childOf(node, key);
  const words = WORDS_OF.get(key);
  return child && (words ? readWordValue(child, words, reading) : readValue(child, reading));
}

function isTrue(node: JsonNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === true;
}

function textOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

function defined<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}
