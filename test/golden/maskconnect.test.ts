import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import type { Architecture, Graph } from '../../src/types.js';
import { traced } from '../network/traced.js';
import { compileGolden } from './compiled.js';

const text = readFileSync(new URL('../../spaces/maskconnect.json', import.meta.url), 'utf8');

/** The space with masks of this many ones. */
const ofMasks = (ones: number) =>
  text.replaceAll(/"pick": (\d)/g, (_, present) => `"pick": ${Math.min(ones, Number(present))}`);

const LABELS = ['stem', ...Array.from({ length: 9 }, (_, i) => `module${i + 1}`)];
/** Width and side of the stem's output and of each module's. */
const CHANNELS = [64, 256, 256, 256, 512, 512, 512, 1024, 1024, 1024];
const SIDES = [32, 32, 32, 32, 16, 16, 16, 8, 8, 8];

describe('maskconnect', () => {
  const space = compileGolden(text);

  it('has as many architectures as there are masks of four ones', () => {
    expect(space.size).toBe(masks(9, 4));
    expect(compileGolden(ofMasks(1)).size).toBe(masks(9, 1));
    expect(masks(16, 4)).toBe(1412148877213714014375000000n);
    // a diagram so small that the costs are left out counts all the same
    expect(compileDiagram(sixteenModules(), { maxArcs: 20_000 }).diagram.size).toBe(masks(16, 4));
  });

  it('costs what the modules that are read cost', () => {
    let unread = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const picks = randomPicks(seed);
      const { alive, macs, params, training } = figures(picks);
      const cost = space.cost(architectureOf(picks));
      expect(cost).toMatchObject({ macs, params, training });
      if (alive.includes(false)) unread++;
    }
    expect(unread).toBeGreaterThan(50);
  });

  it('is ResNeXt-29 where every module reads the one before', () => {
    const chain = Array.from({ length: 9 }, (_, i) => [i]);
    const { params, macs } = compileGolden(ofMasks(1)).cost(architectureOf(chain));
    // 34.4M in the paper of ResNeXt
    expect(params).toBe(34_426_698);
    expect(macs).toBe(figures(chain).macs);
  });
});

/** The product of C(j, min(ones, j)) over the modules. */
function masks(modules: number, ones: number): bigint {
  let product = 1n;
  for (let j = 1; j <= modules; j++) {
    for (let i = 1; i <= Math.min(ones, j); i++) product *= BigInt(j - i + 1);
    for (let i = 1; i <= Math.min(ones, j); i++) product /= BigInt(i);
  }
  return product;
}

function sixteenModules(): Graph {
  const network: object[] = [{ name: 'stem', conv: 4, kernel: 1 }];
  for (let j = 1; j <= 16; j++) {
    const of = network.flatMap((item) => ('conv' in item && 'name' in item ? [item.name] : []));
    network.push({ name: `mask${j}`, pick: Math.min(4, j), of }, { name: `module${j}`, conv: 4, kernel: 1 });
  }
  return traced({ name: 'sixteen', input: { channels: 3, size: 4 }, network }).graph;
}

/** Per module, the outputs that it reads: 0 is the stem. */
function randomPicks(seed: number): number[][] {
  let state = seed;
  const next = (below: number) => (state = (state * 48271) % 2147483647) % below;
  return Array.from({ length: 9 }, (_, i) => {
    const left = Array.from({ length: i + 1 }, (__, output) => output);
    while (left.length > 4) left.splice(next(left.length), 1);
    return left;
  });
}

function architectureOf(picks: readonly (readonly number[])[]): Architecture {
  return Object.fromEntries(picks.map((read, i) => [`mask${i + 1}`, read.map((output) => LABELS[output] ?? '')]));
}

/** By hand: the stem, the classifier, and every module that is read, with the convolutions that fit its inputs. */
function figures(picks: readonly (readonly number[])[]) {
  const alive = Array.from({ length: 10 }, (_, output) => output === 9);
  let macs = 10 * 1024;
  let params = 1024 * 10 + 10;
  const add = (from: number, to: number, kernel: number, side: number, groups = 1) => {
    macs += (side * side * kernel * kernel * from * to) / groups;
    params += (kernel * kernel * from * to) / groups + 2 * to;
  };
  const channels = (output: number) => CHANNELS[output] ?? 0;
  const side = (output: number) => SIDES[output] ?? 0;
  add(3, 64, 3, 32);
  for (let j = 9; j >= 1; j--) {
    if (!alive[j]) continue;
    for (const output of picks[j - 1] ?? []) {
      alive[output] = true;
      if (channels(output) !== channels(j - 1) || side(output) !== side(j - 1))
        add(channels(output), channels(j - 1), 1, side(j - 1));
    }
    const inner = 2 * channels(j);
    add(channels(j - 1), inner, 1, side(j - 1));
    add(inner, inner, 3, side(j), 8);
    add(inner, channels(j), 1, side(j));
    if (channels(j - 1) !== channels(j)) add(channels(j - 1), channels(j), 1, side(j));
  }
  // 2 FLOPs each, forwards and for two gradients; the stem needs none with respect to the image
  return { alive, macs, params, training: 6 * macs - 2 * 32 * 32 * 9 * 3 * 64 };
}
