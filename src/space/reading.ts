import type { Expression, Place } from '../types.js';
import type { JsonNode, JsonScalar } from './jsonNode.js';
import type { Source } from './source.js';

/** What the readers of one file share. */
export interface Reading {
  readonly source: Source;
  /** The functions that the space declares, and how many arguments each takes. */
  readonly functions: ReadonlyMap<string, number>;
  /** Where the names and calls of expressions stand. */
  readonly spots: WeakMap<Expression, Spot>;
  /** The functions that some expression calls. */
  readonly calledFunctions: Set<string>;
  /** Where a key (or index) of the value at a pointer stands; undefined where there is none. */
  readonly placeOfPointer: (pointer: string, key: string) => Place | undefined;
  /** Objects that are no item, or several at once: told, and not to be told again by the schema. */
  readonly unclearItems: Set<JsonNode>;
}

export interface Spot {
  readonly node: JsonScalar;
  /** Within the text, from 0. */
  readonly offset: number;
}

/** Where a name or call of an expression stands; `otherwise` for trees that no text spells. */
export function placeOfExpression(reading: Reading, tree: Expression, otherwise: Place): Place {
  const spot = reading.spots.get(tree);
  return spot ? reading.source.placeInText(spot.node, spot.offset) : otherwise;
}
