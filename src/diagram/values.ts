import { isInvalid } from '../network/invalid.js';
import type { Invalid } from '../types.js';

/**
 * Numbers plain immutable data by structure: equal values get equal ids, whatever objects hold them. Keys of objects
 * may stand in any order. Id 0 is `false`, id 1 is `true`.
 */
export class ValueTable {
  /** Id → value: the first of its equals that was seen. */
  readonly values: unknown[] = [false, true];
  private readonly numbers = new Map<number, number>();
  private readonly others = new Map<unknown, number>();
  private readonly strings = new Map<string, number>();
  /** Object id + 1 by structural hash; open addressing. */
  private slots = new Int32Array(1024);
  private objects = 0;
  private hashes = new Int32Array(1024);

  /** The id of a value. */
  intern(value: unknown): number {
    if (typeof value === 'number') return this.keyed(this.numbers, value);
    if (value === false) return FALSE;
    if (value === true) return TRUE;
    // strings, bigints, null, undefined, functions, and objects that were seen themselves
    const known = this.others.get(value);
    if (known !== undefined) return known;
    if (typeof value !== 'object' || value === null) return this.keyed(this.others, value);
    return this.structured(value);
  }

  /** The Invalid behind an id, if it is one. */
  invalid(id: number): Invalid | undefined {
    const value = this.values[id];
    return isInvalid(value) ? value : undefined;
  }

  private keyed<K>(map: Map<K, number>, value: K): number {
    let id = map.get(value);
    if (id === undefined) {
      id = this.values.push(value) - 1;
      map.set(value, id);
    }
    return id;
  }

  private structured(value: object): number {
    if (2 * this.objects >= this.slots.length) this.grow();
    const hash = this.hash(value);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = (this.slots[slot] as number) - 1;
      if (id < 0) break;
      if (this.hashes[id] === hash && equalData(this.values[id], value)) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.values.push(value) - 1;
    this.slots[slot] = id + 1;
    this.objects++;
    this.remember(id, hash);
    this.others.set(value, id);
    return id;
  }

  private remember(id: number, hash: number): void {
    if (id >= this.hashes.length) {
      const wider = new Int32Array(2 * id);
      wider.set(this.hashes);
      this.hashes = wider;
    }
    this.hashes[id] = hash;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(2 * old.length);
    const mask = this.slots.length - 1;
    for (const entry of old) {
      if (entry === 0) continue;
      let slot = (this.hashes[entry - 1] as number) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = entry;
    }
  }

  private hash(value: unknown): number {
    if (typeof value === 'number') return hashNumber(value);
    if (typeof value === 'string') return scramble(this.stringNumber(value) + 0x51ed27);
    if (typeof value === 'boolean') return value ? 0x2f0b4c47 : 0x7b1d9a35;
    if (typeof value === 'bigint') return scramble(this.stringNumber(value.toString()) + 0x1ce4e5b9);
    if (typeof value !== 'object' || value === null) return value === null ? 0x3c6ef372 : 0x5be0cd19;
    return Array.isArray(value) ? this.hashList(value) : this.hashRecord(value as Record<string, unknown>);
  }

  private hashList(list: readonly unknown[]): number {
    let hash = list.length + 0x9e37;
    for (let i = 0; i < list.length; i++) hash = scramble(hash ^ this.hash(list[i]));
    return hash;
  }

  private hashRecord(record: Record<string, unknown>): number {
    let hash = 0x85ebca6b;
    // a sum, so that the order of the keys does not matter
    for (const key in record) hash = (hash + scramble(this.stringNumber(key) ^ this.hash(record[key]))) | 0;
    return hash;
  }

  private stringNumber(text: string): number {
    let number = this.strings.get(text);
    if (number === undefined) {
      number = this.strings.size;
      this.strings.set(text, number);
    }
    return number;
  }
}

/** Id of `false` in every ValueTable. */
export const FALSE = 0;
/** Id of `true` in every ValueTable. */
export const TRUE = 1;

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);

function hashNumber(value: number): number {
  float[0] = value === 0 ? 0 : value;
  return scramble((words[0] as number) ^ Math.imul(words[1] as number, 0x85ebca77));
}

function scramble(word: number): number {
  const mixed = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
  return Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39);
}

function equalData(a: unknown, b: unknown): boolean {
  if (a === b || (a !== a && b !== b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b);
  if (Array.isArray(b)) return false;
  return equalRecords(a as Record<string, unknown>, b as Record<string, unknown>);
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equalData(a[i], b[i])) return false;
  return true;
}

function equalRecords(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  let more = 0;
  for (const key in a) {
    if (!equalData(a[key], b[key])) return false;
    more++;
  }
  for (const key in b) {
    if (!(key in a)) return false;
    more--;
  }
  return more === 0;
}
