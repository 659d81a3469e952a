import type { Draw } from './draw.js';
import { NUMBERS, WORDS } from './pools.js';

const TOKEN = /[A-Za-z_][\w.]*|\d[\w.]*|'[^']*'|\*\*|[=!<>]=|&&|\|\||\S/g;

const OPERATORS =
  '+ - * / % ** == != < <= > >= and or not ! ? : ( ) [ ] , . && || = === // ^ & | ; { } \' " ` $ \\ # @ ~'.split(' ');
const FUNCTIONS = 'min max floor ceil round int abs sqrt exp ln log2 pow gcd lcm len sum divisible eval Math.max'.split(
  ' ',
);

/** An expression with one of its tokens deleted, repeated, exchanged for another, or put into brackets. */
export function damageExpression(text: string, draw: Draw): string {
  const tokens: string[] = text.match(TOKEN) ?? [];
  const at = draw.nat(tokens.length + 1);
  const token = tokens[at] ?? '';
  switch (draw.nat(8)) {
    case 0:
      tokens.splice(at, 1);
      break;
    case 1:
      tokens.splice(at, 1, draw.of(OPERATORS));
      break;
    case 2:
      tokens.splice(at, 0, draw.of(OPERATORS));
      break;
    case 3:
      tokens.splice(at, 1, String(draw.of(NUMBERS)));
      break;
    case 4:
      tokens.splice(at, 1, draw.of([...FUNCTIONS, ...WORDS]));
      break;
    case 5:
      tokens.splice(at, 1, `${draw.of(FUNCTIONS)}(${token}${draw.of(['', ', 2', ', 0', ', -1.5', ', [1, 2]'])})`);
      break;
    case 6: {
      const levels = draw.of([1, 2, 60, 70, 1000]);
      tokens.splice(at, 1, draw.of(['(', '[', '-', '!', 'not ']).repeat(levels), token, ')'.repeat(levels));
      break;
    }
    default:
      tokens.splice(at, 0, `${token} ${draw.of(OPERATORS)} `.repeat(draw.of([1, 2, 30, 600])));
  }
  return tokens.join(draw.of([' ', ' ', '', '\n']));
}
