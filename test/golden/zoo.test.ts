import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Layer } from '../../src/types.js';
import { compileGolden } from './compiled.js';

const FOLDER = new URL('zoo/', import.meta.url);

interface Expected {
  /** Of the network: channels, then sides. */
  readonly input: readonly number[];
  readonly totals: Readonly<
    Record<'forward' | 'filter_grad' | 'input_grad' | 'training' | 'params' | 'conv_output_elements', number>
  >;
  /** In the order of execution: kind, forward, filter gradient, input gradient. */
  readonly layers: readonly (readonly ['conv' | 'linear' | 'matmul', number, number, number])[];
}

const cases = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => name.replace('.expected.json', ''));

describe('networks of torchvision, as autograd runs them', () => {
  it.each(cases)('%s: totals', (name) => {
    const { input, totals } = expectedOf(name);
    const space = compileGolden(spaceText(name, input));
    expect(space.size).toBe(1n);
    const cost = space.cost({});
    expect({
      forward: cost.forward,
      filter_grad: cost.filterGrad,
      input_grad: cost.inputGrad,
      training: cost.training,
      params: cost.params,
    }).toEqual({
      forward: totals.forward,
      filter_grad: totals.filter_grad,
      input_grad: totals.input_grad,
      training: totals.training,
      params: totals.params,
    });
  });

  it.each(cases)('%s: outputs of convolutions', (name) => {
    const { input, totals } = expectedOf(name);
    const layers = compileGolden(spaceText(name, input)).layers({});
    const convs = layers.filter(({ layer }) => typeOf(layer) === 'conv');
    // ours count linear outputs as well, which conv_output_elements leaves out
    const activations = convs.reduce((sum, { cost }) => sum + Number((cost as number[])[6]), 0);
    expect(activations - linearsAsConvs(name, convs)).toBe(totals.conv_output_elements);
  });

  it.each(cases)('%s: layer by layer', (name) => {
    const { input, layers } = expectedOf(name);
    const found = compileGolden(spaceText(name, input))
      .layers({})
      .filter(({ layer }) => ['conv', 'linear', 'matmul'].includes(typeOf(layer)))
      .map(({ layer, cost }) => [kindIn(name, typeOf(layer)), ...(cost as number[]).slice(0, 3)]);
    expect(found).toEqual(layers.map(([kind, ...figures]) => [kindIn(name, kind), ...figures]));
  });
});

describe('plain networks, by their closed forms', () => {
  it('unet_plain', () => {
    let macs = 0;
    let params = 0;
    const conv = (inputs: number, out: number, kernel: number, points: number) => {
      macs += inputs * out * kernel * kernel * points;
      params += inputs * out * kernel * kernel + out;
    };
    const widths = [32, 64, 128, 256, 512];
    for (const [level, width] of widths.entries()) {
      const points = (256 >> level) ** 2;
      conv(level === 0 ? 1 : width / 2, width, 3, points);
      conv(width, width, 3, points);
    }
    for (const [level, width] of [...widths.entries()].slice(0, 4)) {
      const points = (256 >> level) ** 2;
      // the transposed convolution counts per input point
      conv(2 * width, width, 2, points / 4);
      conv(2 * width, width, 3, points);
      conv(width, width, 3, points);
    }
    conv(32, 2, 1, 256 ** 2);
    const cost = compileGolden(spaceText('unet_plain')).cost({});
    const stem = 2 * 32 * 9 * 256 ** 2;
    expect(cost).toMatchObject({ forward: 2 * macs, filterGrad: 2 * macs, inputGrad: 2 * macs - stem, params });
  });

  it('wavenet_plain', () => {
    const points = 16_000;
    const gated = 2 * (2 * 64 * 64) + 64 * 128;
    const weights = 64 + 20 * gated + 19 * 64 * 64 + 128 * 128 + 128 * 256;
    const biases = 64 + 20 * (64 + 64 + 128) + 19 * 64 + 128 + 256;
    const cost = compileGolden(spaceText('wavenet_plain')).cost({});
    const forward = 2 * weights * points;
    const stem = 2 * 64 * points;
    expect(cost).toMatchObject({
      forward,
      filterGrad: forward,
      inputGrad: forward - stem,
      training: 3 * forward - stem,
      params: weights + biases,
    });
  });
});

function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(new URL(`${name}.expected.json`, FOLDER), 'utf8')) as Expected;
}

/** The space file of a network; `_at224` is the file without it, at another size. */
function spaceText(name: string, input?: readonly number[]): string {
  const file = new URL(`${name}.json`, FOLDER);
  const text = readFileSync(existsSync(file) ? file : new URL(`${name.replace(/_at\d+$/, '')}.json`, FOLDER), 'utf8');
  if (!input) return text;
  const space = JSON.parse(text) as { input: { channels: number; size: unknown } };
  return JSON.stringify({ ...space, input: { channels: input[0], size: input.slice(1) } });
}

function typeOf(layer: unknown): Layer['type'] {
  return (layer as Layer).type;
}

/** ConvNeXt's linear layers run on channels of a map: here they are 1x1 convolutions, of the same cost. */
function kindIn(name: string, kind: string): string {
  return name === 'convnext_tiny' && kind === 'linear' ? 'conv' : kind;
}

/** Their outputs, which the reference does not count as a convolution's. */
function linearsAsConvs(name: string, convs: ReturnType<ReturnType<typeof compileGolden>['layers']>): number {
  if (name !== 'convnext_tiny') return 0;
  return convs
    .filter(({ layer }) => (layer as Layer & { type: 'conv' }).kernel[0] === 1)
    .reduce((sum, { cost }) => sum + Number((cost as number[])[6]), 0);
}
