import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CompiledSpace } from '../../src/run/compiledSpace.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture, Metric } from '../../src/types.js';
import { compileGolden } from './compiled.js';

const POINTS = 16_000;

let space: CompiledSpace;
beforeAll(async () => {
  space = await openSpace('wavenet');
});

describe('wavenet', () => {
  it('has 4 to 10 layers of 2 kernels in each of up to 4 stacks, and 54 settings of widths and activation', () => {
    const stack = [4n, 5n, 6n, 7n, 8n, 9n, 10n].reduce((sum, depth) => sum + 2n ** depth, 0n);
    expect(space.size).toBe(54n * (stack + stack ** 2n + stack ** 3n + stack ** 4n));
  });

  it('holds the plain WaveNet', async () => {
    const { networks } = await space.known();
    const index = space.indexOf(networks.find(({ name }) => name === 'wavenet-2x10')?.architecture ?? {});
    const plain = compileGolden(readFileSync(new URL('zoo/wavenet_plain.json', import.meta.url), 'utf8')).cost({});
    const metrics: Metric[] = ['forward', 'filterGrad', 'inputGrad', 'training', 'macs', 'params', 'activations'];
    const known = space.cost(index);
    expect(metrics.map((metric) => known[metric])).toEqual(metrics.map((metric) => plain[metric]));
    expect(known.params).toBe(625_344);
  });

  it('costs networks what their convolutions add up to', () => {
    for (let i = 0n; i < 300n; i++) {
      const index = (i * 1_000_003n * 4_957_000_031n) % space.size;
      const architecture = space.at(index);
      expect(space.indexOf(architecture)).toBe(index);
      expect(space.cost(index), JSON.stringify(architecture)).toMatchObject(convolutions(architecture));
    }
  });
});

function convolutions(architecture: Architecture) {
  const number = (name: string) => Number(architecture[name]);
  const [residual, gate, skip] = [number('residual'), number('gate'), number('skip')];
  const total = { macs: 0, params: 0, activations: 0 };
  const conv = (inputs: number, out: number, kernel: number) => {
    total.macs += inputs * out * kernel * POINTS;
    total.params += inputs * out * kernel + out;
    total.activations += out * POINTS;
  };
  conv(1, residual, 1);
  const stacks = number('stacks');
  for (let stack = 1; stack <= stacks; stack++) {
    const depth = number(`stack${stack}.depth`);
    for (let layer = 1; layer <= depth; layer++) {
      for (let i = 0; i < (architecture['activation'] === 'gated' ? 2 : 1); i++) {
        conv(residual, gate, number(`stack${stack}.block${layer}.unit.kernel`));
      }
      conv(gate, skip, 1);
      if (stack < stacks || layer < depth) conv(gate, residual, 1);
    }
  }
  conv(skip, skip, 1);
  conv(skip, 256, 1);
  const forward = 2 * total.macs;
  const inputGrad = forward - 2 * residual * POINTS;
  return { ...total, forward, filterGrad: forward, inputGrad, training: 2 * forward + inputGrad };
}
