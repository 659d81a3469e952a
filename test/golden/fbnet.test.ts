import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findKnown } from '../../src/run/known/locateKnown.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture } from '../../src/types.js';
import { networkFigures, type NetworkFigures } from './networkFigures.js';
import { stageBlocks } from './stageBlocks.js';

interface Golden {
  readonly ops: readonly string[];
  /** The operation of each layer as its place among `ops`. */
  readonly cases: readonly (readonly [string, NetworkFigures])[];
  readonly known: readonly (readonly [string, NetworkFigures])[];
}

const { ops, cases, known } = JSON.parse(readFileSync(new URL('spaces/fbnet.json', import.meta.url), 'utf8')) as Golden;
const layers = stageBlocks([1, 4, 4, 4, 4, 4, 1]);
/** The original's classifier is a convolution, and counted as one. */
const LEFT_OUT = 0;

describe('fbnet', async () => {
  const space = await openSpace('fbnet');

  it('has 9^22 architectures', () => expect(space.size).toBe(9n ** 22n));

  it.each(cases)('costs %s what the network of mobile-vision does', (digits, figures) => {
    const architecture: Record<string, Architecture[string]> = { head: 1984 };
    for (const [i, layer] of layers.entries()) architecture[layer] = ops[Number(digits[i])] ?? '';
    expect(networkFigures(space, architecture, LEFT_OUT)).toEqual(figures);
  });

  it.each(known)('costs %s what its definition in mobile-vision does', async (name, figures) => {
    const found = await findKnown(space, name);
    expect(networkFigures(found.space, found.index, LEFT_OUT)).toEqual(figures);
  });
});
