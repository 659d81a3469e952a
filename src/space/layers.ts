import type { LayerName } from '../types.js';
import { ACTIVATIONS, MODES, NORMS, PADDINGS, POOLS } from './words.js';

/** What a space file may write for a layer; the schema says the same for editors, and a test compares the two. */
export interface LayerSyntax {
  /** What the value under the layer's key is called in decisions' names; absent: the key takes only `true`. */
  readonly main?: string;
  readonly attributes: readonly string[];
  /** May stand as a bare string. */
  readonly bare?: true;
}

export const LAYERS: Readonly<Record<LayerName, LayerSyntax>> = {
  conv: {
    main: 'out',
    attributes: [
      'kernel',
      'stride',
      'padding',
      'dilation',
      'groups',
      'bias',
      'transposed',
      'outputPadding',
      'norm',
      'act',
    ],
  },
  depthwise: {
    main: 'kernel',
    attributes: ['multiplier', 'stride', 'padding', 'dilation', 'bias', 'norm', 'act'],
  },
  linear: { main: 'out', attributes: ['bias', 'tied', 'norm', 'act'] },
  pool: { main: 'pool', attributes: ['kernel', 'stride', 'padding', 'dilation', 'ceil'] },
  globalPool: { main: 'pool', attributes: [], bare: true },
  attention: {
    main: 'heads',
    attributes: [
      'width',
      'valueWidth',
      'out',
      'key',
      'value',
      'window',
      'causal',
      'bias',
      'project',
      'relativeKey',
      'relativeValue',
      'learnedScale',
      'scoreBias',
    ],
  },
  squeeze: { main: 'squeeze', attributes: ['act', 'gate'] },
  embedding: { main: 'vocabulary', attributes: ['features'] },
  positionEmbedding: { attributes: [], bare: true },
  classToken: { main: 'count', attributes: [], bare: true },
  layerScale: { attributes: [], bare: true },
  upsample: { main: 'mode', attributes: ['scale', 'size'] },
  flatten: { attributes: [], bare: true },
  tokens: { attributes: [], bare: true },
  reshape: { attributes: ['channels', 'size', 'tokens', 'features'] },
  slice: { main: 'slice', attributes: [] },
  pad: { main: 'pad', attributes: [] },
  shuffle: { main: 'groups', attributes: [] },
  constant: { attributes: ['channels', 'size', 'tokens', 'features'] },
  dropout: { main: 'rate', attributes: [], bare: true },
  identity: { attributes: [], bare: true },
  zero: { attributes: [], bare: true },
  norm: { main: 'norm', attributes: ['affine', 'groups'] },
  act: { main: 'act', attributes: [] },
};

export const LAYER_NAMES = Object.keys(LAYERS) as readonly LayerName[];

const LAYER_SET: ReadonlySet<string> = new Set(LAYER_NAMES);

export function isLayerName(name: string): name is LayerName {
  return LAYER_SET.has(name);
}

export const BARE_LAYERS: readonly LayerName[] = LAYER_NAMES.filter((name) => LAYERS[name].bare);

/** A layer that may stand as a bare string. */
export function isBareLayer(name: string): name is LayerName {
  return isLayerName(name) && LAYERS[name].bare === true;
}

/** The items that are no layers, by the key that tells them. */
export const STRUCTURE_KEYS = [
  'block',
  'layers',
  'choose',
  'pick',
  'graph',
  'add',
  'concat',
  'multiply',
  'split',
] as const;

export type KindKey = LayerName | (typeof STRUCTURE_KEYS)[number];

export const KIND_KEYS: readonly KindKey[] = [...LAYER_NAMES, ...STRUCTURE_KEYS];

/** The keys that every item may carry. */
export const MODIFIER_KEYS = [
  'name',
  'when',
  'repeat',
  'from',
  'residual',
  'shortcut',
  'trainable',
  'recompute',
  'where',
] as const;

/** Attributes that name a value of the network instead of computing one. */
export const REFERENCE_ATTRIBUTES: ReadonlySet<string> = new Set(['key', 'value']);

/** The words that belong in a place: by attribute, or by layer for the value under the layer's own key. */
export const WORDS_OF: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['act', ACTIVATIONS],
  ['gate', ACTIVATIONS],
  ['norm', NORMS],
  ['pool', POOLS],
  ['globalPool', POOLS],
  ['upsample', MODES],
  ['padding', PADDINGS],
]);
