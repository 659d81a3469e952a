import type { Activation, Norm } from '../types.js';

export const ACTIVATIONS: readonly Activation[] = [
  'relu',
  'relu6',
  'leakyrelu',
  'prelu',
  'elu',
  'gelu',
  'silu',
  'swish',
  'hswish',
  'hsigmoid',
  'sigmoid',
  'tanh',
  'softmax',
];
export const NORMS: readonly Norm[] = ['batch', 'layer', 'group', 'instance', 'rms'];
export const POOLS = ['max', 'avg'] as const;
export const PADDINGS = ['half', 'same', 'valid'] as const;
export const MODES = ['nearest', 'bilinear'] as const;

/** The language's own words: in an expression each stands for itself, as a text. */
export const WORDS: readonly string[] = [...ACTIVATIONS, ...NORMS, ...POOLS, ...PADDINGS, ...MODES];

const WORD_SET: ReadonlySet<string> = new Set(WORDS);

export function isWord(name: string): boolean {
  return WORD_SET.has(name);
}
