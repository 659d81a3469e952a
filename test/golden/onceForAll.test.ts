import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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
  ['mobilenet', 'mobilenet-published', 5, 24],
  ['ofa-mobilenet-w1.2', 'ofa-mobilenet-w1.2', 5, 10],
  ['ofa-proxyless-w1.3', 'ofa-proxyless-w1.3', 6, 16],
])('the networks published of %s', (name, data, stages, count) => {
  const { published } = golden<{ published: readonly (readonly [string, Network, Figures])[] }>(data);
  // some were searched at resolutions above the 224 that the space ends with
  const resolutions = [...new Set(published.map(([, [resolution]]) => resolution))];
  const text = JSON.parse(shipped(name)) as object;
  const space = compileGolden(JSON.stringify({ ...text, decisions: { resolution: { choice: resolutions } } }));

  it(`are ${count}`, () => expect(published).toHaveLength(count));

  it.each(published)('%s costs what it does there', (_name, network, figures) => {
    expect(figuresOf(space, chain(network, stages))).toEqual(figures);
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

/** Ours counts the classifier's outputs as activations as well. */
function figuresOf(space: CompiledGolden, architecture: Architecture): Figures {
  const cost = space.cost(architecture);
  const { forward, filterGrad, inputGrad, training, params, activations } = cost;
  return [forward, filterGrad, inputGrad, training, params, Number(activations) - CLASSES].map(Number);
}
