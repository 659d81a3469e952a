import type { JsonObject } from './jsonNode.js';
import type { KindKey } from './layers.js';
import { KIND_KEYS, LAYERS, isLayerName } from './layers.js';

/** Where `norm` and `act` follow the item instead of being it. */
const JOINS: ReadonlySet<string> = new Set(['add', 'concat', 'multiply', 'split']);

/**
 * The keys that say what an item is: one in a sound item. `act` beside `conv` is not one of them, being an attribute;
 * beside `block` no key is, since all are arguments.
 */
export function itemKinds(item: JsonObject): KindKey[] {
  if (item.entries.has('block')) return ['block'];
  const present = KIND_KEYS.filter((key) => item.entries.has(key));
  return present.filter((key) => !present.some((other) => other !== key && isAttributeOf(key, other)));
}

function isAttributeOf(key: KindKey, kind: KindKey): boolean {
  if (JOINS.has(kind)) return key === 'norm' || key === 'act';
  return isLayerName(kind) && LAYERS[kind].attributes.includes(key);
}
