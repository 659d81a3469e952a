import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { catalogueText, spacesPage, withoutTimes } from '../bench/spacesPage.js';
import { METRICS } from '../src/cost/metrics.js';
import { checkFigures } from '../src/run/checkFigures.js';
import type { CompiledSpace } from '../src/run/compiledSpace.js';
import type { KnownNetwork } from '../src/run/known/knownNetwork.js';
import { ArchitectureError } from '../src/run/errors.js';
import { findKnown } from '../src/run/known/locateKnown.js';
import { roundsTo } from '../src/run/known/published.js';
import { openSpace } from '../src/run/openSpace.js';
import { shippedSpaces } from '../src/run/shippedSpaces.js';

const textOf = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const knownFiles = readdirSync(new URL('../spaces/known', import.meta.url));

describe.each(shippedSpaces())('%s', (name) => {
  let space: CompiledSpace;
  beforeAll(async () => {
    space = await openSpace(name);
    opened.set(name, space);
  });

  it('is called as its file, says where it is from, and fits on a few screens', () => {
    expect(space.name).toBe(name);
    expect(space.definition.source).toMatch(/arXiv:\d{4}\.\d{5}|github|\d{4}/);
    expect(textOf(`spaces/${name}.json`).split('\n').length).toBeLessThanOrEqual(201);
  });

  it('has the figures of its check block', () => expect(checkFigures(space).wrong).toEqual([]));

  it('has architectures and warns of nothing', () => {
    expect(space.size).toBeGreaterThan(0n);
    expect(space.warnings).toEqual([]);
  });

  it('numbers its architectures: the one of a number has that number', () => {
    const steps = 40n;
    for (let i = 0n; i < steps; i++) {
      const index = (i * (space.size - 1n)) / (steps - 1n);
      expect(space.indexOf(space.at(index))).toBe(index);
    }
  });

  it('holds the networks that are known of it, with the published figures or a note why not', async () => {
    const { networks } = await space.known();
    for (const network of networks) {
      const { space: holder, index } = await findKnown(space, network.name);
      if (network.outside !== undefined)
        expect(() => space.indexOf(network.architecture), network.name).toThrow(ArchitectureError);
      const costs = holder.cost(index);
      const differing = differences(network, costs);
      expect(network.note === undefined ? differing : [], network.name).toEqual([]);
    }
  });
});

const opened = new Map<string, CompiledSpace>();

/** The published figures that the computed ones do not round to. */
function differences({ published }: KnownNetwork, costs: ReturnType<CompiledSpace['cost']>): string[] {
  return published.flatMap(({ figures }) =>
    METRICS.flatMap((metric) => {
      const figure = figures[metric];
      return figure === undefined || roundsTo(costs[metric], figure) ? [] : `${metric} ${costs[metric]}, not ${figure}`;
    }),
  );
}

test('every file of known networks belongs to a space', () => {
  for (const file of knownFiles) {
    const name = file.replace(/\.json$/, '');
    expect(shippedSpaces()).toContain(name);
    expect((JSON.parse(textOf(`spaces/known/${file}`)) as { space: string }).space).toBe(name);
  }
});

test('the sizes that `nascost list` tells are those of the spaces', () => {
  const spaces = shippedSpaces().flatMap((name) => opened.get(name) ?? []);
  expect(spaces).toHaveLength(shippedSpaces().length);
  expect(textOf('spaces/catalogue/sizes.json')).toBe(catalogueText(spaces));
});

test('docs/spaces.md is what `npm run docs` writes', async () => {
  const page = await spacesPage(async (name) => opened.get(name) ?? openSpace(name));
  expect(withoutTimes(textOf('docs/spaces.md'))).toBe(withoutTimes(page));
});
