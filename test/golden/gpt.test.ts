import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSpace } from '../../src/run/openSpace.js';
import { compileGolden } from './compiled.js';
import { figuresOf } from './figuresOf.js';
import { knownFigures } from './knownFigures.js';

type Small = readonly [number, number, number, boolean, readonly number[], readonly number[]];
interface Golden {
  readonly cases: readonly (readonly [Small, readonly number[]])[];
  readonly known: readonly (readonly [string, readonly number[]])[];
}

const golden = JSON.parse(readFileSync(new URL('spaces/gpt.json', import.meta.url), 'utf8')) as Golden;
const space = await openSpace('gpt');

describe('gpt', () => {
  it('has 80 x (6 + 6^2 + … + 6^48) architectures', () => {
    const ofDepth = Array.from({ length: 48 }, (_, i) => 6n ** BigInt(i + 1));
    expect(space.size).toBe(80n * ofDepth.reduce((sum, count) => sum + count));
  });

  it('knows the four sizes of GPT-2', async () => {
    const { networks } = await space.known();
    expect(networks.map(({ name }) => name)).toEqual(golden.known.map(([name]) => name));
  });

  it.each(golden.known)('costs %s what the original does', async (name, figures) => {
    expect(await knownFigures(space, name)).toEqual(figures);
  });

  it.each([
    ['gpt2', 768, 117],
    ['gpt2-medium', 1024, 345],
    ['gpt2-large', 1280, 762],
    ['gpt2-xl', 1600, 1542],
  ] as const)('has the paper’s parameters with the vocabulary of GPT-1: %s', async (name, width, millions) => {
    const params = (await knownFigures(space, name))[4] as number;
    expect(Math.round((params - (50_257 - 40_478) * width) / 1e6)).toBe(millions);
  });
});

describe('small relatives of GPT-2', () => {
  const small = compileGolden(smallText());

  it.each(golden.cases)(
    'cost what the original does: %j',
    ([vocabulary, context, width, tied, heads, ratios], figures) => {
      const layers = heads.flatMap((count, i) => [
        [`decoder.block${i + 1}.heads`, count],
        [`decoder.block${i + 1}.mlpRatio`, ratios[i]],
      ]);
      const shape = { vocabulary, context, width, tied, 'decoder.depth': heads.length };
      const architecture = { ...shape, ...(Object.fromEntries(layers) as Record<string, number>) };
      expect(small.index(architecture)).toBeDefined();
      expect(figuresOf(small.cost(architecture))).toEqual(figures);
    },
  );
});

/** The space with the domains of the golden cases, which give heads and not their size; its network is as shipped. */
function smallText(): string {
  const shipped = JSON.parse(readFileSync(new URL('../../spaces/gpt.json', import.meta.url), 'utf8')) as {
    decisions: object;
    blocks: { decoder: { arguments: { mlpRatio: object }; layers: object[] } };
    network: object[];
  };
  const { mlpRatio } = shipped.blocks.decoder.arguments;
  return JSON.stringify({
    name: 'small',
    input: { tokens: 'context' },
    decisions: {
      ...shipped.decisions,
      context: { choice: [16, 64, 128] },
      vocabulary: { choice: [1000, 5000] },
    },
    blocks: {
      decoder: {
        arguments: { mlpRatio, heads: { choice: [2, 4, 8] } },
        let: { headSize: 'width / heads' },
        layers: shipped.blocks.decoder.layers,
      },
    },
    network: shipped.network,
  });
}
