import { KIND_KEYS, LAYERS } from '../src/space/layers.js';
import { WORDS as LANGUAGE_WORDS } from '../src/space/words.js';

/** Numbers at which things end, and texts that are nearly numbers. */
export const NUMBERS: readonly (number | string)[] = [
  0,
  -1,
  1,
  2,
  3,
  0.5,
  -0,
  1.5,
  7,
  16,
  63,
  -7,
  1e-7,
  5e-324,
  1e15,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  1e21,
  1e308,
  -1e308,
  'NaN',
  'Infinity',
  '-Infinity',
  '1e999',
  '0x10',
  '1_000',
  '1,000',
  '٣',
  '',
  ' ',
];

/** Names that objects have without being asked, and names that are near each other. */
export const NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'prototype',
  'length',
  'in',
  'index',
  'count',
  'first',
  'last',
  'slot',
  'picked',
  'name',
  'a',
  'b',
  'c',
];

const KEYS = [
  'input inputGradient decisions let functions blocks network where check choice range when repeat from residual',
  'shortcut trainable recompute arguments shared inputs layers of each join by branches channels size dimensions tokens',
  'features stem s0 s1 in.channels in.size in.height in.tokens in.features stage.depth',
].flatMap((line) => line.split(' '));

/** What the language knows, and what it does not. */
export const WORDS: readonly string[] = [
  ...new Set([
    ...NAMES,
    ...KIND_KEYS,
    ...LANGUAGE_WORDS,
    ...KEYS,
    ...Object.values(LAYERS).flatMap(({ attributes }) => attributes),
  ]),
];
