import type { Item } from '../types.js';

/** The sequences that stand directly inside an item, with the key that holds each. */
export function innerSequences(item: Item): (readonly Item[])[] {
  const own = ownSequences(item);
  return item.shortcut ? [...own, item.shortcut] : own;
}

function ownSequences(item: Item): (readonly Item[])[] {
  switch (item.kind) {
    case 'layer':
      return item.branch ? [item.branch] : [];
    case 'block':
      return [];
    case 'layers':
      return [item.layers];
    case 'choose':
      return [...item.alternatives.values()];
    case 'graph':
      return [...item.operations.values(), ...(item.projection ? [item.projection] : [])];
    case 'pick':
    case 'join': {
      const branches = [...item.branches.values()].flatMap((branch) => (branch.kind === 'items' ? [branch.items] : []));
      return item.kind === 'pick' && item.each ? [...branches, item.each] : branches;
    }
  }
}

/** Every item of a sequence and of the sequences inside it, outer ones first. */
export function* walkItems(items: readonly Item[]): Generator<Item> {
  for (const item of items) {
    yield item;
    for (const inner of innerSequences(item)) yield* walkItems(inner);
  }
}

/** The names of the items of a sequence: given, or the kind and a number. */
export function itemNames(items: readonly Item[]): string[] {
  const counts = new Map<string, number>();
  return items.map((item) => {
    if (item.name !== undefined) return item.name;
    const kind = kindWord(item);
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind}${count}`;
  });
}

function kindWord(item: Item): string {
  if (item.kind === 'layer') return item.layer;
  if (item.kind === 'block') return item.block;
  return item.kind === 'join' ? item.join : item.kind;
}
