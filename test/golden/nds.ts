import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Architecture } from '../../src/types.js';
import { compileGolden } from './compiled.js';

/** Data set, width, depth, normal and reduction cell, figures, output elements of convolutions. */
type Case = readonly [string, number, number, string, string, readonly number[], number];

interface Golden {
  readonly families: Record<string, { readonly ops: readonly string[]; readonly cases: readonly Case[] }>;
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { families } = JSON.parse(read('spaces/nds.json')) as Golden;

/** Tests of a space of On Network Design Spaces: its size, and what the original's networks cost. */
export function testNds(name: string, dataset: 'cifar10' | 'imagenet', size: bigint, classes: number): void {
  const space = compileGolden(read(`../../spaces/${name}.json`));
  const family = families[name.replace('-imagenet', '')];
  const ops = family?.ops ?? [];
  const cases = (family?.cases ?? []).filter(([of]) => of === dataset);

  it('has all genotypes at all widths and depths', () => expect(space.size).toBe(size));

  it('is compiled whole', () => expect(space.wide).toEqual([]));

  it('has cases', () => expect(cases.length).toBeGreaterThan(1));

  it.each(cases)(
    'costs what the original’s networks do: %s %i %i %s %s',
    (_of, width, depth, normal, reduce, ...rest) => {
      const [figures, elements] = rest;
      const architecture = { width, depth, ...genes('normal', normal, ops), ...genes('reduce', reduce, ops) };
      expect(space.index(architecture)).toBeDefined();
      const cost = space.cost(architecture);
      expect([cost.forward, cost.filterGrad, cost.inputGrad, cost.training, cost.params]).toEqual(figures);
      // the golden figure is of convolutions alone, ours of the classifier too
      expect(cost.activations).toBe(elements + classes);
    },
  );
}

/** A cell's decisions, from `operation:state` twice for every node. */
function genes(cell: string, text: string, ops: readonly string[]): Architecture {
  const states = ['s0', 's1', 'n2', 'n3', 'n4', 'n5'];
  const edges = text.split(' ').map((edge, i) => {
    const [operation, state] = edge.split(':').map(Number) as [number, number];
    const node = `${cell}.n${Math.floor(i / 2) + 2}`;
    const slot = (i % 2) + 1;
    return { [`${node}.input${slot}`]: states[state] as string, [`${node}.edge${slot}`]: ops[operation] as string };
  });
  return Object.assign({}, ...edges) as Architecture;
}
