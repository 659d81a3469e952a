import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findKnown } from '../../src/run/known/locateKnown.js';
import { openSpace } from '../../src/run/openSpace.js';
import { networkFigures, type NetworkFigures } from './networkFigures.js';
import { stageBlocks } from './stageBlocks.js';

interface Golden {
  readonly ops: readonly string[];
  /** The operation of each block as its place among `ops`. */
  readonly cases: readonly (readonly [string, NetworkFigures])[];
  /** The operations, and the scales as fifths less one. */
  readonly channels: readonly (readonly [string, string, NetworkFigures])[];
  readonly known: readonly (readonly ['spos' | 'spos-blocks-channels', NetworkFigures])[];
}

const golden = JSON.parse(readFileSync(new URL('spaces/spos-shufflenet.json', import.meta.url), 'utf8')) as Golden;
const blocks = stageBlocks([4, 4, 8, 4]);
const figuresOfKnown = Object.fromEntries(golden.known);
const CLASSES = 1000;

describe('spos-shufflenet', async () => {
  const space = await openSpace('spos-shufflenet');

  it('has 4^20 architectures', () => expect(space.size).toBe(4n ** 20n));

  it.each(golden.cases)('costs %s what the original’s network does', (digits, figures) => {
    expect(networkFigures(space, operations(digits), CLASSES)).toEqual(figures);
  });

  it('costs the searched network what the original’s does', async () => {
    const { index } = await findKnown(space, 'spos');
    expect(networkFigures(space, index, CLASSES)).toEqual(figuresOfKnown['spos']);
  });
});

describe('spos-shufflenet-channels', async () => {
  const space = await openSpace('spos-shufflenet-channels');

  it('has (4 x 8)^20 architectures', () => expect(space.size).toBe(32n ** 20n));

  it.each(golden.channels)('costs %s of widths %s what the original’s network does', (digits, scales, figures) => {
    const widths = blocks.map((block, i) => [`${block}.scale`, (2 * Number(scales[i]) + 2) / 10]);
    const architecture = { ...operations(digits), ...Object.fromEntries(widths) };
    expect(networkFigures(space, architecture, CLASSES)).toEqual(figures);
  });

  it.each(golden.cases)('costs %s at scale 1 what it does without channel search', (digits, figures) => {
    const widths = Object.fromEntries(blocks.map((block) => [`${block}.scale`, 1]));
    expect(networkFigures(space, { ...operations(digits), ...widths }, CLASSES)).toEqual(figures);
  });

  it('costs the example network what the original’s does', async () => {
    const { index } = await findKnown(space, 'spos-blocks-channels');
    expect(networkFigures(space, index, CLASSES)).toEqual(figuresOfKnown['spos-blocks-channels']);
  });
});

function operations(digits: string): Record<string, string> {
  return Object.fromEntries(blocks.map((block, i) => [`${block}.op`, golden.ops[Number(digits[i])] ?? '']));
}
