import { openSpace, SpaceError } from '../../src/index.js';
import { evaluateExpression, EvaluationError, type ExpressionValue } from '../../src/space/evaluate.js';
import { expressionNames } from '../../src/space/expressionNames.js';
import { parseExpression } from '../../src/space/parseExpression.js';
import { damageExpression } from '../damageExpression.js';
import { damageText } from '../damageText.js';
import { expectSame } from '../documented.js';
import { drawn } from '../draw.js';
import type { Target } from '../target.js';

const SAMPLES = [
  'a + b',
  'a * b - 3',
  'divisible(a * b, 4)',
  'a > 2 ? b : a ** 2',
  '[16, 24, a][b - 1]',
  'min(a, b, 7) + max(a, 1)',
  'round(a / b) + int(b / 2) + 1',
  'gcd(a, 12) * lcm(b, 4)',
  "a == 2 and not (b < 2) or word == 'x' ? 5 : 6",
  'sum([a, b, 3]) + len([a])',
  'floor(sqrt(a * 10)) + ceil(log2(b + 1)) + abs(-3) % 5',
  '-a ** 2 + 40',
  'relu == relu ? 4 : 2',
];

const VALUES: readonly Readonly<Record<string, ExpressionValue>>[] = [1, 2, 6].flatMap((a) =>
  [1, 3].map((b) => ({
    a,
    b,
    word: 'x',
    'in.channels': a + b,
    'in.size': [1, 1],
    'in.height': 1,
    'in.width': 1,
  })),
);

/**
 * Expressions, damaged: they are read or refused at a place in the text, and where they are read, a network with them
 * is built as their values say.
 */
export const expressions: Target = {
  share: 440,
  inputs: drawn((draw) => {
    let text = draw.of(SAMPLES);
    for (let edits = draw.nat(4); edits > 0; edits--) text = damageExpression(text, draw);
    return draw.chance(10) ? damageText(text, draw) : text;
  }),
  async run(text) {
    const { tree, problems } = parseExpression(text, new Map());
    for (const { offset, message } of problems) {
      if (offset < 0 || offset > text.length) throw new Error(`wrong answer: a problem at ${offset}, outside the text`);
      if (message === '') throw new Error(`a problem without a message at ${offset}`);
    }
    if (tree === undefined && problems.length === 0) throw new Error('an expression is refused without a word');
    if (tree === undefined || problems.length > 0) return false;
    const values = VALUES.map((names) => valueOf(() => evaluateExpression(tree, (name) => names[name])));
    // a network takes longer than all the rest
    if (text.length % 10 !== 0) return true;
    const outs = await outsOf(text);
    if (outs !== undefined) expectSame('the widths of a network', outs, values);
    else if (expressionNames(tree).every(isKnown) && values.every(isWidth))
      throw new Error(`wrong answer: refused, though its values are ${values.join(', ')}`);
    return outs !== undefined;
  },
};

/** Names are looked for in the branches that are not taken too. */
function isKnown(name: string): boolean {
  return Object.hasOwn(VALUES[0] as object, name);
}

function isWidth(value: ExpressionValue | undefined): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 1e6;
}

function valueOf(evaluate: () => ExpressionValue): ExpressionValue | undefined {
  try {
    const value = evaluate();
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
      throw new Error(`wrong answer: an expression is ${Object.is(value, -0) ? '-0' : value}`);
    return value;
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
}

/**
 * The width of a layer that an expression makes, for each of the values of its names; undefined where a file is
 * refused.
 */
async function outsOf(text: string): Promise<unknown[] | undefined> {
  const file = {
    name: 'x',
    input: { channels: 1, size: 1 },
    decisions: { a: { choice: [1, 2, 6] }, b: { choice: [1, 3] } },
    let: { word: "'x'" },
    network: [{ conv: 'a + b', kernel: 1 }, { conv: text, kernel: 1, bias: false }, { linear: 1 }],
  };
  try {
    const space = await openSpace({ text: JSON.stringify(file) });
    return VALUES.map(({ a, b }) => {
      const { layer } = space.layers({ a, b } as never)[1] as { readonly layer: { readonly out?: number } };
      return layer.out;
    });
  } catch (error) {
    if (error instanceof SpaceError) return undefined;
    throw error;
  }
}
