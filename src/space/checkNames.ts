import type { Block, Item, Place, Space } from '../types.js';
import type { DecisionRoots } from './checkExpressions.js';
import { LET_ORDER, checkValue, holdsDomain } from './checkExpressions.js';
import type { ItemContext } from './checkItems.js';
import { checkItems } from './checkItems.js';
import { checkFunctions, latestLets, throughOf, treesOf } from './checkFunctions.js';
import { depthFirst } from './depthFirst.js';
import { MODIFIER_KEYS, isBareLayer } from './layers.js';
import type { Declared } from './nameScope.js';
import { NameScope, warnUnused } from './nameScope.js';
import { nameFault } from './names.js';
import type { Reading } from './reading.js';
import { placeOfExpression } from './reading.js';
import { visitExpression } from './visitExpression.js';
import { itemNames, walkItems } from './walkItems.js';

/**
 * Checks that every name means something and that every declared name is read: expressions, references between items,
 * uses of blocks. What can be known only by tracing (paths of decisions) is left to the tracer.
 */
export function checkNames(space: Space, reading: Reading): void {
  const roots = decisionRoots(space);
  const global = new NameScope();
  const declare = declarer(global, reading);
  for (const [name, value] of space.decisions) declare(name, 'decision', '/decisions', value.place);
  checkLets(space, global, roots, reading);
  checkFunctions(space, global, roots, reading);
  checkInput(space, global, roots, reading);
  for (const block of space.blocks.values()) checkBlock(block, space, global, roots, reading);
  checkNetwork(space, global, roots, reading);
  for (const value of space.where) checkValue(value, global, roots, reading);
  checkBlockRecursion(space, reading);
  warnUnused(global, reading);
  warnUnusedBlocksAndFunctions(space, reading);
}

function decisionRoots(space: Space): DecisionRoots {
  const names = itemNames(space.network);
  const shared = [...space.blocks.values()].filter((block) => block.shared).map((block) => block.name);
  return {
    whole: new Set(names.filter((_, i) => isDecision(space.network[i] as Item))),
    first: new Set([...names, ...shared, 'input']),
    ofBlocks: new Map([...space.blocks.values()].map((block) => [block.name, ownDecisions(block)])),
    namesOfBlocks: new Map([...space.blocks.values()].map((block) => [block.name, namesOf(block)])),
  };
}

/** The item is itself a decision, named as the item. */
function isDecision(item: Item): boolean {
  return !item.repeat && ((item.kind === 'choose' && !item.by) || (item.kind === 'pick' && !item.repeats));
}

function namesOf(block: Block): Set<string> {
  return new Set([...block.arguments.keys(), ...block.decisions.keys(), ...block.let.keys()]);
}

function ownDecisions(block: Block): Set<string> {
  const values = [...block.arguments, ...block.decisions, ...block.let];
  return new Set(values.filter(([, value]) => value && holdsDomain(value)).map(([name]) => name));
}

type Declare = (name: string, what: Declared['what'], within: string, fallback: Place) => void;

/** Declares names in one scope, and tells those that the language or the scope itself has already. */
function declarer(scope: NameScope, reading: Reading): Declare {
  return (name, what, within, fallback) => {
    const place = reading.placeOfPointer(within, name) ?? fallback;
    const fault = nameFault(name);
    const earlier = scope.values.get(name);
    if (fault)
      reading.source.error(
        place,
        `${fault}; ${what === 'let' ? 'a "let"' : `${article(what)} ${what}`} cannot be called so`,
      );
    else if (earlier)
      reading.source.error(
        place,
        `"${name}" is declared twice`,
        `it is ${article(earlier.what)} ${earlier.what} on line ${earlier.place.line} already`,
      );
    scope.values.set(name, { what, place, used: fault !== undefined });
  };
}

function article(what: string): string {
  return what === 'argument' ? 'an' : 'a';
}

/** In the order of the file: each may use the ones before it, and no function that uses a later one. */
function checkLets(space: Space, global: NameScope, roots: DecisionRoots, reading: Reading): void {
  const declare = declarer(global, reading);
  const latest = latestLets(space);
  for (const name of space.let.keys()) global.later.add(name);
  for (const [name, value] of space.let) {
    checkValue(value, global, roots, reading);
    for (const tree of treesOf(value)) {
      visitExpression(tree, (node) => {
        const late = node.kind === 'call' ? latest.get(node.callee) : undefined;
        if (late === undefined || node.kind !== 'call' || !global.later.has(late)) return;
        const place = placeOfExpression(reading, node, value.place);
        reading.source.error(place, `${node.callee} uses "${late}", which has no value yet`, LET_ORDER);
      });
    }
    declare(name, 'let', '/let', value.place);
    global.later.delete(name);
  }
}

function checkInput(space: Space, global: NameScope, roots: DecisionRoots, reading: Reading): void {
  const { channels, size, tokens, features } = space.input;
  for (const value of [channels, size, tokens, features]) if (value) checkValue(value, global, roots, reading);
}

function checkBlock(block: Block, space: Space, global: NameScope, roots: DecisionRoots, reading: Reading): void {
  const scope = new NameScope(global);
  const declare = declarer(scope, reading);
  const at = block.place.pointer;
  scope.shapes.set('in', undefined);
  for (const name of block.arguments.keys()) {
    declare(name, 'argument', `${at}/arguments`, block.place);
    if (!['block', ...MODIFIER_KEYS].includes(name)) continue;
    const place = reading.placeOfPointer(`${at}/arguments`, name) ?? block.place;
    reading.source.error(place, `"${name}" is what every item may carry; an argument cannot be called so`);
  }
  for (const name of block.decisions.keys()) declare(name, 'decision', `${at}/decisions`, block.place);
  checkBlockInputs(block, scope, reading);
  for (const value of block.arguments.values()) if (value) checkValue(value, scope, roots, reading);
  for (const name of block.let.keys()) scope.later.add(name);
  for (const [name, value] of block.let) {
    checkValue(value, scope, roots, reading);
    declare(name, 'let', `${at}/let`, block.place);
    scope.later.delete(name);
  }
  const context: ItemContext = { space, reading, roots, declared: scope };
  const { residual, trainable, recompute, where = [] } = block.body;
  for (const value of [residual, trainable, recompute, ...where]) {
    if (value) checkValue(value, scope, roots, reading);
  }
  for (const name of readAsPrior(block.name, space)) {
    const declared = scope.values.get(name);
    if (declared) declared.used = true;
  }
  checkItems(block.body.layers, scope, context);
  if (block.body.shortcut) checkItems(block.body.shortcut, scope, context);
  warnUnused(scope, reading);
}

/** Names of a block that the next repetition reads where the block is repeated. */
function readAsPrior(block: string, space: Space): Set<string> {
  const names = new Set<string>();
  const everywhere = [space.network, ...[...space.blocks.values()].map((one) => one.body.layers)];
  for (const item of everywhere.flatMap((items) => [...walkItems(items)])) {
    if (item.kind !== 'block' || item.block !== block || !item.repeat) continue;
    const values = [...item.arguments.values(), ...(item.where ?? [])];
    for (const tree of values.flatMap(treesOf)) {
      visitExpression(tree, (node) => {
        if (node.kind === 'name' && node.name.startsWith('prior.')) names.add(node.name.slice('prior.'.length));
      });
    }
  }
  return names;
}

function checkBlockInputs(block: Block, scope: NameScope, reading: Reading): void {
  block.inputs.forEach((name, i) => {
    const place = reading.placeOfPointer(`${block.place.pointer}/inputs`, String(i)) ?? block.place;
    const fault = nameFault(name) ?? (isBareLayer(name) ? `"${name}" is a layer` : undefined);
    if (fault) reading.source.error(place, `${fault}; an input cannot be called so`);
    else if (scope.shapes.has(name)) reading.source.error(place, `two inputs are called "${name}"`);
    else if (scope.values.has(name))
      reading.source.error(
        place,
        `"${name}" is ${article(scope.values.get(name)?.what ?? '')} ${scope.values.get(name)?.what} already`,
      );
    scope.shapes.set(name, undefined);
  });
}

function checkNetwork(space: Space, global: NameScope, roots: DecisionRoots, reading: Reading): void {
  const scope = new NameScope(global);
  scope.shapes.set('in', undefined);
  checkItems(space.network, scope, { space, reading, roots, declared: global });
}

function blocksUsedBy(block: Block): string[] {
  const items = [...walkItems(block.body.layers), ...walkItems(block.body.shortcut ?? [])];
  return items.flatMap((item) => (item.kind === 'block' ? [item.block] : []));
}

function checkBlockRecursion(space: Space, reading: Reading): void {
  const uses = new Map([...space.blocks].map(([name, block]) => [name, blocksUsedBy(block)]));
  for (const [name = '', ...through] of depthFirst(uses.keys(), (one) => uses.get(one) ?? []).cycles) {
    const place = reading.placeOfPointer('/blocks', name) ?? space.input.place;
    reading.source.error(place, `the block ${name} uses itself${throughOf(through)}`);
  }
}

function warnUnusedBlocksAndFunctions(space: Space, reading: Reading): void {
  const reached = new Set<string>();
  const open = [...walkItems(space.network)].flatMap((item) => (item.kind === 'block' ? [item.block] : []));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const block = space.blocks.get(name);
    if (!block || reached.has(name)) continue;
    reached.add(name);
    for (const used of blocksUsedBy(block)) open.push(used);
  }
  for (const [name, block] of space.blocks) {
    if (!reached.has(name))
      reading.source.warn(reading.placeOfPointer('/blocks', name) ?? block.place, `the block "${name}" is never used`);
  }
  for (const [name, { place }] of space.functions) {
    if (!reading.calledFunctions.has(name)) reading.source.warn(place, `the function "${name}" is never used`);
  }
}
