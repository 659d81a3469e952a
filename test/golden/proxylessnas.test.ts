import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Costs } from '../../src/run/costs.js';
import { findKnown } from '../../src/run/known/locateKnown.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture } from '../../src/types.js';
import { compileGolden } from './compiled.js';

/** forward, filter gradient, input gradient, training, params, output elements of convolutions. */
type Figures = readonly number[];

const CLASSES = 1000;
const OPERATIONS = ['3_3x3', '3_5x5', '3_7x7', '6_3x3', '6_5x5', '6_7x7'].map((kind) => `mbconv${kind}`);
const STAGES = ['stage1', 'stage2', 'stage3', 'stage4', 'stage5', 'stage6'];
const WIDTHS = ['stemWidth', 'firstWidth', ...STAGES.map((stage) => `${stage}.width`), 'headWidth'];

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const text = read('../../spaces/proxylessnas.json');
const { cases, published } = JSON.parse(read('spaces/proxylessnas.json')) as {
  cases: readonly (readonly [string, Figures])[];
  published: readonly (readonly [string, readonly number[], string, Figures])[];
};

describe('proxylessnas', () => {
  const space = compileGolden(text);

  it('has (6 x 7^3)^5 x 6 architectures', () => expect(space.size).toBe((6n * 7n ** 3n) ** 5n * 6n));

  it.each(cases)('costs %s what the original’s blocks do', (digits, figures) => {
    const architecture = network([32, 16, 24, 40, 80, 96, 192, 320, 1280], digits);
    expect(space.index(architecture)).toBeDefined();
    expect(figuresIn(space.cost(architecture))).toEqual(figures);
  });
});

describe('the networks published of proxylessnas', async () => {
  const space = await openSpace('proxylessnas');

  it('are known by name', async () => {
    const { networks } = await space.known();
    expect(networks.map(({ name }) => name)).toEqual(published.map(([name]) => known(name)));
  });

  it.each(published)('%s costs what it does there, at widths of its own', async (name, widths, digits, figures) => {
    const { known: found, space: holder, index } = await findKnown(space, known(name));
    expect(holder.size).toBe(1n);
    expect(found.outside).toBeDefined();
    expect(space.settle(network(widths, digits)).cost(0n)).toEqual(holder.cost(index));
    expect(figuresIn(holder.cost(index))).toEqual(figures);
  });
});

/** What a network of the original is known as: the original's names have underscores. */
function known(name: string): string {
  return name.replaceAll('_', '-');
}

/** The architecture of the widths and operations of the 21 layers: 6 drops a layer. */
function network(widths: readonly number[], digits: string): Architecture {
  const operations = [...digits].map((digit) => OPERATIONS[Number(digit)] ?? 'zero');
  return Object.fromEntries([
    ...WIDTHS.map((name, i) => [name, widths[i]]),
    ...operations.map((operation, i) => [`${STAGES[Math.floor(i / 4)]}.block${(i % 4) + 1}`, operation]),
  ]) as Architecture;
}

/** Ours counts the classifier's outputs as activations as well. */
function figuresIn({ forward, filterGrad, inputGrad, training, params, activations }: Costs): Figures {
  return [forward, filterGrad, inputGrad, training, params, Number(activations) - CLASSES].map(Number);
}
