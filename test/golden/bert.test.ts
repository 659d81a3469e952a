import { describe, expect, it } from 'vitest';
import { openSpace } from '../../src/run/openSpace.js';
import { figuresOf } from './figuresOf.js';
import { knownFigures } from './knownFigures.js';

const VOCABULARY = 30_522;
const POSITIONS = 512;

interface Encoder {
  readonly tokens: number;
  readonly width: number;
  readonly layers: readonly { readonly heads: number; readonly feedForward: number }[];
}

const space = await openSpace('bert');

/**
 * Layers, width; millions of parameters of the pre-training model (Turc et al. 2019; BERT-large: the checkpoint's
 * 336M).
 */
const SIZES = [
  ['bert-tiny', 2, 128, 4.4, 1],
  ['bert-mini', 4, 256, 11.3, 1],
  ['bert-small', 4, 512, 29.1, 1],
  ['bert-medium', 8, 512, 41.7, 1],
  ['bert-base', 12, 768, 110.1, 1],
  ['bert-large', 24, 1024, 336, 0],
] as const;

describe('bert', () => {
  it('has 15 x (64 + 64^2 + … + 64^24) architectures', () => {
    const ofDepth = Array.from({ length: 24 }, (_, i) => 64n ** BigInt(i + 1));
    expect(space.size).toBe(15n * ofDepth.reduce((sum, count) => sum + count));
  });

  it('costs bert-base and bert-large the parameters of their checkpoints', async () => {
    expect((await knownFigures(space, 'bert-base'))[4]).toBe(109_482_240);
    expect((await knownFigures(space, 'bert-large'))[4]).toBe(335_141_888);
  });

  it.each(SIZES)('knows %s', async (name, depth, width) => {
    const layers = Array.from({ length: depth }, () => ({ heads: width / 64, feedForward: 4 * width }));
    expect(await knownFigures(space, name)).toEqual(encoderFigures({ tokens: 128, width, layers }));
  });

  it.each(SIZES)(
    'has the published parameters with the heads of pre-training: %s',
    async (name, _, width, millions, digits) => {
      const heads = width * width + 3 * width + VOCABULARY + 2 * width + 2;
      const params = (await knownFigures(space, name))[4] as number;
      expect(((params + heads) / 1e6).toFixed(digits)).toBe(millions.toFixed(digits));
    },
  );

  it('costs every encoder what its layers add up to', () => {
    for (let i = 0n; i < 500n; i++) {
      const index = (i * (space.size - 1n)) / 499n;
      const architecture = space.at(index);
      const depth = architecture['encoder.depth'] as number;
      const layers = Array.from({ length: depth }, (_, layer) => ({
        heads: architecture[`encoder.block${layer + 1}.heads`] as number,
        feedForward: architecture[`encoder.block${layer + 1}.feedForward`] as number,
      }));
      const encoder = { tokens: architecture.tokens as number, width: architecture.width as number, layers };
      expect(figuresOf(space.cost(index)), `${index}`).toEqual(encoderFigures(encoder));
    }
  });
});

/** In closed form. */
function encoderFigures({ tokens, width, layers }: Encoder): number[] {
  let linear = width * width;
  let product = 0;
  let params = (VOCABULARY + POSITIONS + 2) * width + 2 * width + width * (width + 1);
  for (const { heads, feedForward } of layers) {
    const attended = 64 * heads;
    linear += tokens * (4 * width * attended + 2 * width * feedForward);
    product += 2 * tokens * tokens * attended;
    params += 3 * attended * (width + 1) + width * (attended + 1);
    params += feedForward * (width + 1) + width * (feedForward + 1) + 4 * width;
  }
  return [2 * (linear + product), 2 * linear, 2 * linear + 4 * product, 6 * (linear + product), params];
}
