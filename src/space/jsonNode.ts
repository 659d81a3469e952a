/** A JSON value with its place in the text. Offsets count UTF-16 units from 0. */
export type JsonNode = JsonObject | JsonArray | JsonScalar;

interface JsonBase {
  readonly offset: number;
  readonly parent: JsonObject | JsonArray | undefined;
  /** The key or index under which the parent holds it. */
  readonly key: string | number;
}

export interface JsonObject extends JsonBase {
  readonly kind: 'object';
  /** In the order of the text. */
  readonly entries: Map<string, JsonEntry>;
}

export interface JsonEntry {
  readonly keyOffset: number;
  readonly node: JsonNode;
}

export interface JsonArray extends JsonBase {
  readonly kind: 'array';
  readonly items: JsonNode[];
}

export interface JsonScalar extends JsonBase {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** Length of the text that spells it, quotes included. */
  readonly length: number;
}

/** The JSON pointer (RFC 6901) of a node. */
export function pointerOf(node: JsonNode): string {
  const keys: string[] = [];
  for (let at: JsonNode = node; at.parent; at = at.parent) keys.push(`/${escapeKey(String(at.key))}`);
  return keys.toReversed().join('');
}

/** A key as a JSON pointer spells it. */
export function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The node under a key of an object; undefined where there is none. */
export function childOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.entries.get(key)?.node : undefined;
}

/** The plain value. Objects have no prototype, so that no key of the text can mean anything else. */
export function plainValue(node: JsonNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'array') return node.items.map(plainValue);
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of node.entries) object[key] = plainValue(entry.node);
  return object;
}

/** A value in the words of a message, cut to a readable length. */
export function describeNode(node: JsonNode): string {
  if (node.kind === 'array') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.kind === 'object') return node.entries.size === 0 ? 'an empty object' : 'an object';
  return quote(node.value);
}

/** JSON of a scalar, cut to 60 characters. */
export function quote(value: string | number | boolean | null): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…${typeof value === 'string' ? '"' : ''}`;
}
