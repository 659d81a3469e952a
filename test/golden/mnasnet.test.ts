import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findKnown } from '../../src/run/known/locateKnown.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture } from '../../src/types.js';
import { randomArchitectures } from './randomArchitectures.js';

const space = await openSpace(new URL('../../spaces/mnasnet.json', import.meta.url).pathname);

describe('mnasnet', () => {
  it('has 432^5 architectures', () => expect(space.size).toBe(432n ** 5n));

  it.each([
    ['mobilenetv2', 'mobilenet_v2', true],
    ['mnasnet-b1', 'mnasnet1_0', false],
  ])('costs %s what autograd runs of torchvision’s %s', async (name, zoo, inside) => {
    const { totals } = JSON.parse(readFileSync(new URL(`zoo/${zoo}.expected.json`, import.meta.url), 'utf8')) as {
      totals: Record<string, number>;
    };
    const { space: holder, index, known } = await findKnown(space, name);
    const { forward, filterGrad, inputGrad, training, params, activations } = holder.cost(index);
    // the classifier's outputs are activations, too
    const outputs = Number(activations) - 1000;
    expect([forward, filterGrad, inputGrad, training, params, outputs]).toEqual(Object.values(totals));
    expect(known.outside === undefined).toBe(inside);
  });

  it('holds MnasNet-A1 and B1 but for the filters of one block each', async () => {
    for (const [name, block] of [
      ['mnasnet-a1', 5],
      ['mnasnet-b1', 6],
    ] as const) {
      const { known } = await findKnown(space, name);
      expect(() => space.indexOf(known.architecture), name).toThrow(`block${block}.filters`);
      expect(() => space.indexOf({ ...known.architecture, [`block${block}.filters`]: 1.25 }), name).not.toThrow();
    }
  });

  it('costs MnasNet-A1 what its layers add up to', async () => {
    const { space: holder, index } = await findKnown(space, 'mnasnet-a1');
    const count = network([
      { op: 'mbconv6', kernel: 3, seRatio: 0, filters: 24, layers: 2 },
      { op: 'mbconv3', kernel: 5, seRatio: 0.25, filters: 40, layers: 3 },
      { op: 'mbconv6', kernel: 3, seRatio: 0, filters: 80, layers: 4 },
      { op: 'mbconv6', kernel: 3, seRatio: 0.25, filters: 112, layers: 2 },
      { op: 'mbconv6', kernel: 5, seRatio: 0.25, filters: 160, layers: 3 },
    ]);
    const { macs, params, activations } = holder.cost(index);
    expect([macs, params, activations]).toEqual([count.macs, count.params, count.outputs]);
  });

  it('costs any network what its layers add up to', () => {
    for (const architecture of randomArchitectures(space.decisions, 500)) {
      const count = network(FILTERS_OF_V2.map((_, i) => blockOf(architecture, i)));
      const { macs, params, activations, inputGrad, training } = space.cost(space.indexOf(architecture));
      const found = [macs, params, activations].map(Number);
      expect(found, JSON.stringify(architecture)).toEqual([count.macs, count.params, count.outputs]);
      const stemMacs = 27 * 32 * 112 ** 2;
      expect([inputGrad, training].map(Number)).toEqual([2 * (count.macs - stemMacs), 6 * count.macs - 2 * stemMacs]);
    }
  });
});

const FILTERS_OF_V2 = [24, 32, 64, 96, 160];
const LAYERS_OF_V2 = [2, 3, 4, 3, 3];
/** 0.75, 1 and 1.25 times MobileNetV2's filters, in multiples of 8 and never less than nine tenths. */
const FILTERS = [
  [24, 24, 32],
  [24, 32, 40],
  [48, 64, 80],
  [72, 96, 120],
  [120, 160, 200],
];

interface Block {
  readonly op: string;
  readonly kernel: number;
  readonly seRatio: number;
  readonly filters: number;
  readonly layers: number;
}

function blockOf(architecture: Architecture, i: number): Block {
  const value = (name: string) => architecture[`block${i + 2}.${name}`];
  return {
    op: String(value('op')),
    kernel: Number(value('kernel')),
    seRatio: Number(value('seRatio')),
    filters: FILTERS[i]?.[[0.75, 1, 1.25].indexOf(Number(value('filters')))] ?? 0,
    layers: (LAYERS_OF_V2[i] ?? 0) + Number(value('layers')),
  };
}

/** The network of five searched blocks, from the definition of its layers. */
function network(searched: readonly Block[]): Count {
  const count = new Count();
  count.conv(3, 32, 3, 112);
  count.layer(32, 16, 112, 112, { op: 'sepconv', kernel: 3, seRatio: 0 });
  let [from, side] = [16, 112];
  for (const [i, block] of searched.entries()) {
    for (let layer = 0; layer < block.layers; layer++) {
      const out = layer === 0 && i !== 3 ? side / 2 : side;
      count.layer(from, block.filters, side, out, block);
      [from, side] = [block.filters, out];
    }
  }
  count.layer(from, 320, side, side, { op: 'mbconv6', kernel: 3, seRatio: 0 });
  count.conv(320, 1280, 1, side);
  count.biased(1280, 1000);
  return count;
}

class Count {
  macs = 0;
  params = 0;
  outputs = 0;

  /** A convolution and its batch normalisation. */
  conv(from: number, to: number, kernel: number, side: number, groups = 1): void {
    const weights = (from / groups) * to * kernel ** 2;
    this.macs += weights * side ** 2;
    this.params += weights + 2 * to;
    this.outputs += to * side ** 2;
  }

  biased(from: number, to: number): void {
    this.macs += from * to;
    this.params += from * to + to;
    this.outputs += to;
  }

  layer(
    from: number,
    to: number,
    sideIn: number,
    sideOut: number,
    { op, kernel, seRatio }: Pick<Block, 'op' | 'kernel' | 'seRatio'>,
  ): void {
    const mid = from * ({ mbconv3: 3, mbconv6: 6 }[op] ?? 1);
    const wide = op === 'conv' ? to : mid;
    if (mid !== from) this.conv(from, mid, 1, sideIn);
    if (op === 'conv') this.conv(from, to, kernel, sideOut);
    else this.conv(mid, mid, kernel, sideOut, mid);
    if (seRatio > 0) {
      const squeezed = Math.floor(from * seRatio);
      this.biased(wide, squeezed);
      this.biased(squeezed, wide);
    }
    if (op !== 'conv') this.conv(mid, to, 1, sideOut);
  }
}
