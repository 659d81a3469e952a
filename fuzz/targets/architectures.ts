import type { Architecture } from '../../src/index.js';
import { damaged } from '../damaged.js';
import { answerOf, expectSame } from '../documented.js';
import { drawn } from '../draw.js';
import { revive } from '../revive.js';
import { smallSpace } from '../smallSpaces.js';
import type { Target } from '../target.js';

const SAMPLES = [
  { side: 8, wide: false, 'stem.out': 4, 'stage.depth': 0, op: 'skip', n: ['p'] },
  {
    side: 8,
    wide: true,
    'stem.out': 10,
    'stage.depth': 2,
    'stage.block1.mix.kernel': 3,
    'stage.block2.mix.kernel': 5,
    op: 'large',
    n: ['p', 'r'],
  },
  { side: 12, wide: true, 'stem.out': 6, 'stage.depth': 1, 'stage.block*.mix.kernel': [3], op: 'none', n: ['q'] },
  { 'stage.depth': 2, 'stage.block*.mix.*': [16, 24], 'stage.block*.mix.out': [16, 24], 'stage.block*.mix.kernel': 3 },
].map((architecture) => JSON.stringify(architecture));

/**
 * Damaged architectures: those that a space holds are what it gives for their index, in every way that they can be
 * named.
 */
export const architectures: Target = {
  share: 270,
  inputs: drawn((draw) => damaged(draw.of(SAMPLES), draw, draw.of(SAMPLES))),
  async run(text) {
    const given = revive(text) as Architecture;
    const space = await smallSpace(text.includes('side') ? 0 : 1);
    const index = await answerOf(() => space.indexOf(given));
    const isNumber = typeof given === 'number' || typeof given === 'bigint';
    const costs = isNumber ? undefined : await answerOf(() => space.cost(given));
    // a space of its own takes longer than all the rest
    const settled = text.length % 24 === 0 ? await answerOf(() => space.settle(given)) : undefined;
    expectSame('whether an architecture has a cost', costs !== undefined, index !== undefined);
    if (index === undefined) return false;
    const canonical = space.at(index);
    expectSame('the index of the architecture of an index', space.indexOf(canonical), index);
    expectSame('the cost by index', space.cost(index), costs);
    expectSame(
      'the sum over layers',
      sumOver(space.layers(canonical).map(({ costs: own }) => own.training)),
      costs?.training,
    );
    if (text.length % 24 === 0) expectSame('the cost of an architecture alone', settled?.cost(0), costs);
    return true;
  },
};

function sumOver(figures: readonly (number | bigint)[]): number {
  return figures.reduce<number>((sum, figure) => sum + Number(figure), 0);
}
