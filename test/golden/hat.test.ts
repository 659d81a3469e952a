import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture } from '../../src/types.js';
import { compileGolden } from './compiled.js';
import { figuresOf } from './figuresOf.js';
import { knownFigures } from './knownFigures.js';

/** Words of a sentence, in and out. */
const TOKENS = 30;

interface Transformer {
  readonly encoderWidth: number;
  readonly decoderWidth: number;
  /** Of queries, keys and values. */
  readonly attended: number;
  readonly encoder: readonly number[];
  /** Feed-forward width, and how many encoder layers are attended to. */
  readonly decoder: readonly (readonly [number, number])[];
}

const space = await openSpace('hat');

describe('hat', () => {
  it('has 4 x 6^6 x (36 + 36^2 + … + 36^6) architectures', () => {
    const ofDepth = Array.from({ length: 6 }, (_, i) => 36n ** BigInt(i + 1));
    expect(space.size).toBe(4n * 6n ** 6n * ofDepth.reduce((sum, count) => sum + count));
  });

  it('has the parameters that are published of the network with BLEU 28.4', async () => {
    const params = (await knownFigures(space, 'hat-raspberrypi-6.9s'))[4] as number;
    expect(Math.round(params / 1e6)).toBe(48);
  });

  it('costs known networks what their layers add up to', async () => {
    const { networks } = await space.known();
    expect(networks).toHaveLength(8);
    for (const { name, architecture } of networks) {
      const known = transformerOf(space.at(space.indexOf(architecture)));
      expect(await knownFigures(space, name), name).toEqual(transformerFigures(known));
    }
  });

  it('costs every transformer what its layers add up to', () => {
    for (let i = 0n; i < 500n; i++) {
      const index = (i * (space.size - 1n)) / 499n;
      const expected = transformerFigures(transformerOf(space.at(index)));
      expect(figuresOf(space.cost(index)), `${index}`).toEqual(expected);
    }
  });

  it('counts as the paper: Transformer-Big has 176M parameters and 10.6 GFLOPs', () => {
    const text = readFileSync(new URL('../../spaces/hat.json', import.meta.url), 'utf8')
      .replaceAll('"width": 512', '"width": 1024')
      .replaceAll('[640, 512]', '[1024]')
      .replaceAll('[3072, 2048, 1024]', '[4096]')
      .replaceAll('[8, 4]', '[16]')
      .replace('[6, 5, 4, 3, 2, 1]', '[6]')
      .replace('[1, 2, 3]', '[1]');
    const big = compileGolden(text);
    expect(big.size).toBe(1n);
    const cost = figuresOf(big.cost(onlyArchitecture(big.graph.decisions)));
    const widths = { encoderWidth: 1024, decoderWidth: 1024, attended: 1024 };
    const encoder = Array<number>(6).fill(4096);
    const decoder = encoder.map((inner) => [inner, 1] as const);
    expect(cost).toEqual(transformerFigures({ ...widths, encoder, decoder }));
    expect(Math.round((cost[4] as number) / 1e6)).toBe(176);
    expect(((cost[0] as number) / 1e9).toFixed(1)).toBe('10.6');
  });
});

function onlyArchitecture(
  decisions: readonly { readonly name: string; readonly values: readonly unknown[] }[],
): Architecture {
  return Object.fromEntries(decisions.map(({ name, values }) => [name, values[0]])) as Architecture;
}

function transformerOf(architecture: Architecture): Transformer {
  const number = (name: string) => architecture[name] as number;
  const inner = (side: string, i: number) => number(`${side}.block${i + 1}.feedForward.inner`);
  return {
    encoderWidth: number('encoderWidth'),
    decoderWidth: number('decoderWidth'),
    attended: 512,
    encoder: Array.from({ length: 6 }, (_, i) => inner('encoder', i)),
    decoder: Array.from({ length: number('decoder.depth') }, (_, i) => [
      inner('decoder', i),
      number(`decoder.block${i + 1}.attended.encoderLayers`),
    ]),
  };
}

/** In closed form. */
function transformerFigures({ encoderWidth, decoderWidth, attended, encoder, decoder }: Transformer): number[] {
  let linear = 0;
  let product = 0;
  let params = 0;
  const project = (tokens: number, from: number, to: number) => {
    linear += tokens * from * to;
    params += (from + 1) * to;
  };
  const attend = (width: number, keys: number, keyWidth: number) => {
    project(TOKENS, width, attended);
    project(keys, keyWidth, attended);
    project(keys, keyWidth, attended);
    project(TOKENS, attended, width);
    product += 2 * TOKENS * keys * attended;
    params += 2 * width;
  };
  const feedForward = (width: number, inner: number) => {
    project(TOKENS, width, inner);
    project(TOKENS, inner, width);
    params += 2 * width;
  };
  for (const inner of encoder) {
    attend(encoderWidth, TOKENS, encoderWidth);
    feedForward(encoderWidth, inner);
  }
  for (const [inner, encoderLayers] of decoder) {
    attend(decoderWidth, TOKENS, decoderWidth);
    attend(decoderWidth, encoderLayers * TOKENS, encoderWidth);
    feedForward(decoderWidth, inner);
  }
  return [2 * (linear + product), 2 * linear, 2 * linear + 4 * product, 6 * (linear + product), params];
}
