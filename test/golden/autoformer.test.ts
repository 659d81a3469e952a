import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findKnown } from '../../src/run/known/locateKnown.js';
import { openSpace } from '../../src/run/openSpace.js';
import { knownFigures } from './knownFigures.js';

type Case = readonly [
  string,
  string,
  readonly [number, number, readonly number[], readonly number[]],
  readonly number[],
];

const { cases } = JSON.parse(readFileSync(new URL('spaces/autoformer-published.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

describe.each(cases)('autoformer-%s', async (size, name, [depth, width, heads, ratios], figures) => {
  const space = await openSpace(`autoformer-${size}`);

  it(`knows ${name}, which costs what the original does`, async () => {
    expect(await knownFigures(space, name)).toEqual(figures);
  });

  it(`knows ${name} as the original’s file has it`, async () => {
    const { space: holder, index } = await findKnown(space, name);
    const layers = heads.flatMap((count, i) => [
      [`encoder.block${i + 1}.heads`, count],
      [`encoder.block${i + 1}.mlpRatio`, ratios[i]],
    ]);
    expect(holder.at(index)).toEqual({ width, 'encoder.depth': depth, ...Object.fromEntries(layers) });
  });

  it('is outside its space only where the space is tiny', async () => {
    const [known] = (await space.known()).networks;
    expect(known?.outside !== undefined).toBe(size === 'tiny');
  });
});
