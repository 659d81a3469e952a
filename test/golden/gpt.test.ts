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
  it('has 3 contexts, a head that is tied or not, and of each width the layers whose heads divide it', () => {
    const widths = [128, 192, 256, 384, 512, 640, 768, 1024, 1280, 1600];
    const perLayer = widths.map((width) => BigInt([4, 8, 12, 16, 20, 25].filter((heads) => width % heads === 0).length * 3));
    const upTo48 = perLayer.map((count) => Array.from({ length: 48 }, (_, i) => count ** BigInt(i + 1)).reduce(plus));
    expect(space.size).toBe(6n * upTo48.reduce(plus));
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

function plus(a: bigint, b: bigint): bigint {
  return a + b;
}

/** The space with the domains of the golden cases; its network is as shipped. */
function smallText(): string {
  const shipped = JSON.parse(readFileSync(new URL('../../spaces/gpt.json', import.meta.url), 'utf8')) as {
    decisions: object;
    blocks: { decoder: { arguments: object } };
    network: object[];
  };
  const { decoder } = shipped.blocks;
  return JSON.stringify({
    name: 'small',
    input: { tokens: 'context' },
    decisions: {
      ...shipped.decisions,
      context: { choice: [16, 64, 128] },
      width: { choice: [128, 192, 256] },
      vocabulary: { choice: [1000, 5000] },
    },
    blocks: { decoder: { ...decoder, arguments: { ...decoder.arguments, heads: { choice: [2, 4, 8] } } } },
    network: shipped.network,
  });
}
