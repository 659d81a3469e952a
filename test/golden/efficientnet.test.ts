import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { roundsTo } from '../../src/run/known/published.js';
import { openSpace } from '../../src/run/openSpace.js';

interface Expected {
  readonly totals: Readonly<
    Record<'forward' | 'filter_grad' | 'input_grad' | 'training' | 'params' | 'conv_output_elements', number>
  >;
}

const file = new URL('../../spaces/efficientnet.json', import.meta.url).pathname;
const space = await openSpace(file);
const { networks } = await space.known();

describe('efficientnet', () => {
  it('has 11 x 22 x 95 architectures', () => expect(space.size).toBe(22_990n));

  it.each([
    ['efficientnet_b0', 1, 1, 224],
    ['efficientnet_b3', 1.2, 1.4, 300],
    ['efficientnet_b3_at224', 1.2, 1.4, 224],
  ])('costs %s what autograd runs', (name, width, depth, resolution) => {
    const { totals } = JSON.parse(
      readFileSync(new URL(`zoo/${name}.expected.json`, import.meta.url), 'utf8'),
    ) as Expected;
    const cost = space.cost(space.indexOf({ width, depth, resolution }));
    expect({ ...cost }).toMatchObject({
      forward: totals.forward,
      filterGrad: totals.filter_grad,
      inputGrad: totals.input_grad,
      training: totals.training,
      params: totals.params,
      // the classifier's outputs, too
      activations: totals.conv_output_elements + 1000,
    });
  });

  // torchvision evaluates B2 at 288 pixels
  it.each([
    ['efficientnet-b0', 224, '0.386G', 5_288_548],
    ['efficientnet-b1', 240, '0.687G', 7_794_184],
    ['efficientnet-b2', 288, '1.088G', 9_109_994],
    ['efficientnet-b3', 300, '1.827G', 12_233_232],
    ['efficientnet-b4', 380, '4.394G', 19_341_616],
    ['efficientnet-b5', 456, '10.266G', 30_389_784],
    ['efficientnet-b6', 528, '19.068G', 43_040_704],
    ['efficientnet-b7', 600, '37.746G', 66_347_960],
  ])('%s at %i pixels has the %s MACs and %i parameters of torchvision', (name, resolution, macs, params) => {
    const known = networks.find((network) => network.name === name);
    const cost = space.cost(space.indexOf({ ...known?.architecture, resolution }));
    expect(roundsTo(cost.macs, macs), String(cost.macs)).toBe(true);
    expect(cost.params).toBe(params);
  });
});
