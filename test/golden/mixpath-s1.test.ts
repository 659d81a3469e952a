import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSpace } from '../../src/run/openSpace.js';
import { networkFigures, type NetworkFigures } from './networkFigures.js';
import { stageBlocks } from './stageBlocks.js';

interface Golden {
  /** The kernels of each block, its expansion. */
  readonly cases: readonly (readonly [string, string, NetworkFigures])[];
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { cases } = JSON.parse(read('spaces/mixpath-s1.json')) as Golden;
const text = read('../../spaces/mixpath-s1.json');
const blocks = stageBlocks([2, 3, 3, 2, 2]);
const CLASSES = 10;

/** How many architectures there are with at most so many paths. */
const SIZES = [
  [2, 4_096_000_000_000_000n],
  [3, 232_218_265_089_212_416n],
  [4, 531_441_000_000_000_000n],
] as const;

describe.each(SIZES)('mixpath-s1 with up to %i kernels at once', async (most, size) => {
  const counts = Array.from({ length: most }, (_, i) => i + 1);
  const space = await openSpace({ text: text.replace('"pick": [1, 2]', `"pick": ${JSON.stringify(counts)}`) });

  it(`has ${size} architectures`, () => expect(space.size).toBe(size));

  const own = cases.filter(([kernels]) => kernels.split(' ').every((subset) => subset.length <= most));

  it.each(own)('costs %s of expansion %s what the original’s network does', (kernels, expands, figures) => {
    const subsets = kernels.split(' ').map((subset) => [...subset].map((kernel) => `k${kernel}`));
    const decisions = blocks.flatMap((block, i) => [
      [`${block}.kernels`, subsets[i] ?? []],
      [`${block}.expand`, Number(expands[i])],
    ]);
    expect(networkFigures(space, Object.fromEntries(decisions), CLASSES)).toEqual(figures);
  });
});

it('ships with the paths of the original’s default', () => expect(text).toContain('"pick": [1, 2]'));
