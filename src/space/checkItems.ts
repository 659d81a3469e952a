import type { BlockItem, Branch, Item, LayerItem, Place, Space, Value } from '../types.js';
import type { DecisionRoots } from './checkExpressions.js';
import {
  GRAPH_NAMES,
  PICK_NAMES,
  REPEAT_NAMES,
  checkReference,
  checkValue,
  referenceName,
} from './checkExpressions.js';
import { BARE_LAYERS, REFERENCE_ATTRIBUTES, isBareLayer } from './layers.js';
import { NameScope } from './nameScope.js';
import { nameFault } from './names.js';
import type { Reading } from './reading.js';
import { listed, suggest } from './suggest.js';
import { innerSequences, itemNames } from './walkItems.js';

/** What the items of one sequence and of all inside it are checked against. */
export interface ItemContext {
  readonly space: Space;
  readonly reading: Reading;
  readonly roots: DecisionRoots;
  /** The declared names that a named item must not hide: those of the block, or of the space in the network itself. */
  readonly declared: NameScope;
}

/** Checks the names of a sequence: each item sees the named items before it, here and in the sequences around. */
export function checkItems(items: readonly Item[], outer: NameScope, context: ItemContext): void {
  const scope = new NameScope(outer);
  const names = itemNames(items);
  const generated = new Set(names.filter((_, i) => items[i]?.name === undefined));
  for (const item of items) {
    checkItem(item, scope, context);
    if (item.name === undefined) continue;
    checkItemName(item.name, pointedAt(context.reading, item.place, 'name'), scope, generated, context);
    scope.shapes.set(item.name, item);
  }
}

function checkItemName(
  name: string,
  place: Place,
  scope: NameScope,
  generated: ReadonlySet<string>,
  context: ItemContext,
): void {
  const { source } = context.reading;
  const fault = nameFault(name) ?? (isBareLayer(name) ? `"${name}" is a layer` : undefined);
  const declared = context.declared.value(name);
  if (fault) source.error(place, `${fault}; an item cannot be called so`);
  else if (declared) {
    source.error(place, `"${name}" is ${WHAT[declared.what]} already, declared on line ${declared.place.line}`);
  } else if (scope.shapes.has(name)) {
    source.error(place, `two items of this sequence are called "${name}"`);
  } else if (generated.has(name)) {
    source.error(place, `an item without a name is called "${name}" in this sequence`, 'name that one too');
  }
}

const WHAT = {
  decision: 'a decision',
  argument: 'an argument',
  let: 'a "let"',
  parameter: 'a parameter',
  counter: 'a counter',
};

function checkItem(item: Item, scope: NameScope, context: ItemContext): void {
  const check = (value: Value | undefined, within: NameScope) => {
    if (value) checkValue(value, within, context.roots, context.reading);
  };
  if (item.from !== undefined) {
    checkReference(item.from, pointedAt(context.reading, item.place, 'from'), scope, context.reading);
  }
  check(item.when, scope);
  check(item.repeat, scope);
  const inner = item.repeat ? withCounters(scope, REPEAT_NAMES, item.place) : scope;
  if (item.repeat) inner.repeated = item;
  for (const value of [item.residual, item.trainable, item.recompute]) check(value, inner);
  if (item.where) {
    const own = new NameScope(inner);
    own.owner = item;
    for (const value of item.where) check(value, own);
  }
  checkOwn(item, inner, context, check);
  for (const sequence of innerSequences(item)) {
    const counters = countersOf(item, sequence);
    checkItems(sequence, counters ? withCounters(inner, counters, item.place) : inner, context);
  }
}

/** The names that an item gives what stands in it. */
function countersOf(item: Item, sequence: readonly Item[]): ReadonlySet<string> | undefined {
  if (item.kind === 'pick' && sequence === item.each) return PICK_NAMES;
  return item.kind === 'graph' && sequence !== item.shortcut ? GRAPH_NAMES : undefined;
}

function withCounters(scope: NameScope, names: ReadonlySet<string>, place: Place): NameScope {
  const inner = new NameScope(scope);
  for (const name of names) inner.values.set(name, { what: 'counter', place, used: true });
  return inner;
}

type Check = (value: Value | undefined, within: NameScope) => void;

function checkOwn(item: Item, scope: NameScope, context: ItemContext, check: Check): void {
  switch (item.kind) {
    case 'layer':
      checkLayer(item, scope, context, check);
      break;
    case 'block':
      for (const value of item.arguments.values()) check(value, scope);
      checkBlockUse(item, context);
      break;
    case 'layers':
      break;
    case 'choose':
      check(item.by, scope);
      break;
    case 'graph':
      check(item.channels, scope);
      break;
    case 'pick':
      checkBranches(item.branches, scope, context);
      break;
    case 'join':
      check(item.norm, scope);
      check(item.act, scope);
      checkBranches(item.branches, scope, context);
      break;
  }
}

function checkLayer(item: LayerItem, scope: NameScope, context: ItemContext, check: Check): void {
  check(item.main, scope);
  for (const [key, value] of item.attributes) {
    if (item.layer !== 'attention' || !REFERENCE_ATTRIBUTES.has(key)) check(value, scope);
    else if (value.kind === 'expression') {
      checkReference(referenceName(value.tree) ?? value.text, value.place, scope, context.reading);
    }
  }
}

function checkBranches(branches: ReadonlyMap<string, Branch>, scope: NameScope, context: ItemContext): void {
  for (const branch of branches.values()) {
    if (branch.kind === 'reference') checkReference(branch.name, branch.place, scope, context.reading, BARE_LAYERS);
  }
}

function checkBlockUse(item: BlockItem, { space, reading }: ItemContext): void {
  const block = space.blocks.get(item.block);
  const place = pointedAt(reading, item.place, 'block');
  if (!block) {
    const hint = () => {
      if (space.blocks.size === 0) return 'the space has no blocks';
      return suggest(item.block, space.blocks.keys()) ?? `the blocks are ${listed([...space.blocks.keys()])}`;
    };
    reading.source.error(place, `there is no block ${JSON.stringify(item.block)}`, hint);
    return;
  }
  for (const key of item.arguments.keys()) {
    if (block.arguments.has(key)) continue;
    const hint = () => {
      const known = [...block.arguments.keys()];
      return suggest(key, known) ?? (known.length === 0 ? 'it has none' : `it has ${listed(known)}`);
    };
    reading.source.error(
      pointedAt(reading, item.place, key),
      `"${key}" is not an argument of the block ${block.name}`,
      hint,
    );
  }
  for (const [name, otherwise] of block.arguments) {
    if (otherwise !== null || item.arguments.has(name)) continue;
    reading.source.error(place, `the block ${block.name} needs the argument "${name}"`);
  }
}

/** The place of a key of the object that stands at `place`. */
function pointedAt(reading: Reading, place: Place, key: string): Place {
  return reading.placeOfPointer(place.pointer, key) ?? place;
}
