import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CompiledSpace } from '../../src/run/compiledSpace.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture } from '../../src/types.js';

type Kind = 'conv3d' | 'conv2plus1d' | 'conv2d';

const WIDTHS = [64, 128, 256, 512];

let space: CompiledSpace;
beforeAll(async () => {
  space = await openSpace('video-resnet');
});

describe('video-resnet', () => {
  it('has 3 lengths of clips, 3 stems, and 3 kinds of each block', () => {
    const blocks = (from: number, to: number) => (3n ** BigInt(to + 1) - 3n ** BigInt(from)) / 2n;
    expect(space.size).toBe(3n * 3n * blocks(2, 3) * blocks(2, 4) * blocks(2, 6) * blocks(2, 3));
  });

  it.each(['r3d_18', 'mc3_18'])('%s costs what torchvision’s network does as autograd runs it', async (name) => {
    const { totals } = JSON.parse(readFileSync(new URL(`zoo/${name}.expected.json`, import.meta.url), 'utf8')) as {
      totals: Record<string, number>;
    };
    const cost = space.cost(await indexOfKnown(name));
    expect(cost).toMatchObject({
      forward: totals['forward'],
      filterGrad: totals['filter_grad'],
      inputGrad: totals['input_grad'],
      training: totals['training'],
      params: totals['params'],
      // the classifier's 400 outputs are no convolution's
      activations: Number(totals['conv_output_elements']) + 400,
    });
  });

  it('r2plus1d_18 has the parameters of torchvision’s', async () => {
    const cost = space.cost(await indexOfKnown('r2plus1d_18'));
    expect(cost.params).toBe(31_505_325);
    expect((Number(cost.macs) / 1e9).toFixed(2)).toBe('40.52');
  });

  it('costs networks what their convolutions add up to', () => {
    for (let i = 0n; i < 300n; i++) {
      const index = (i * 1_000_003n * 4_957n) % space.size;
      const architecture = space.at(index);
      expect(space.indexOf(architecture)).toBe(index);
      expect(space.cost(index), JSON.stringify(architecture)).toMatchObject(convolutions(architecture));
    }
  });
});

async function indexOfKnown(name: string): Promise<bigint> {
  const { networks } = await space.known();
  return space.indexOf(networks.find((network) => network.name === name)?.architecture ?? {});
}

/** By torchvision's rules, layer after layer, on nothing but numbers. */
function convolutions(architecture: Architecture) {
  const total = { macs: 0, params: 400 * 513, activations: 400 };
  const stem = { macs: 0 };
  let frames = Number(architecture['frames']);
  let side = 56;
  let channels = 3;
  const conv = (inputs: number, out: number, kernel: number) => {
    const points = frames * side * side;
    total.macs += inputs * out * kernel * points;
    total.params += inputs * out * kernel + 2 * out;
    total.activations += out * points;
  };
  const convolution = (kind: Kind, inputs: number, out: number, mid: number, window: number, stride: number) => {
    if (kind === 'conv3d') {
      frames /= stride;
      conv(inputs, out, 3 * window);
    } else if (kind === 'conv2d') conv(inputs, out, window);
    else {
      conv(inputs, mid, window);
      frames /= stride;
      conv(mid, out, 3);
    }
  };

  const kind = architecture['stem'] as Kind;
  convolution(kind, 3, 64, 45, 49, 1);
  stem.macs = 3 * (kind === 'conv2plus1d' ? 45 : 64) * 49 * (kind === 'conv3d' ? 3 : 1) * frames * side * side;
  channels = 64;
  for (const [stage, out] of WIDTHS.entries()) {
    for (let block = 1; block <= Number(architecture[`stage${stage + 1}.depth`]); block++) {
      const kindOfBlock = architecture[`stage${stage + 1}.block${block}.kind`] as Kind;
      const stride = stage > 0 && block === 1 ? 2 : 1;
      const mid = Math.floor((channels * out * 27) / (channels * 9 + 3 * out));
      side /= stride;
      convolution(kindOfBlock, channels, out, mid, 9, stride);
      convolution(kindOfBlock, out, out, mid, 9, 1);
      if (stride === 2) conv(channels, out, 1);
      channels = out;
    }
  }
  total.macs += 512 * 400;
  const forward = 2 * total.macs;
  const inputGrad = forward - 2 * stem.macs;
  return { ...total, forward, filterGrad: forward, inputGrad, training: forward + forward + inputGrad };
}
