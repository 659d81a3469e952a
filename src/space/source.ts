import type { Place, Problem } from '../types.js';
import type { JsonNode, JsonObject, JsonScalar } from './jsonNode.js';
import { escapeKey, pointerOf } from './jsonNode.js';

/** What would be right; a function where it costs something to find out, called only for problems that are told. */
export type Hint = string | undefined | (() => string | undefined);

interface Found {
  readonly place: Place;
  readonly message: string;
  readonly hint: Hint;
  readonly severity: Problem['severity'];
}

/** Of each severity; beyond these, problems are counted only. */
const MOST_KEPT = 10_000;

/** A text with the places in it, and the problems found so far. */
export class Source {
  readonly text: string;
  readonly file: string;
  readonly #errors: Found[] = [];
  readonly #warnings: Found[] = [];
  readonly #ofLists = new Map<JsonNode, Found>();
  #count = 0;
  readonly #lineStarts: number[] = [0];

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const carriageReturnAlone = code === 13 && text.charCodeAt(i + 1) !== 10;
      if (code === 10 || carriageReturnAlone) this.#lineStarts.push(i + 1);
    }
  }

  /** Line and column (both from 1, the column in UTF-16 units) of an offset. */
  placeAt(offset: number, pointer: string): Place {
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#lineStarts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return { pointer, line: low + 1, column: offset - (this.#lineStarts[low] as number) + 1 };
  }

  /** Where a value stands. */
  placeOf(node: JsonNode): Place {
    return this.placeAt(node.offset, pointerOf(node));
  }

  /** Where a key of an object stands; the object itself where it has no such key. */
  placeOfKey(object: JsonObject, key: string): Place {
    const entry = object.entries.get(key);
    if (!entry) return this.placeOf(object);
    return this.placeAt(entry.keyOffset, `${pointerOf(object)}/${escapeKey(key)}`);
  }

  /** A character of a text: exact where the text has no escapes, otherwise the start of the text. */
  placeInText(node: JsonScalar, offset: number): Place {
    const spelt = this.text.slice(node.offset, node.offset + node.length);
    return this.placeAt(node.offset + (spelt.includes('\\') ? 0 : 1 + offset), pointerOf(node));
  }

  get hasErrors(): boolean {
    return this.#errors.length > 0 || this.#ofLists.size > 0;
  }

  /** So many errors that no more are kept. */
  get isFull(): boolean {
    return this.#errors.length >= MOST_KEPT;
  }

  error(place: Place, message: string, hint?: Hint): void {
    this.#count++;
    if (this.#errors.length < MOST_KEPT) this.#errors.push({ place, message, hint, severity: 'error' });
  }

  /** An error of a list as a whole, to be forgotten where its items turn out to be wrong by themselves. */
  errorOfList(list: JsonNode, place: Place, message: string, hint?: Hint): void {
    if (!this.isFull && this.#ofLists.size < MOST_KEPT)
      this.#ofLists.set(list, { place, message, hint, severity: 'error' });
  }

  forgetErrorOfList(list: JsonNode): void {
    this.#ofLists.delete(list);
  }

  warn(place: Place, message: string, hint?: Hint): void {
    this.#count++;
    if (this.#warnings.length < MOST_KEPT) this.#warnings.push({ place, message, hint, severity: 'warning' });
  }

  /**
   * At most `limit` problems in the order of the text, errors before warnings where not all can be told, then `and N
   * more`.
   */
  report(limit: number): Problem[] {
    const errors = [...this.#errors, ...this.#ofLists.values()].toSorted(byPlace).slice(0, limit);
    const count = this.#count + this.#ofLists.size;
    const warnings = this.#warnings.toSorted(byPlace).slice(0, limit - errors.length);
    const told = [...errors, ...warnings].toSorted(byPlace).map(problemOf);
    const last = told.at(-1);
    if (!last || count === told.length) return told;
    const severity = errors.length > 0 ? 'error' : 'warning';
    return [...told, { place: { ...last.place, pointer: '' }, message: `and ${count - told.length} more`, severity }];
  }
}

function byPlace(a: Found, b: Found): number {
  return a.place.line - b.place.line || a.place.column - b.place.column;
}

function problemOf({ place, message, hint, severity }: Found): Problem {
  const shown = typeof hint === 'function' ? hint() : hint;
  return { place, message, severity, ...(shown === undefined ? {} : { hint: shown }) };
}
