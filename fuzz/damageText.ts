import type { Draw } from './draw.js';

const FRAGMENTS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  "'",
  '\\',
  '//',
  '/*',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\0',
  '\u001b[2J',
  '\u007f',
  '\uFEFF',
  '\u2028',
  '\u202e',
  '\uD800',
  '\uDC00',
  '\u00a0',
  '1e999',
  '-',
  'null',
  'NaN',
  'Infinity',
  '"__proto__":',
  '"a": 1,',
  '9007199254740993',
  '-0',
  '0x1F',
  '🙂',
];

/** A text with some of its characters deleted, repeated, exchanged for others, or cut off. */
export function damageText(text: string, draw: Draw): string {
  let damaged = text;
  for (let edits = 1 + draw.nat(2); edits > 0; edits--) damaged = damage(damaged, draw);
  return damaged;
}

function damage(text: string, draw: Draw): string {
  const at = draw.nat(text.length + 1);
  const length = draw.of([1, 1, 2, 5, 20, 200]);
  const [before, slice, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
  switch (draw.nat(9)) {
    case 0:
      return before + after;
    case 1:
      return before + draw.of(FRAGMENTS) + slice + after;
    case 2:
      return before + draw.of(FRAGMENTS) + after;
    case 3:
      return before + slice.repeat(draw.of([2, 2, 3, 100, 3000])) + after;
    case 4:
      return before;
    case 5:
      return text.replaceAll('\n', draw.of(['\r\n', '\r', '\u2028', '']));
    case 6:
      return `\uFEFF${text}`;
    case 7:
      return before + String.fromCharCode(draw.nat(0x10000)) + after;
    default: {
      const lines = text.split('\n');
      const line = draw.nat(lines.length);
      lines.splice(draw.nat(lines.length), 0, lines[line] as string);
      return lines.join('\n');
    }
  }
}
