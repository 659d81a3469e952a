import { damageJson } from './damageJson.js';
import { damageText } from './damageText.js';
import type { Draw } from './draw.js';

/** A JSON file, sound, with damage to its values, to its text, or to both. */
export function damaged(text: string, draw: Draw, other?: string): string {
  const kind = draw.nat(10);
  if (draw.chance(4)) return swollen(text, draw);
  const tree = kind > 0 && kind < 8 ? damageJson(text, draw, other) : text;
  return kind > 6 ? damageText(tree, draw) : tree;
}

const VALUE = /-?\d+(?:\.\d+)?|"[^"]*"|true|false|null/g;

/** With one of its values or keys very long, or very deep. */
function swollen(text: string, draw: Draw): string {
  const values = [...text.matchAll(VALUE)];
  const { index, 0: value } = draw.of(values) ?? { index: 0, 0: '' };
  const times = draw.of([300, 10_000, 60_000]);
  const larger = draw.of([
    '['.repeat(times) + value + ']'.repeat(times),
    '{"a":'.repeat(times) + value + '}'.repeat(times),
    JSON.stringify('long '.repeat(times)),
    `[${`${value},`.repeat(value.length < 20 ? times : 100)}${value}]`,
    '9'.repeat(times),
  ]);
  return text.slice(0, index) + larger + text.slice(index + value.length);
}
