import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../src/types.js';
import { compileGolden } from './compiled.js';
import type { DartsNetwork, Genotype } from './dartsNetwork.js';

/** forward, filter gradient, input gradient, training, params. */
type Figures = readonly number[];

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { cases } = JSON.parse(read('spaces/darts.json')) as { cases: [string, DartsNetwork, Figures][] };

describe('darts-imagenet', () => {
  const space = compileGolden(read('../../spaces/darts-imagenet.json'));
  const inSpace = cases.filter(
    ([, { dataset, channels, layers, normal, reduce }]) =>
      dataset === 'imagenet' && channels === 48 && layers === 14 && normal.length === 8 && reduce.length === 8,
  );

  it('has the architectures of darts', () => expect(space.size).toBe((180n * 49n ** 4n) ** 2n));

  it('holds the networks of the original', () => expect(inSpace).toHaveLength(13));

  it.each(inSpace)('costs what the original’s networks do: %s %j', (_kind, network, figures) => {
    const architecture = { ...genes('normal', network.normal), ...genes('reduce', network.reduce) };
    expect(space.index(architecture)).toBeDefined();
    const cost = space.cost(architecture);
    expect([cost.forward, cost.filterGrad, cost.inputGrad, cost.training, cost.params]).toEqual(figures);
  });
});

/** A cell's decisions, the edges of each node in the order of the states. */
function genes(cell: string, genotype: Genotype): Architecture {
  const states = ['s0', 's1', 'n2', 'n3', 'n4'];
  const nodes = [0, 1, 2, 3].map((i) => {
    const edges = genotype.slice(2 * i, 2 * i + 2).toSorted((a, b) => a[1] - b[1]);
    const name = `${cell}.n${i + 2}`;
    return {
      [name]: edges.map(([, state]) => states[state] as string),
      [`${name}.edge1`]: edges[0]?.[0] as string,
      [`${name}.edge2`]: edges[1]?.[0] as string,
    };
  });
  return Object.assign({}, ...nodes) as Architecture;
}
