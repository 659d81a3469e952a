import { damageExpression } from './damageExpression.js';
import type { Draw } from './draw.js';
import { NAMES, NUMBERS, WORDS } from './pools.js';

/** A place in a tree of JSON: the list or object that holds it, and where. */
interface Spot {
  readonly holder: unknown[] | Record<string, unknown>;
  readonly key: string | number;
}

/**
 * The text of a JSON file with some of its values deleted, repeated, swapped, renamed, turned into others, or put deep
 * into lists; what is no JSON stays as it is.
 *
 * @param other another file, to take values from
 */
export function damageJson(text: string, draw: Draw, other = text): string {
  let root: [unknown];
  try {
    root = [JSON.parse(text) as unknown];
  } catch {
    return text;
  }
  for (let edits = 1 + draw.nat(3); edits > 0; edits--) {
    const spots = spotsOf(root);
    if (spots.length > 0) damage(draw.of(spots), spots, draw, other);
  }
  const damaged = JSON.stringify(root[0]);
  if (damaged === undefined) return '';
  // of deep lists, the indentation would be nearly all
  return draw.chance(50) && damaged.length < LONG ? JSON.stringify(root[0], undefined, 2) : damaged;
}

const LONG = 5000;

/** Places in the order of the file, the root first. */
function spotsOf(root: [unknown]): Spot[] {
  const spots: Spot[] = [{ holder: root, key: 0 }];
  // grows while it is read
  for (const spot of spots) {
    const value = valueAt(spot);
    if (Array.isArray(value)) value.forEach((_, key) => spots.push({ holder: value, key }));
    else if (typeof value === 'object' && value !== null) {
      const holder = value as Record<string, unknown>;
      for (const key of Object.keys(holder)) spots.push({ holder, key });
    }
  }
  return spots;
}

function damage(spot: Spot, spots: readonly Spot[], draw: Draw, other: string): void {
  const value = valueAt(spot);
  switch (draw.nat(10)) {
    case 0:
      remove(spot);
      break;
    case 1:
      repeat(spot, draw);
      break;
    case 2: {
      const partner = draw.of(spots);
      const theirs = valueAt(partner);
      put(partner, copyOf(value));
      put(spot, copyOf(theirs));
      break;
    }
    case 3:
      put(spot, retyped(value, draw));
      break;
    case 4:
      put(spot, draw.of(NUMBERS));
      break;
    case 5:
      put(spot, draw.of(WORDS));
      break;
    case 6:
      rename(spot, draw);
      break;
    case 7:
      put(spot, copyOf(valueAt(draw.of(spots))));
      break;
    case 8:
      put(spot, valueAt(draw.of(spotsOf([JSON.parse(other)]))));
      break;
    default:
      put(spot, typeof value === 'string' ? damageExpression(value, draw) : nested(value, draw));
  }
}

function valueAt({ holder, key }: Spot): unknown {
  return (holder as Record<string | number, unknown>)[key];
}

/** Values that hold the place itself would have no end. */
function copyOf(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** As a member of its own, `__proto__` too. */
function put({ holder, key }: Spot, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function remove({ holder, key }: Spot): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function repeat(spot: Spot, draw: Draw): void {
  const { holder, key } = spot;
  const times = draw.of([1, 1, 2, 50]);
  for (let i = 0; i < times; i++) {
    if (Array.isArray(holder)) holder.splice(Number(key), 0, copyOf(valueAt(spot)));
    else put({ holder, key: `${key}${i === 0 ? '' : i}${draw.of(['2', 's', '_', '.', ' '])}` }, copyOf(valueAt(spot)));
  }
}

function rename(spot: Spot, draw: Draw): void {
  const { holder, key } = spot;
  if (Array.isArray(holder)) return;
  const value = holder[key];
  const name = String(key);
  const at = draw.nat(name.length);
  const near = [
    name.slice(0, at) + name.slice(at + 1),
    name.slice(0, at) + name.slice(at, at + 1) + name.slice(at),
    name.toUpperCase(),
    `${name} `,
    draw.of(NAMES),
    draw.of(WORDS),
  ];
  delete holder[key];
  put({ holder, key: draw.of(near) }, value);
}

function retyped(value: unknown, draw: Draw): unknown {
  const others: unknown[] = [
    null,
    true,
    [value],
    { choice: [value] },
    { choice: [value, draw.of(NUMBERS)] },
    { range: [1, value] },
    String(JSON.stringify(value)),
    Array.isArray(value) ? value[0] : value,
    typeof value === 'object' && value !== null ? Object.values(value)[0] : [value, value],
    typeof value === 'object' ? 0 : Number(value),
    {},
    [],
    { [String(draw.of(NAMES))]: value },
  ];
  return draw.of(others) ?? null;
}

function nested(value: unknown, draw: Draw): unknown {
  const levels = draw.of([1, 2, 63, 70, 500]);
  const key = draw.of(['layers', 'choose', 'add', 'conv', '']);
  let inner = value;
  for (let level = 0; level < levels; level++) inner = key === '' ? [inner] : { [key]: inner };
  return inner;
}
