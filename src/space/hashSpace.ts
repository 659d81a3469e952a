import { createHash } from 'node:crypto';
import type { JsonNode, JsonObject } from './jsonNode.js';

/** Part of the hash: a new meaning of the same text needs a new one. */
const FORMAT = 'nascost-space-1\n';

const WITHOUT_MEANING: ReadonlySet<string> = new Set(['$schema', 'description', 'source', 'check']);

/**
 * SHA-256 (hex) of what the file means: its JSON without white space and without what only people and checks read. Keys
 * keep the order of the file, which is the order of decisions.
 */
export function hashSpace(root: JsonObject): string {
  const entries = [...root.entries].filter(([key]) => !WITHOUT_MEANING.has(key));
  const text = canonicalObject(entries.map(([key, entry]) => [key, entry.node]));
  return createHash('sha256').update(FORMAT).update(text).digest('hex');
}

function canonical(node: JsonNode): string {
  if (node.kind === 'scalar') return JSON.stringify(node.value);
  if (node.kind === 'array') return `[${node.items.map(canonical).join(',')}]`;
  return canonicalObject([...node.entries].map(([key, entry]) => [key, entry.node]));
}

function canonicalObject(entries: readonly (readonly [string, JsonNode])[]): string {
  return `{${entries.map(([key, node]) => `${JSON.stringify(key)}:${canonical(node)}`).join(',')}}`;
}
