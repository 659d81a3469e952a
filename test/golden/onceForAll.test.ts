import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Costs } from '../../src/run/costs.js';
import { findKnown } from '../../src/run/known/locateKnown.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture } from '../../src/types.js';
import type { CompiledGolden } from './compiled.js';
import { compileGolden } from './compiled.js';

/** forward, filter gradient, input gradient, training, params, output elements of convolutions. */
type Figures = readonly number[];

/** Resolution, depths, kernels and expand ratios, four slots a stage. */
type Network = readonly [number, readonly number[], readonly number[], readonly number[]];

const CLASSES = 1000;
const shipped = (name: string) => readFileSync(new URL(`../../spaces/${name}.json`, import.meta.url), 'utf8');
const golden = <T>(name: string) =>
  JSON.parse(readFileSync(new URL(`spaces/${name}.json`, import.meta.url), 'utf8')) as T;

describe.each([
  ['ofa-mobilenet-w1.2', 5, 7371n ** 5n * 25n],
  ['ofa-proxyless-w1.0', 6, 7371n ** 5n * 9n * 25n],
  ['ofa-proxyless-w1.3', 6, 7371n ** 5n * 9n * 25n],
])('%s', (name, stages, size) => {
  const space = compileGolden(shipped(name));
  const { cases } = golden<{ cases: readonly (readonly [Network, Figures])[] }>(name);

  it(`has ${size} architectures`, () => expect(space.size).toBe(size));

  it.each(cases)('costs %j what Once-for-All’s own network does', (network, figures) => {
    const architecture = chain(network, stages);
    expect(space.index(architecture)).toBeDefined();
    expect(figuresOf(space, architecture)).toEqual(figures);
  });
});

describe.each([
  ['mobilenet', 'mobilenet-published', 5, ['near-mobilenetv3-large']],
  ['ofa-mobilenet-w1.2', 'ofa-mobilenet-w1.2', 5, []],
  ['ofa-proxyless-w1.3', 'ofa-proxyless-w1.3', 6, []],
])('the networks published of %s', async (name, data, stages, others) => {
  const { published } = golden<{ published: readonly (readonly [string, Network, Figures])[] }>(data);
  const space = await openSpace(name);
  const { networks } = await space.known();

  it('are known by name', () => {
    const names = published.map(([network]) => network.toLowerCase());
    expect(networks.map((network) => network.name)).toEqual([...others, ...names]);
  });

  it.each(published)('%s costs what it does there', async (known, network, figures) => {
    const { space: holder, index, known: found } = await findKnown(space, known);
    expect(holder === space).toBe(network[0] <= 224);
    expect(found.outside === undefined).toBe(holder === space);
    if (holder === space) expect(space.at(index)).toEqual(chain(network, stages));
    expect(figuresIn(holder.cost(index))).toEqual(figures);
  });
});

describe('near-mobilenetv3-large', () => {
  it('differs from MobileNetV3-Large by three blocks of stage 3 and the biases of one layer', async () => {
    const { space, index } = await findKnown(await openSpace('mobilenet'), 'near-mobilenetv3-large');
    const real = compileGolden(readFileSync(new URL('zoo/mobilenet_v3_large.json', import.meta.url), 'utf8')).cost({});
    const near = space.cost(index);
    expect(Number(near.macs) - Number(real.macs)).toBe(1_324_960 + 2 * 1_854_944);
    expect(Number(near.params) - Number(real.params)).toBe(6_920 + 2 * 9_688 - 1_280);
  });
});

describe('ofa-resnet50', () => {
  const space = compileGolden(shipped('ofa-resnet50'));
  const { cases } = golden<{ cases: readonly (readonly [Network, Figures])[] }>('ofa-resnet50');

  it('has 2,458,914,796,962 architectures at 25 resolutions', () => expect(space.size).toBe(2_458_914_796_962n * 25n));

  it.each(cases)('costs %j what Once-for-All’s own network does', ([resolution, depths, expands, widths], figures) => {
    const width = (place: number) => [0.65, 0.8, 1][widths[place] as number] as number;
    const architecture: Record<string, number | boolean> = {
      resolution,
      'stem.midWidth': width(0),
      'stem.width': width(1),
      'stem.extra': depths[0] === 2,
    };
    let slot = 0;
    for (const [stage, slots] of [4, 4, 6, 4].entries()) {
      const depth = slots - 2 + (depths[stage + 1] as number);
      architecture[`stage${stage + 1}.width`] = width(stage + 2);
      architecture[`stage${stage + 1}.depth`] = depth;
      for (let block = 0; block < depth; block++) {
        architecture[`stage${stage + 1}.block${block + 1}.expand`] = expands[slot + block] as number;
      }
      slot += slots;
    }
    expect(space.index(architecture)).toBeDefined();
    expect(figuresOf(space, architecture)).toEqual(figures);
  });

  it('holds ResNet-50-D', async () => {
    const { space: holder, index } = await findKnown(await openSpace('ofa-resnet50'), 'resnet-50d');
    const { macs, params } = holder.cost(index);
    expect([macs, params]).toEqual([4_328_824_832, 25_576_264]);
  });
});

/** The architecture of a chain of stages of up to four blocks; a sixth stage has one block. */
function chain([resolution, depths, kernels, expands]: Network, stages: number): Architecture {
  const architecture: Record<string, number> = { resolution };
  for (let stage = 0; stage < stages; stage++) {
    const path = `stage${stage + 1}`;
    const depth = stage === 5 ? 1 : (depths[stage] as number);
    if (stage < 5) architecture[`${path}.depth`] = depth;
    for (let block = 0; block < depth; block++) {
      architecture[`${path}.block${block + 1}.kernel`] = kernels[4 * stage + block] as number;
      architecture[`${path}.block${block + 1}.expand`] = expands[4 * stage + block] as number;
    }
  }
  return architecture;
}

function figuresOf(space: CompiledGolden, architecture: Architecture): Figures {
  return figuresIn(space.cost(architecture));
}

/** Ours counts the classifier's outputs as activations as well. */
function figuresIn({ forward, filterGrad, inputGrad, training, params, activations }: Costs): Figures {
  return [forward, filterGrad, inputGrad, training, params, Number(activations) - CLASSES].map(Number);
}
