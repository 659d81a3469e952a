import type { Item, Place } from '../types.js';
import type { Reading } from './reading.js';

/** A name that stands for a value of an expression. */
export interface Declared {
  readonly what: 'decision' | 'argument' | 'let' | 'parameter' | 'counter';
  readonly place: Place;
  used: boolean;
}

/** What the names of an expression mean, from the innermost scope outwards. */
export class NameScope {
  readonly parent: NameScope | undefined;
  /** Names that have a value. */
  readonly values = new Map<string, Declared>();
  /** Names that have a shape: earlier items, a block's inputs. Without an item, an input. */
  readonly shapes = new Map<string, Item | undefined>();

  /** What is repeated here: the item that `prior` tells of. */
  repeated: Item | undefined;

  /** An item whose `where` is read here: its own decisions may be named by their path inside it. */
  owner: Item | undefined;

  /** Names of `let` that are declared further down. */
  readonly later = new Set<string>();

  constructor(parent?: NameScope) {
    this.parent = parent;
  }

  value(name: string): Declared | undefined {
    return this.values.get(name) ?? this.parent?.value(name);
  }

  hasShape(name: string): boolean {
    return this.shapes.has(name) || (this.parent?.hasShape(name) ?? false);
  }

  shape(name: string): Item | undefined {
    return this.shapes.has(name) ? this.shapes.get(name) : this.parent?.shape(name);
  }

  repeatedItem(): Item | undefined {
    return this.repeated ?? this.parent?.repeatedItem();
  }

  isLater(name: string): boolean {
    return this.later.has(name) || (this.parent?.isLater(name) ?? false);
  }

  /** The names of values, here and around, as they are known now; listed when called. */
  valueNames(): () => string[] {
    return namesSoFar(this, (scope) => scope.values);
  }

  /** The names of shapes, here and around, as they are known now; listed when called. */
  shapeNames(): () => string[] {
    return namesSoFar(this, (scope) => scope.shapes);
  }
}

function namesSoFar(scope: NameScope, mapOf: (scope: NameScope) => ReadonlyMap<string, unknown>): () => string[] {
  const known: { map: ReadonlyMap<string, unknown>; size: number }[] = [];
  for (let at: NameScope | undefined = scope; at; at = at.parent) known.push({ map: mapOf(at), size: mapOf(at).size });
  return () => known.flatMap(({ map, size }) => [...map.keys()].slice(0, size));
}

/** Warns of the names of one scope that nothing has read. */
export function warnUnused(scope: NameScope, reading: Reading): void {
  for (const [name, { what, place, used }] of scope.values) {
    if (!used) reading.source.warn(place, `the ${what === 'let' ? '"let"' : what} "${name}" is never used`);
  }
}
