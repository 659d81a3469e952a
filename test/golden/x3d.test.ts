import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSpace } from '../../src/run/openSpace.js';
import { FIGURES, figuresOf } from './figuresOf.js';
import { knownFigures } from './knownFigures.js';

type Case = readonly [readonly [number, number, number, number, number], readonly number[]];

const space = await openSpace('x3d');
const { cases } = JSON.parse(readFileSync(new URL('spaces/x3d.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};
const CLASSES = 400;

describe('x3d', () => {
  it('is a grid of 6 x 5^4 factors', () => expect(space.size).toBe(3750n));

  it.each(cases)('costs %j what the original does', ([clipLength, crop, width, depth, bottleneck], figures) => {
    const index = space.indexOf({ clipLength, crop, width, depth, bottleneck });
    // activations count the output of the classifier too
    const expected = figures.map((figure, i) => (i === FIGURES.length ? figure + CLASSES : figure));
    expect(figuresOf(space.cost(index), [...FIGURES, 'activations'])).toEqual(expected);
  });

  it.each(['x3d-xs', 'x3d-s', 'x3d-m', 'x3d-l'].map((name, i) => [name, cases[i]?.[1].slice(0, -1)] as const))(
    'knows %s',
    async (name, figures) => expect(await knownFigures(space, name)).toEqual(figures),
  );
});
