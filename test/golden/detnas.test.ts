import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSpace } from '../../src/run/openSpace.js';
import { networkFigures, type NetworkFigures } from './networkFigures.js';
import { stageBlocks } from './stageBlocks.js';

interface Golden {
  readonly ops: readonly string[];
  /** Of a space, the operation of each block as its place among `ops`. */
  readonly cases: readonly (readonly [string, string, NetworkFigures])[];
}

const { ops, cases } = JSON.parse(readFileSync(new URL('spaces/detnas.json', import.meta.url), 'utf8')) as Golden;
const CLASSES = 1000;
const SIZES = [
  ['detnas-300m', stageBlocks([4, 4, 8, 4]), 4n ** 20n, 640],
  ['detnas-1.3g', stageBlocks([8, 8, 16, 8]), 4n ** 40n, 960],
] as const;

describe.each(SIZES)('%s', async (name, blocks, size, channels) => {
  const [imageNet, coco] = await Promise.all([openSpace(name), openSpace(`${name}-coco`)]);
  const own = cases.filter(([space]) => space === name);
  const architectureOf = (digits: string) =>
    Object.fromEntries(blocks.map((block, i) => [`${block}.op`, ops[Number(digits[i])] ?? '']));

  it('has 4 architectures per block', () => {
    expect(imageNet.size).toBe(size);
    expect(coco.size).toBe(size);
    expect(own.length).toBeGreaterThan(7);
  });

  it.each(own)('%s costs %s what the original’s network does', (_name, digits, figures) => {
    expect(networkFigures(imageNet, architectureOf(digits), CLASSES)).toEqual(figures);
  });

  // 224 and the padded 800 and 1344 are multiples of 32, so that every layer's map grows by the same factor
  it.each(own)('%s on an image of COCO costs %s by its area, without the head', (_name, digits, figures) => {
    const head = headFigures(channels);
    const grown = figures.map((figure, i) => {
      const body = figure - (head[i] ?? 0);
      return i === PARAMS ? body : (body / (224 * 224)) * (800 * 1344);
    });
    expect(networkFigures(coco, architectureOf(digits), 0)).toEqual(grown);
  });
});

const PARAMS = 4;

/** Of the last 1x1 convolution to 1024 channels, with its bias and norm, and of the classifier. */
function headFigures(channels: number): NetworkFigures {
  const products = 2 * (channels * 1024 * 7 * 7 + 1024 * CLASSES);
  const params = (channels + 1) * 1024 + 2 * 1024 + (1024 + 1) * CLASSES;
  return [products, products, products, 3 * products, params, 1024 * 7 * 7];
}
