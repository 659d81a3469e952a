import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../src/types.js';
import { compileGolden } from './compiled.js';

/** forward, filter gradient, input gradient, training, params, output elements of convolutions. */
type Figures = readonly number[];

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const text = read('../../spaces/metaqnn.json');
const { counts, cases } = JSON.parse(read('spaces/metaqnn.json')) as {
  counts: Readonly<Record<string, string>>;
  /** Layers before the softmax: C filters.kernel, P window, F units. */
  cases: readonly (readonly [string, Figures])[];
};

describe('metaqnn', () => {
  const space = compileGolden(text);

  it('has as many architectures as the grammar has strings of at most 18 layers', () => {
    expect(space.size).toBe(BigInt(counts['18'] ?? 0));
    const shorter = compileGolden(text.replace('"range": [0, 18]', '"range": [0, 12]'));
    expect(shorter.size).toBe(BigInt(counts['12'] ?? 0));
    const shortest = compileGolden(text.replace('"range": [0, 18]', '"range": [0, 1]'));
    // the softmax alone; one convolution of 4 x 3; global average pooling
    expect(shortest.size).toBe(1n + 12n + 1n);
  });

  it.each(cases)('costs %s what the original’s layers do', (string, figures) => {
    const architecture = network(string);
    expect(space.index(architecture)).toBeDefined();
    expect(figuresOf(architecture)).toEqual(figures);
  });

  it('costs a global average pooling its convolution and the classifier', () => {
    const convolutions = 32 * 32 * (3 * 64 + 64 * 10);
    const forward = 2 * (convolutions + 10 * 10);
    const inputGrad = 2 * (32 * 32 * 64 * 10 + 10 * 10);
    const params = 4 * 64 + 65 * 10 + 11 * 10;
    const expected = [forward, forward, inputGrad, 2 * forward + inputGrad, params, 32 * 32 * 74];
    expect(figuresOf(network('C64.1 G'))).toEqual(expected);
  });

  it('has no string that the grammar forbids', () => {
    const strings = {
      'a pooling first': 'P2',
      'two poolings': 'C64.1 P2 P2',
      'a fully connected layer on more than 7 x 7': 'C64.1 P2 C64.1 P2 F128',
      'a kernel of 5 at size 7': 'C64.1 P2 C64.1 P2 C64.1 P2 C64.5',
      'a convolution after a fully connected layer': 'C64.1 P5 C64.1 P5 F128 C64.1',
      'a larger one after a smaller one': 'C64.1 P5 C64.1 P5 F128 F256',
      'three of them': 'C64.1 P5 C64.1 P5 F128 F128 F128',
      'a layer after the global average pooling': 'C64.1 G C64.1',
    };
    for (const [why, string] of Object.entries(strings)) expect(space.index(network(string)), why).toBeUndefined();
    for (const string of ['', 'G', 'C64.1 P5 C64.1 P5 F256 F256', 'C64.1 P2 C64.1 P2 C64.3 P3'])
      expect(space.index(network(string)), string).toBeDefined();
  });

  /** Ours counts the outputs of linear layers as activations as well. */
  function figuresOf(architecture: Architecture): Figures {
    const { forward, filterGrad, inputGrad, training, params } = space.cost(architecture);
    const maps = space
      .layers(architecture)
      .flatMap(({ layer }) => (layer && 'type' in layer && layer.type === 'conv' ? [layer] : []));
    const elements = maps.reduce((sum, { out, input }) => sum + out * input.size.reduce((a, b) => a * b, 1), 0);
    return [...[forward, filterGrad, inputGrad, training, params].map(Number), elements];
  }
});

function network(string: string): Architecture {
  const layers = string === '' ? [] : string.split(' ');
  const decisions = layers.flatMap((layer, i): [string, string | number][] => {
    const [value = 0, kernel = 0] = layer.slice(1).split('.').map(Number);
    const path = `layers.block${i + 1}`;
    switch (layer[0]) {
      case 'C':
        return [[`${path}.kind`, 'conv'], [`${path}.filters`, value], [`${path}.kernel`, kernel]];
      case 'P':
        return [[`${path}.kind`, 'pool'], [`${path}.pool`, value]];
      case 'F':
        return [[`${path}.kind`, 'fc'], [`${path}.units`, value]];
      default:
        return [[`${path}.kind`, 'gap']];
    }
  });
  return Object.fromEntries([['layers.depth', layers.length], ...decisions]);
}
