import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../src/types.js';
import type { CompiledGolden } from './compiled.js';
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
    expect(figuresOf(space, architecture)).toEqual(figures);
  });
});

describe('the networks published of proxylessnas', () => {
  it.each(published)('%s costs what it does there, at widths of its own', (_name, widths, digits, figures) => {
    expect(figuresOf(compileGolden(ofWidths(widths)), network(widths, digits))).toEqual(figures);
  });

  it('are four', () => expect(published).toHaveLength(4));
});

/** The space with other widths: its file has each as a decision of one value, in this order. */
function ofWidths(widths: readonly number[]): string {
  const [stem, first, ...rest] = widths;
  const inOrder = [stem, first, rest.at(-1), ...rest.slice(0, -1)];
  return text.replaceAll(/"choice": \[\d+\]/g, () => `"choice": [${inOrder.shift()}]`);
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
function figuresOf(space: CompiledGolden, architecture: Architecture): Figures {
  const cost = space.cost(architecture);
  const { forward, filterGrad, inputGrad, training, params, activations } = cost;
  return [forward, filterGrad, inputGrad, training, params, Number(activations) - CLASSES].map(Number);
}
