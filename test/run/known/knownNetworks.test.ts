import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { findKnown } from '../../../src/run/known/locateKnown.js';
import { readPublished, roundsTo } from '../../../src/run/known/published.js';
import { openSpace } from '../../../src/run/openSpace.js';

const SPACE = {
  name: 'toy',
  input: { channels: 3, size: 8 },
  decisions: { width: { choice: [4, 8] } },
  network: [
    { conv: 'width', kernel: 3 },
    {
      name: 'stage',
      repeat: { choice: [1, 2] },
      layers: { name: 'op', choose: { conv: { conv: 'width', kernel: { choice: [1, 3] } }, skip: 'identity' } },
    },
    'globalPool',
    { linear: 10 },
  ],
  where: ['width < 8 or stage.depth < 2'],
};

let folder = '';
let file = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nascost-known-'));
  file = join(folder, 'toy.json');
  await mkdir(join(folder, 'known'));
  await writeFile(file, JSON.stringify(SPACE));
});
afterAll(() => rm(folder, { recursive: true }));

async function withKnown(known: unknown) {
  await writeFile(join(folder, 'known', 'toy.json'), typeof known === 'string' ? known : JSON.stringify(known));
  return openSpace(file);
}

const INSIDE = {
  arch: { width: 4, 'stage.depth': 2, 'stage.block*.op': ['conv', 'skip'], 'stage.block*.op.conv.kernel': 3 },
};

describe('the known networks of a space', () => {
  it('stand in the folder beside it, and are found by name in any case', async () => {
    const space = await withKnown({ space: 'toy', notes: ['small'], networks: { 'toy-a': INSIDE } });
    expect((await space.known()).notes).toEqual(['small']);
    const { space: holder, index } = await findKnown(space, 'Toy-A');
    expect(holder).toBe(space);
    const spelt = {
      width: 4,
      'stage.depth': 2,
      'stage.block1.op': 'conv',
      'stage.block1.op.conv.kernel': 3,
      'stage.block2.op': 'skip',
    };
    expect(space.at(index)).toEqual(spelt);
  });

  it('may lie outside its domains and its constraints: then they have a space of their own', async () => {
    const outside = 'wider than published';
    const wide = { arch: { ...INSIDE.arch, width: 9 }, outside };
    const excluded = { arch: { ...INSIDE.arch, width: 8 }, outside };
    const space = await withKnown({ space: 'toy', networks: { wide, excluded } });
    expect(() => space.indexOf(excluded.arch)).toThrow('no architecture of the space has');
    for (const [name, width] of [
      ['wide', 9],
      ['excluded', 8],
    ] as const) {
      const { space: own, index } = await findKnown(space, name);
      expect([own.size, index]).toEqual([1n, 0n]);
      const weights = 27 * width + width + (9 * width * width + width) + 10 * width + 10;
      expect(own.cost(0n).params).toBe(weights);
    }
  });

  it('are none where there is no file, and for a space that came as text', async () => {
    const space = await openSpace({ text: JSON.stringify(SPACE) });
    expect(await space.known()).toEqual({ notes: [], networks: [] });
    await expect(findKnown(space, 'toy-a')).rejects.toThrow('no networks of toy are known by name');
  });

  it('a wrong name is answered with the nearest', async () => {
    const space = await withKnown({ space: 'toy', networks: { 'toy-a': INSIDE, 'toy-b': INSIDE } });
    await expect(findKnown(space, 'toy-aa')).rejects.toThrow('did you mean "toy-a"?');
    await expect(findKnown(space, 'resnet')).rejects.toThrow('its known networks are toy-a, toy-b');
  });

  test.each([
    ['', 'the file is empty'],
    ['[1]', 'expected an object of space, notes, networks, found a list'],
    [{ space: 'toy' }, '"networks" is missing'],
    [{ space: 'toy', networks: [] }, 'expected an object of networks, found an empty list'],
    [{ space: 'toy', networks: {}, note: [] }, 'unknown key "note"'],
    [{ space: 'toy', networks: { 'Toy A': INSIDE } }, 'the network is called "Toy A"; expected lower-case letters'],
    [{ space: 'toy', networks: { a: {} } }, '"arch" is missing'],
    [{ space: 'toy', networks: { a: { arch: [] } } }, 'expected an object of decisions and values'],
    [{ space: 'toy', networks: { a: { ...INSIDE, published: [{ macs: '5M' }] } } }, '"source" is missing'],
    [
      { space: 'toy', networks: { a: { ...INSIDE, published: [{ source: 's', macs: 5 }] } } },
      'expected a text, found 5',
    ],
    [{ space: 'toy', networks: { a: { ...INSIDE, published: [{ source: 's', macs: '~5M' }] } } }, 'such as "5.48M"'],
    [
      { space: 'toy', networks: { a: { ...INSIDE, published: [{ source: 's', flops: '5M' }] } } },
      'unknown key "flops"',
    ],
  ])('%j is refused, with its place', async (content, message) => {
    const space = await withKnown(content);
    await expect(space.known()).rejects.toThrow(message);
    await expect(space.known()).rejects.toThrow(/toy\.json:\d+:\d+/);
  });
});

describe('settle', () => {
  it('says what an architecture lacks, has too much, or cannot have', async () => {
    const space = await openSpace({ text: JSON.stringify(SPACE) });
    const settle = (arch: Record<string, unknown>) => () => space.settle(arch);
    expect(settle({ 'stage.depth': 1, 'stage.block1.op': 'skip' })).toThrow('"width" is missing');
    expect(settle({ width: 9, 'stage.depth': 1, 'stage.block1.op': 'pool' })).toThrow('cannot be "pool"');
    expect(settle({ width: Number.NaN, 'stage.depth': 1, 'stage.block1.op': 'skip' })).toThrow('"width" cannot be');
    expect(settle({ width: 9, 'stage.depth': 1, 'stage.block1.op': 'skip', depth: 3 })).toThrow('"depth"');
    expect(settle({ width: -1, 'stage.depth': 1, 'stage.block1.op': 'skip' })).toThrow('cannot be built');
    expect(settle({ width: 9, 'q*': 1 })).toThrow('no decision of the space is called like "q*"');
    expect(settle(null as never)).toThrow('the architecture is null; expected an object of decisions and values');
  });
});

const CHOICE = { choose: { a: { conv: 4, kernel: 1 }, b: 'identity' } };

describe('the space of one network', () => {
  it('takes no notice of what starred names give to decisions that are not active', async () => {
    const space = await openSpace({ text: JSON.stringify(SPACE) });
    const architecture = { width: 4, 'stage.depth': 1, 'stage.block*.op': ['skip', {}] };
    expect(space.settle(architecture).cost(0n)).toEqual(space.cost(space.indexOf(architecture)));
    const active = { ...architecture, 'stage.depth': 2 };
    expect(() => space.settle(active)).toThrow('"stage.block2.op" cannot be {}; it is one of "conv", "skip"');
  });

  it('may be given what only a branch of an expression reads that is not taken', async () => {
    const decisions = { a: { choice: [8] }, b: { choice: [2, 3] } };
    const network = { conv: 4, kernel: 'n > 3 ? 4 : 4' };
    const pruned = { name: 'x', decisions, let: { n: 'b > 3 ? a : b' }, input: { channels: 3, size: 9 }, network };
    const space = await openSpace({ text: JSON.stringify(pruned) });
    for (const index of [0n, 1n]) expect(space.settle(space.at(index)).cost(0n)).toEqual(space.cost(index));
  });

  test.each([
    ['branches that are not picked', { of: { p: CHOICE, q: 'identity', r: 'identity' } }],
    ['edges of branches that are not picked', { of: ['identity', 'identity'], each: CHOICE }],
    ['a pick in another', { of: { p: { pick: [1, 2], of: ['identity', 'identity'], each: CHOICE }, q: 'identity' } }],
  ])('is without %s', async (_, item) => {
    const input = { channels: 4, size: 8 };
    const space = await openSpace({ text: JSON.stringify({ name: 'x', input, network: { pick: [1, 2], ...item } }) });
    for (let index = 0n; index < space.size; index++) {
      const alone = space.settle(space.at(index));
      expect(alone.size).toBe(1n);
      expect(alone.cost(0n)).toEqual(space.cost(index));
    }
  });
});

describe('a published figure', () => {
  test.each([
    ['5.48M', 5_475_000, true],
    ['5.48M', 5_485_000, true],
    ['5.48M', 5_485_001, false],
    ['5.48M', 5_474_999, false],
    ['153.27M', 153_274_176, true],
    ['4G', 3_500_000_000, true],
    ['4G', 4_500_001_000n, false],
    ['2,694,282', 2_694_282, true],
    ['2694282', 2_694_283, false],
    ['0.6B', 605_256_512, true],
  ])('%s is what %s rounds to: %s', (published, exact, agrees) => expect(roundsTo(exact, published)).toBe(agrees));

  test.each(['', '5.48 X', 'about 5M', '5.48MM', '-5M', '5e6', '.'])('%j is none', (text) =>
    expect(readPublished(text)).toBeUndefined(),
  );
});
