import type { DomainValue } from '../types.js';
import type { JsonNode, JsonObject } from './jsonNode.js';
import { describeNode, quote } from './jsonNode.js';
import type { Source } from './source.js';

export const MOST_DOMAIN_VALUES = 1_000_000;

/**
 * The values of `{"choice": […]}` or `{"range": [first, last, step]}`; undefined, with a problem unless the schema
 * tells it, where they are none.
 */
export function readDomain(node: JsonObject, source: Source): readonly DomainValue[] | undefined {
  const choice = node.entries.get('choice')?.node;
  const range = node.entries.get('range')?.node;
  if (choice && range) {
    source.error(source.placeOf(node), 'a decision is a choice or a range, this one is both');
    return undefined;
  }
  if (choice) return readChoice(choice, source);
  return range && readRange(range, source);
}

function readChoice(node: JsonNode, source: Source): readonly DomainValue[] | undefined {
  if (node.kind !== 'array' || node.items.length === 0) return undefined;
  if (!withinLimit(node.items.length, node, source)) return undefined;
  const first = new Map<DomainValue, JsonNode>();
  for (const item of node.items) {
    if (item.kind !== 'scalar' || item.value === null) return undefined;
    const earlier = first.get(item.value);
    if (earlier) source.error(source.placeOf(item), `${describeNode(item)} stands in this choice twice`);
    else first.set(item.value, item);
  }
  const values = [...first.keys()];
  checkOneKind(node, values, first, source);
  return values;
}

function checkOneKind(
  list: JsonNode,
  values: readonly DomainValue[],
  nodes: ReadonlyMap<DomainValue, JsonNode>,
  source: Source,
): void {
  const kind = typeof values[0];
  const other = values.find((value) => typeof value !== kind);
  const node = other === undefined ? undefined : nodes.get(other);
  if (!node) return;
  const words = { number: 'numbers', boolean: 'true and false', string: 'texts' } as Record<string, string>;
  source.errorOfList(
    list,
    source.placeOf(node),
    `the values of a choice are all of one kind; ${quote(values[0] as string)} is followed by ${describeNode(node)}`,
    `list only ${words[kind]}`,
  );
}

/** Works on whole multiples of a power of ten: 2 + 717 × 0.001 is 2.717 and not the sum of two rounded numbers. */
function readRange(node: JsonNode, source: Source): readonly DomainValue[] | undefined {
  const numbers = node.kind === 'array' ? node.items.map((item) => (item.kind === 'scalar' ? item.value : null)) : [];
  if (numbers.length < 2 || numbers.length > 3 || !numbers.every((value) => typeof value === 'number'))
    return undefined;
  const [first, last, step = 1] = numbers as [number, number, number?];
  const fault = rangeFault(first, last, step);
  if (fault !== undefined) {
    source.error(source.placeOf(node), fault);
    return undefined;
  }
  const places = Math.max(...[first, last, step].map(decimalPlaces));
  const [low, high, by] = [first, last, step].map((value) => scaled(value, places)) as [bigint, bigint, bigint];
  const count = (high - low) / by + 1n;
  if (!withinLimit(count, node, source)) return undefined;
  return Array.from({ length: Number(count) }, (_, i) => Number(`${low + BigInt(i) * by}e-${places}`));
}

function rangeFault(first: number, last: number, step: number): string | undefined {
  if (step <= 0) return `the step of a range is above 0, this one is ${step}`;
  if (first > last) return `a range goes upwards, from ${first} to ${last} it does not`;
  const extreme = [first, last, step].find(
    (value) => value !== 0 && (Math.abs(value) < 1e-15 || Math.abs(value) > 2 ** 53),
  );
  return extreme === undefined ? undefined : `${extreme} is beyond what a range can count exactly`;
}

function withinLimit(count: number | bigint, node: JsonNode, source: Source): boolean {
  if (count <= MOST_DOMAIN_VALUES) return true;
  const limit = MOST_DOMAIN_VALUES.toLocaleString('en');
  source.error(
    source.placeOf(node),
    `a decision has at most ${limit} values, this one has ${count.toLocaleString('en')}`,
  );
  return false;
}

function decimalPlaces(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (digits.split('.')[1] ?? '').length - Number(exponent));
}

/** value × 10^places, exactly; `places` is at least the decimal places of `value`. */
function scaled(value: number, places: number): bigint {
  const [digits = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  return BigInt(whole + fraction) * 10n ** BigInt(places + Number(exponent) - fraction.length);
}
