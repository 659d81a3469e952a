import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../src/types.js';
import { compileGolden } from './compiled.js';
import type { PyclsStage } from './pyclsNetwork.js';
import { pyclsFigures } from './pyclsNetwork.js';
import { randomArchitectures } from './randomArchitectures.js';

type Stages = readonly (readonly [width: number, depth: number, groupWidth: number])[];

const { cases } = JSON.parse(readFileSync(new URL('spaces/anynet-x.json', import.meta.url), 'utf8')) as {
  cases: [Stages, (number | null)[], number][];
};

describe('anynet-x', () => {
  const text = readFileSync(new URL('../../spaces/anynet-x.json', import.meta.url), 'utf8');
  // the diagram of the whole space takes seconds to build, and shows no more
  const space = compileGolden(text, { maxNodes: 20_000, maxArcs: 200_000 });

  it('has (16 x 128 x 3 x 6)^4 architectures', () => expect(space.size).toBe(1_846_757_322_198_614_016n));

  it.each(cases)('holds the RegNetX of stages %j, at what it costs in pycls', (stages, figures, acts) => {
    const architecture = Object.assign(
      {},
      ...stages.map(([width, depth, groupWidth], i) => stageOf(i + 1, { width, depth, groupWidth, bottleneck: 1 })),
    ) as Architecture;
    expect(space.index(architecture)).toBeDefined();
    const { forward, filterGrad, inputGrad, training, params, activations } = space.cost(architecture);
    const found = [forward, filterGrad, inputGrad, training, params];
    expect(found.map((figure, i) => (figures[i] === null ? null : figure))).toEqual(figures);
    expect(activations).toBe(acts);
  });

  it('costs any network what its layers add up to', () => {
    for (const architecture of randomArchitectures(space.graph.decisions, 300)) {
      const stages = [1, 2, 3, 4].map((stage) => {
        const value = (name: string) => Number(architecture[`stage${stage}.${name}`]);
        const [depth, width] = [value('depth'), value('width')];
        return { depth, width, bottleneck: value('bottleneck'), groupWidth: value('groupWidth') };
      });
      const { acts, figures } = pyclsFigures(stages, false);
      const { forward, filterGrad, inputGrad, training, params, activations } = space.cost(architecture);
      const found = [forward, filterGrad, inputGrad, training, params, activations];
      expect(found, JSON.stringify(architecture)).toEqual([...figures, acts]);
    }
  });
});

function stageOf(stage: number, values: PyclsStage): Architecture {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`stage${stage}.${name}`, value]));
}
