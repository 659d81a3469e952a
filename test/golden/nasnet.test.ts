import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../src/types.js';
import { compileGolden } from './compiled.js';

const shipped = (name: string) => readFileSync(new URL(`../../spaces/${name}.json`, import.meta.url), 'utf8');

/** A cell's decisions, from its operations and the states that they read, two for every node. */
function genes(cell: string, edges: readonly (readonly [operation: string, state: string])[]): Architecture {
  const parts = edges.map(([operation, state], i) => {
    const node = `${cell}.n${Math.floor(i / 2) + 2}`;
    return { [`${node}.input${(i % 2) + 1}`]: state, [`${node}.edge${(i % 2) + 1}`]: operation };
  });
  return Object.assign({}, ...parts) as Architecture;
}

/** forward, filter gradient, input gradient, training, params, output elements of convolutions; then the classes. */
type Case = readonly ['mobile' | 'large', readonly [number, number, number, number, number, number], number];

function itCosts(
  space: ReturnType<typeof compileGolden>,
  network: Architecture,
  [model, figures, classes]: Case,
): void {
  it(`costs what the port of the ${model} network does`, () => {
    const architecture = { model, ...network };
    expect(space.index(architecture)).toBeDefined();
    const cost = space.cost(architecture);
    const found = [cost.forward, cost.filterGrad, cost.inputGrad, cost.training, cost.params];
    expect([...found, Number(cost.activations) - classes]).toEqual(figures);
  });
}

describe('nasnet', () => {
  const space = compileGolden(shipped('nasnet'));
  const nasnetA = {
    ...genes('normal', [
      ['sep_conv_5x5', 's1'],
      ['sep_conv_3x3', 's0'],
      ['sep_conv_5x5', 's0'],
      ['sep_conv_3x3', 's0'],
      ['avg_pool_3x3', 's1'],
      ['skip_connect', 's0'],
      ['avg_pool_3x3', 's0'],
      ['avg_pool_3x3', 's0'],
      ['sep_conv_3x3', 's1'],
      ['skip_connect', 's1'],
    ]),
    ...genes('reduce', [
      ['sep_conv_5x5', 's1'],
      ['sep_conv_7x7', 's0'],
      ['max_pool_3x3', 's1'],
      ['sep_conv_7x7', 's0'],
      ['avg_pool_3x3', 's1'],
      ['sep_conv_5x5', 's0'],
      ['skip_connect', 'n3'],
      ['avg_pool_3x3', 'n2'],
      ['sep_conv_3x3', 'n2'],
      ['max_pool_3x3', 's1'],
    ]),
  };

  it('has all normal cells and all operations of the reduction cell, twice', () => {
    expect(space.size).toBe((2n * 3n * 4n * 5n * 6n) ** 2n * 13n ** 20n * 2n);
    expect(space.wide).toEqual([]);
  });

  itCosts(space, nasnetA, ['mobile', [1136469716, 1136469716, 1115179028, 3388118460, 5289978, 8001495], 1000]);

  it('costs what the port of the large network does', () => {
    const cost = space.cost({ model: 'large', ...nasnetA });
    expect([cost.macs, cost.params]).toEqual([23_809_959_666, 88_757_183]);
  });
});

describe('pnas', () => {
  const space = compileGolden(shipped('pnas'));
  const pnasnet5 = genes('cell', [
    ['sep_conv_5x5', 's0'],
    ['max_pool_3x3', 's0'],
    ['sep_conv_7x7', 's1'],
    ['max_pool_3x3', 's1'],
    ['sep_conv_5x5', 's1'],
    ['sep_conv_3x3', 's1'],
    ['sep_conv_3x3', 'n4'],
    ['max_pool_3x3', 's1'],
    ['sep_conv_3x3', 's0'],
    ['skip_connect', 's1'],
  ]);

  it('has the paper’s 5.6 x 10^14 cells, twice', () => {
    expect(space.size).toBe(556_627_761_561_600n * 2n);
    expect(space.wide).toEqual([]);
  });

  itCosts(space, pnasnet5, ['large', [49959395328, 49959395328, 49818260928, 149737051584, 86061989, 93074574], 1001]);
});
