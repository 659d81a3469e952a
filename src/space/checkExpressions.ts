import type { Expression, Item, Place, Value } from '../types.js';
import { LAYERS } from './layers.js';
import type { NameScope } from './nameScope.js';
import type { Reading } from './reading.js';
import { placeOfExpression } from './reading.js';
import type { Hint } from './source.js';
import { listed, nearestWord, suggest } from './suggest.js';
import { visitExpression } from './visitExpression.js';
import { WORDS, isWord } from './words.js';

/** The sizes of a map or a sequence that expressions may read. */
export const SHAPE_ATTRIBUTES = [
  'channels',
  'size',
  'depth',
  'height',
  'width',
  'length',
  'tokens',
  'features',
] as const;

/** What the expressions of a file may name wherever they stand. */
export interface DecisionRoots {
  /** Items of the network that are a decision themselves: `op`. */
  readonly whole: ReadonlySet<string>;
  /** First parts of decisions' paths: items of the network, shared blocks, the input. */
  readonly first: ReadonlySet<string>;
  /** By block, its own decisions and those that its arguments make by default. */
  readonly ofBlocks: ReadonlyMap<string, ReadonlySet<string>>;
  /** By block, the names of its arguments, decisions and `let`. */
  readonly namesOfBlocks: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Checks that every name in a value means something in the scope; the tracer checks the paths of decisions. */
export function checkValue(value: Value, scope: NameScope, roots: DecisionRoots, reading: Reading): void {
  if (value.kind === 'list') for (const item of value.items) checkValue(item, scope, roots, reading);
  if (value.kind !== 'expression') return;
  visitExpression(value.tree, (node) => {
    if (node.kind !== 'name') return;
    const fault = nameProblem(node.name, scope, roots);
    if (fault) reading.source.error(placeOfExpression(reading, node, value.place), fault.message, fault.hint);
  });
}

export const LET_ORDER = 'a "let" uses only the ones before it';

interface NameProblem {
  readonly message: string;
  readonly hint?: Hint;
}

function nameProblem(name: string, scope: NameScope, roots: DecisionRoots): NameProblem | undefined {
  const [head = '', ...rest] = name.split('.');
  return rest.length === 0 ? bareProblem(name, scope, roots) : dottedProblem(name, head, rest, scope, roots);
}

function bareProblem(name: string, scope: NameScope, roots: DecisionRoots): NameProblem | undefined {
  const declared = scope.value(name);
  if (declared) declared.used = true;
  if (declared || isWord(name) || roots.whole.has(name)) return undefined;
  if (scope.owner && ownsDecision(scope.owner, name, roots)) return undefined;
  if (scope.hasShape(name)) {
    return {
      message: `"${name}" is a map or a sequence, not a value`,
      hint: `read one of its sizes, as ${name}.channels`,
    };
  }
  const message = `unknown name "${name}"`;
  if (name === 'in') return { message, hint: 'there is no incoming shape here' };
  if (scope.isLater(name)) return { message: `"${name}" has no value yet`, hint: LET_ORDER };
  if (name === PRIOR) return priorProblem(name, [], scope, roots);
  if (REPEAT_NAMES.has(name))
    return { message, hint: `"${name}" is known only inside an item that has "repeat", and not in its "when"` };
  if (PICK_NAMES.has(name)) return { message, hint: `"${name}" is known only in the "each" of a pick` };
  if (GRAPH_NAMES.has(name))
    return { message, hint: `"${name}" is known only in the operations and the projection of a graph` };
  const known = scope.valueNames();
  return { message, hint: () => suggest(name, [...known(), ...roots.whole, ...WORDS]) };
}

export const REPEAT_NAMES: ReadonlySet<string> = new Set(['index', 'count', 'first', 'last']);
/** In a repeat: what stood in the repetition before. */
const PRIOR = 'prior';
export const PICK_NAMES: ReadonlySet<string> = new Set(['slot', 'picked']);
export const GRAPH_NAMES: ReadonlySet<string> = new Set(['channels']);

function dottedProblem(
  name: string,
  head: string,
  rest: readonly string[],
  scope: NameScope,
  roots: DecisionRoots,
): NameProblem | undefined {
  if (head === PRIOR) return priorProblem(name, rest, scope, roots);
  if (scope.owner && ownsDecision(scope.owner, head, roots)) return undefined;
  if (scope.hasShape(head)) return attributeProblem(name, head, rest, scope, roots);
  if (scope.value(head)) return { message: `"${head}" is a value, it has no "${rest.join('.')}"` };
  if (roots.first.has(head)) return undefined;
  if (head === 'in') return { message: `unknown name "${name}"`, hint: 'there is no incoming shape here' };
  const known = scope.shapeNames();
  return {
    message: `unknown name "${name}"`,
    hint: () => {
      const nearest = nearestWord(head, [...known(), ...roots.first]);
      return nearest === undefined ? undefined : `did you mean "${[nearest, ...rest].join('.')}"?`;
    },
  };
}

/** The tracer checks the paths of decisions that are made further inside. */
function priorProblem(
  name: string,
  rest: readonly string[],
  scope: NameScope,
  roots: DecisionRoots,
): NameProblem | undefined {
  const item = scope.repeatedItem();
  const message = `unknown name "${name}"`;
  if (!item) return { message, hint: '"prior" is known only inside an item that has "repeat", and not in its "when"' };
  const [key] = rest;
  if (key === undefined)
    return { message: '"prior" is a repetition, not a value', hint: 'read one of its values, as prior.kernel' };
  if (rest.length > 1 || item.kind === 'layers' || ownsDecision(item, key, roots)) return undefined;
  const known = item.kind === 'block' ? [...(roots.namesOfBlocks.get(item.block) ?? [])] : [];
  if (known.includes(key)) return undefined;
  const hint = () => {
    const nearest = nearestWord(key, known);
    return nearest === undefined ? 'the repetition before has no such value' : `did you mean "${PRIOR}.${nearest}"?`;
  };
  return { message, hint };
}

function attributeProblem(
  name: string,
  head: string,
  rest: readonly string[],
  scope: NameScope,
  roots: DecisionRoots,
): NameProblem | undefined {
  const [attribute = ''] = rest;
  if (rest.length === 1 && (SHAPE_ATTRIBUTES as readonly string[]).includes(attribute)) return undefined;
  const item = scope.shape(head);
  // an item of the network has decisions of its own: stem.kernel, stage1.block1.mix.out
  if (item && roots.first.has(head) && (rest.length > 1 || ownsDecision(item, attribute, roots))) return undefined;
  const nearest = nearestWord(attribute, SHAPE_ATTRIBUTES);
  return {
    message: `"${name}" has no meaning: a shape has ${SHAPE_ATTRIBUTES.join(', ')}`,
    hint: nearest === undefined ? undefined : `did you mean "${head}.${nearest}"?`,
  };
}

/** A decision that an item makes itself is named by the item and one word more. */
function ownsDecision(item: Item, key: string, roots: DecisionRoots): boolean {
  if (key === 'depth') return holdsDomain(item.repeat);
  if (item.repeat && /^block[1-9]\d*$/.test(key))
    return item.kind === 'choose' || (item.kind === 'pick' && !item.repeats);
  if (key === 'when' || key === 'residual' || key === 'trainable' || key === 'recompute') return holdsDomain(item[key]);
  switch (item.kind) {
    case 'layer':
      return holdsDomain(LAYERS[item.layer].main === key ? item.main : item.attributes.get(key));
    case 'block':
      return holdsDomain(item.arguments.get(key)) || (roots.ofBlocks.get(item.block)?.has(key) ?? false);
    case 'pick':
      return (item.each !== undefined && /^edge[1-9]\d*$/.test(key)) || (item.repeats && /^input[1-9]\d*$/.test(key));
    case 'graph':
      return key === 'matrix' || /^op[1-9]\d*$/.test(key) || (key === 'channels' && holdsDomain(item.channels));
    case 'join':
      return (key === 'norm' || key === 'act') && holdsDomain(item[key]);
    default:
      return false;
  }
}

export function holdsDomain(value: Value | undefined): boolean {
  return value?.kind === 'domain' || (value?.kind === 'list' && value.items.some(holdsDomain));
}

/** Checks that a reference names an earlier item, an input of the block, or the incoming value. */
export function checkReference(
  name: string,
  place: Place,
  scope: NameScope,
  reading: Reading,
  alsoLayers: readonly string[] = [],
): void {
  if (name === 'in' || scope.hasShape(name)) return;
  const namesSoFar = scope.shapeNames();
  const what = alsoLayers.length > 0 ? 'a layer or ' : '';
  reading.source.error(place, `${JSON.stringify(name)} is not ${what}the name of an earlier item here`, () => {
    const known = namesSoFar();
    const nearest = suggest(name, [...known, ...alsoLayers]);
    if (nearest !== undefined) return nearest;
    const named = known.filter((one) => one !== 'in');
    return named.length > 0 ? `the names here are ${listed(['in', ...named])}` : 'no earlier item has a name';
  });
}

/** The name of a reference written where a value may stand: `"key": "memory"`. */
export function referenceName(tree: Expression): string | undefined {
  return tree.kind === 'name' ? tree.name : undefined;
}
