import { validate } from './generated/validateSchema.js';
import type { JsonNode } from './jsonNode.js';
import { describeNode, plainValue, quote } from './jsonNode.js';
import { BARE_LAYERS, LAYER_NAMES, isLayerName } from './layers.js';
import type { Reading } from './reading.js';
import type { Hint } from './source.js';
import { listed, suggest } from './suggest.js';

/**
 * Holds the tree against spaces/space.schema.json and tells what breaks it, in words for people. Must come after the
 * items are read: what is no item, or several at once, is told there.
 */
export function checkStructure(root: JsonNode, reading: Reading): void {
  const validator = validate as unknown as SchemaValidator;
  if (validator(plainValue(root))) return;
  const told = new Set<string>();
  for (const fault of validator.errors ?? []) {
    const node = nodeAt(root, fault.instancePath);
    const message = node && !reading.unclearItems.has(node) ? explain(fault, node) : undefined;
    if (!node || !message) continue;
    // a value of the wrong type breaks every definition that it meets: one message says it
    const key =
      fault.keyword === 'type'
        ? `type ${fault.instancePath}`
        : `${message.key ?? ''} ${fault.instancePath} ${message.text}`;
    if (told.has(key)) continue;
    told.add(key);
    if (fault.keyword === 'type' && node.parent) reading.source.forgetErrorOfList(node.parent);
    const place =
      message.key !== undefined && node.kind === 'object'
        ? reading.source.placeOfKey(node, message.key)
        : reading.source.placeOf(node);
    reading.source.error(place, message.text, message.hint);
  }
}

interface SchemaValidator {
  (value: unknown): boolean;
  readonly errors?: readonly SchemaFault[] | null;
}

/** An error of ajv, with `verbose`. */
interface SchemaFault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema: {
    /** The definition's own name, put there by scripts/generateValidator.mjs. */
    readonly title?: string;
    readonly properties?: Readonly<Record<string, unknown>>;
  };
}

interface Message {
  readonly text: string;
  readonly hint?: Hint;
  /** The key of the object that is wrong; absent: the value itself is. */
  readonly key?: string;
}

function nodeAt(root: JsonNode, pointer: string): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const part of pointer.split('/').slice(1)) {
    const key: string = part.replaceAll('~1', '/').replaceAll('~0', '~');
    node =
      node?.kind === 'array'
        ? node.items[Number(key)]
        : node?.kind === 'object'
          ? node.entries.get(key)?.node
          : undefined;
  }
  return node;
}

/** Undefined where another error, or another check, says it already. */
function explain(fault: SchemaFault, node: JsonNode): Message | undefined {
  return EXPLANATIONS[fault.keyword]?.(fault, node);
}

const EXPLANATIONS: Readonly<Record<string, (fault: SchemaFault, node: JsonNode) => Message | undefined>> = {
  type: explainType,
  additionalProperties: explainKey,
  required: ({ params, parentSchema }) => ({
    text: `${ownerOf(parentSchema.title)} needs ${quote(String(params.missingProperty))}`,
  }),
  enum: explainEnum,
  const: (_, node) => ({ text: `${nameOf(node)} takes only true, not ${describeNode(node)}` }),
  minimum: ({ params }, node) => ({
    text: `${nameOf(node)} is at least ${String(params.limit)}, not ${describeNode(node)}`,
  }),
  maximum: ({ params }, node) => ({
    text: `${nameOf(node)} is at most ${String(params.limit)}, not ${describeNode(node)}`,
  }),
  exclusiveMinimum: ({ params }, node) => ({
    text: `${nameOf(node)} is above ${String(params.limit)}, not ${describeNode(node)}`,
  }),
  minItems: ({ params }, node) => ({
    text: `${nameOf(node)} lists at least ${countOf(params.limit)}${lengthOf(node)}`,
  }),
  maxItems: ({ params }, node) => ({ text: `${nameOf(node)} lists at most ${countOf(params.limit)}${lengthOf(node)}` }),
  minProperties: explainEmpty,
  pattern: ({ parentSchema }, node) => (parentSchema.title === 'name' ? notAName(node) : explainPattern(node)),
  propertyNames: ({ params }, node) => ({
    key: String(params.propertyName),
    text: `${quote(String(params.propertyName))} in ${nameOf(node)} is not a name`,
    hint: NAME_HINT,
  }),
};

const NAME_HINT = 'a name is a letter, then letters, digits and underscores';

function explainPattern(node: JsonNode): Message | undefined {
  // a key that breaks the pattern is told by propertyNames
  return node.kind === 'scalar' ? { text: `${nameOf(node)} is empty` } : undefined;
}

function notAName(node: JsonNode): Message {
  return { text: `${describeNode(node)} is not a name`, hint: NAME_HINT };
}

/** A value in the words of where it stands: its key, or the key of the list that it stands in. */
function nameOf(node: JsonNode): string {
  if (!node.parent) return 'the file';
  if (typeof node.key === 'string') return quote(node.key);
  return `item ${node.key} of ${nameOf(node.parent)}`;
}

function countOf(limit: unknown): string {
  return `${String(limit)} ${limit === 1 ? 'value' : 'values'}`;
}

function lengthOf(node: JsonNode): string {
  return node.kind === 'array' ? `, this one ${node.items.length}` : '';
}

function explainType({ params, parentSchema }: SchemaFault, node: JsonNode): Message {
  const types = (Array.isArray(params.type) ? params.type : [params.type]) as string[];
  const keys = parentSchema.properties ?? {};
  const isValue = keys.choice !== undefined;
  const words = types.flatMap((type) => TYPES[type]?.(isValue, keys.range !== undefined) ?? [type]);
  return { text: `${nameOf(node)} is ${oneOf(words)}, not ${describeNode(node)}` };
}

const TYPES: Readonly<Record<string, (isValue: boolean, hasRange: boolean) => readonly string[]>> = {
  integer: () => ['a whole number'],
  number: () => ['a number'],
  boolean: () => ['true', 'false'],
  null: () => ['null'],
  array: () => ['a list'],
  string: (isValue) => [isValue ? 'an expression' : 'a text'],
  object: (isValue, hasRange) => (isValue ? ['a choice', ...(hasRange ? ['a range'] : [])] : ['an object']),
};

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Definitions whose keys are settings of the file, not attributes of an item. */
const OWNERS: ReadonlyMap<string, string> = new Map([
  ['space', 'a space'],
  ['input', 'the input'],
  ['blockDeclaration', 'a block'],
]);

function ownerOf(title: string | undefined): string {
  return OWNERS.get(title ?? '') ?? title ?? 'this';
}

function explainKey({ params, parentSchema }: SchemaFault, node: JsonNode): Message {
  const key = String(params.additionalProperty);
  const known = Object.keys(parentSchema.properties ?? {});
  const hint = () => suggest(key, known);
  if (parentSchema.properties?.choice !== undefined) {
    return { key, text: `a value in braces has ${oneOf(known.map(quote))}, not ${quote(key)}`, hint };
  }
  const owner = OWNERS.get(parentSchema.title ?? '');
  const text = owner
    ? `${quote(key)} is not a key of ${owner}`
    : `${quote(key)} is not an attribute of ${ownerOf(parentSchema.title)}`;
  return {
    key,
    text,
    hint: () => hint() ?? elsewhere(key, node) ?? `it has ${listed(known.filter((one) => one !== '$schema'))}`,
  };
}

/** A layer's key beside another item's is a second item. */
function elsewhere(key: string, node: JsonNode): string | undefined {
  return isLayerName(key) && node.parent ? `${key} is an item of its own` : undefined;
}

function explainEnum({ params, parentSchema }: SchemaFault, node: JsonNode): Message {
  const allowed = params.allowedValues as (string | number)[];
  if (parentSchema.title === 'bareLayer') return explainBareLayer(node);
  const hint = () => (node.kind === 'scalar' ? suggest(String(node.value), allowed.map(String)) : undefined);
  return { text: `${nameOf(node)} is ${oneOf(allowed.map(quote))}, not ${describeNode(node)}`, hint };
}

function explainBareLayer(node: JsonNode): Message {
  const found = node.kind === 'scalar' ? String(node.value) : '';
  if (isLayerName(found)) return { text: `${found} does not stand alone`, hint: `write {"${found}": …}` };
  return {
    text: `${describeNode(node)} is not a layer that stands alone`,
    hint: () => suggest(found, LAYER_NAMES) ?? `these do: ${BARE_LAYERS.join(', ')}`,
  };
}

function explainEmpty({ parentSchema }: SchemaFault, node: JsonNode): Message {
  const keys = Object.keys(parentSchema.properties ?? {});
  if (keys.includes('choice')) return { text: `a value in braces needs ${oneOf(keys.map(quote))}` };
  return { text: `${nameOf(node)} is empty` };
}
