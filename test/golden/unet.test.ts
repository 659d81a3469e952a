import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CompiledSpace } from '../../src/run/compiledSpace.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture, Metric } from '../../src/types.js';
import { compileGolden } from './compiled.js';

let space: CompiledSpace;
beforeAll(async () => {
  space = await openSpace('unet');
});

describe('unet', () => {
  it('has 3 convolution counts and 2 kernels of each padded level, one unpadded network of each shape', () => {
    const levels = [3n, 4n, 5n];
    const padded = levels.reduce((sum, count) => sum + 6n ** (2n * count - 1n), 0n);
    expect(space.size).toBe(4n * 2n * 2n * (3n * padded + 3n));
  });

  it('holds the U-Net of 2015, whose figures are its convolutions’', async () => {
    const cost = space.cost(await indexOfKnown('u-net'));
    // per level: side of the first convolution's output on the way down, and on the way up
    const [down, up] = [
      [570, 282, 138, 66, 30],
      [390, 198, 102, 54],
    ];
    let macs = 0;
    let params = 0;
    const conv = (inputs: number, out: number, kernel: number, side: number) => {
      macs += inputs * out * kernel ** 2 * side ** 2;
      params += inputs * out * kernel ** 2 + out;
    };
    for (const [level, side] of down.entries()) {
      const width = 64 << level;
      conv(level === 0 ? 1 : width / 2, width, 3, side);
      conv(width, width, 3, side - 2);
    }
    for (const [level, side] of up.entries()) {
      const width = 64 << level;
      // multiplied per input position
      conv(2 * width, width, 2, (side + 2) / 2);
      conv(2 * width, width, 3, side);
      conv(width, width, 3, side - 2);
    }
    conv(64, 2, 1, 388);
    expect(params).toBe(31_030_658);
    const forward = 2 * macs;
    const inputGrad = forward - 2 * 64 * 9 * 570 ** 2;
    expect(cost).toMatchObject({ forward, filterGrad: forward, inputGrad, training: 2 * forward + inputGrad, params });
  });

  it('holds the plain U-Net', async () => {
    const plain = compileGolden(readFileSync(new URL('zoo/unet_plain.json', import.meta.url), 'utf8')).cost({});
    const metrics: Metric[] = ['forward', 'filterGrad', 'inputGrad', 'training', 'macs', 'params', 'activations'];
    const known = space.cost(await indexOfKnown('u-net-padded'));
    expect(metrics.map((metric) => known[metric])).toEqual(metrics.map((metric) => plain[metric]));
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

/** Level after level, on nothing but numbers. */
function convolutions(architecture: Architecture) {
  const total = { macs: 0, params: 0, activations: 0 };
  const valid = architecture['padding'] === 'valid';
  const affine = architecture['norm'] === 'batch' ? 2 : 1;
  const levels = Number(architecture['levels']);
  let side = Number(architecture['size']);
  let channels = 1;
  const conv = (out: number, kernel: number, perOutput: number, points = side ** 2) => {
    total.macs += channels * out * kernel * points;
    total.params += channels * out * kernel + out * perOutput;
    total.activations += out * side ** 2;
    channels = out;
  };
  const level = (name: string, depth: number) => {
    const kernel = valid ? 3 : Number(architecture[`${name}.kernel`]);
    for (let i = 0; i < (valid ? 2 : Number(architecture[`${name}.convs`])); i++) {
      if (valid) side -= 2;
      conv(Number(architecture['width']) << depth, kernel ** 2, affine);
    }
  };

  const stem = { side: valid ? side - 2 : side, kernel: valid ? 3 : Number(architecture['encoder1.kernel']) };
  for (let depth = 0; depth < levels; depth++) {
    if (depth > 0) side = Math.floor(side / 2);
    level(`encoder${depth + 1}`, depth);
  }
  for (let depth = levels - 2; depth >= 0; depth--) {
    side *= 2;
    if (architecture['up'] === 'transposed') conv(channels / 2, 4, 1, (side / 2) ** 2);
    else conv(channels / 2, 1, 1);
    channels *= 2;
    level(`decoder${depth + 1}`, depth);
  }
  conv(2, 1, 1);
  const forward = 2 * total.macs;
  const inputGrad = forward - 2 * Number(architecture['width']) * (stem.kernel * stem.side) ** 2;
  return { ...total, forward, filterGrad: forward, inputGrad, training: 2 * forward + inputGrad };
}
