import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findKnown } from '../../src/run/known/locateKnown.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture, Exact, Metric } from '../../src/types.js';
import type { CompiledGolden } from './compiled.js';
import { compileGolden } from './compiled.js';

/** forward, filter gradient, input gradient, training, params, output elements of convolutions. */
type Figures = readonly number[];

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const text = read('../../spaces/autogan.json');
const golden = JSON.parse(read('spaces/autogan.json')) as {
  /** The original's tokens: conv, norm, up, shortcut of each cell, and the skips of the later two. */
  cases: readonly (readonly [string, Figures])[];
  /** On CIFAR-10, and from a map of 6 x 6. */
  published: readonly (readonly [string, Figures, Figures])[];
  discriminator: Figures;
};

describe('autogan', () => {
  const space = compileGolden(text);

  it('has 36 x 72 x 144 architectures', () => expect(space.size).toBe(36n * 72n * 144n));

  it.each(golden.cases)('costs %s what the shared generator does', (tokens, figures) => {
    const architecture = generator(tokens);
    expect(space.index(architecture)).toBeDefined();
    expect(figuresOf(space, architecture, 16 * 256)).toEqual(figures);
  });
});

describe('the generators released of autogan', async () => {
  const opened = await openSpace('autogan');
  const space = compileGolden(text);
  const larger = compileGolden(text.replace('"bottom": 4', '"bottom": 6'));

  it.each(golden.published)('%s costs what the released one does, at both sizes', async (name, figures, largerFigures) => {
    const { index } = await findKnown(opened, name.toLowerCase());
    expect(figuresOf(space, opened.at(index), 16 * 256)).toEqual(figures);
    expect(figuresOf(larger, opened.at(index), 36 * 256)).toEqual(largerFigures);
  });

  it('are trained against a discriminator', () => {
    expect(figuresOf(compileGolden(JSON.stringify(discriminator)), {}, 1)).toEqual(golden.discriminator);
  });
});

/** Ours counts the outputs of the linear layer as activations as well. */
function figuresOf(space: CompiledGolden, architecture: Architecture, linear: number): Figures {
  const cost: Record<Metric, Exact> = space.cost(architecture);
  const { forward, filterGrad, inputGrad, training, params, activations } = cost;
  return [forward, filterGrad, inputGrad, training, params, Number(activations) - linear].map(Number);
}

function generator(tokens: string): Architecture {
  const digits = [...tokens].map(Number);
  const next = () => digits.shift() ?? 0;
  const decisions: [string, string | boolean][] = [];
  for (const cell of [1, 2, 3]) {
    decisions.push(
      [`cell${cell}.conv`, ['post', 'pre'][next()] ?? ''],
      [`cell${cell}.norm`, ['none', 'batch', 'instance'][next()] ?? ''],
      [`cell${cell}.up`, ['bilinear', 'nearest', 'deconv'][next()] ?? ''],
      [`cell${cell}.shortcut`, next() === 1],
    );
    if (cell === 1) continue;
    // a binary number, its last digit the nearest cell
    const skips = next();
    for (let from = 1; from < cell; from++)
      decisions.push([`cell${cell}.skip${from}`, (skips & (1 << (cell - 1 - from))) !== 0]);
  }
  return Object.fromEntries(decisions);
}

const conv = { conv: 128, kernel: 3 };
const block = [{ act: 'relu' }, conv, { act: 'relu' }, conv];
const discriminator = {
  name: 'discriminator',
  input: { channels: 3, size: 32 },
  network: [
    {
      layers: [conv, { act: 'relu' }, conv, { pool: 'avg', kernel: 2, padding: 0 }],
      shortcut: [
        { pool: 'avg', kernel: 2, padding: 0 },
        { conv: 128, kernel: 1 },
      ],
    },
    {
      layers: [...block, { pool: 'avg', kernel: 2, padding: 0 }],
      shortcut: [
        { conv: 128, kernel: 1 },
        { pool: 'avg', kernel: 2, padding: 0 },
      ],
    },
    { residual: true, layers: block },
    { residual: true, layers: block },
    { act: 'relu' },
    'globalPool',
    { linear: 1, bias: false },
  ],
};
