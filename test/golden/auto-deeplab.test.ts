import { beforeAll, describe, expect, it } from 'vitest';
import type { CompiledSpace } from '../../src/run/compiledSpace.js';
import { openSpace } from '../../src/run/openSpace.js';
import type { Architecture } from '../../src/types.js';

const LAYERS = 12;
const STATES = ['s0', 's1', 'block1', 'block2', 'block3', 'block4'];

let space: CompiledSpace;
beforeAll(async () => {
  space = await openSpace('auto-deeplab');
});

describe('auto-deeplab', () => {
  it('has 75,025 paths, and cells of five pairs of states and operations', () => {
    const paths = 75_025n;
    const cells = [2n, 3n, 4n, 5n, 6n].reduce((product, states) => product * states ** 2n * 8n ** 2n, 1n);
    expect(cells).toBe(556_627_761_561_600n);
    expect(space.size).toBe(paths * cells);
    expect(space.wide).toEqual([]);
  });

  it('costs networks what their convolutions add up to, with the gradients of what reaches the decoder', async () => {
    const { networks } = await space.known();
    const known = space.indexOf(networks[0]?.architecture ?? {});
    const indices = Array.from({ length: 150 }, (_, i) => (BigInt(i) * 1_000_003n * 29_996_224_275_833n) % space.size);
    // few random cells leave an input unread: as many of the first and the last, whose inputs are alike
    const alike = Array.from({ length: 25 }, (_, i) => [BigInt(i) * 7919n, space.size - 1n - BigInt(i) * 7919n]).flat();
    for (const index of [known, ...indices, ...alike]) {
      const architecture = space.at(index);
      expect(space.indexOf(architecture)).toBe(index);
      expect(space.cost(index), JSON.stringify(architecture)).toMatchObject(convolutions(architecture));
    }
  });
});

/** What is spent forward, and what of it has gradients. */
class Tally {
  macs = 0;
  params = 0;
  alive = 0;
  activations = 0;

  /** A convolution, with a bias or the two parameters of a norm per channel, or neither. */
  conv(alive: boolean, weights: number, out: number, points: number, perChannel: number): void {
    this.macs += weights * points;
    if (alive) this.alive += weights * points;
    this.params += weights + perChannel * out;
    this.activations += out * points;
  }
}

/** Layer after layer, on nothing but numbers. */
function convolutions(architecture: Architecture) {
  const tally = new Tally();
  const levels = Array.from({ length: LAYERS }, (_, i) => Number(architecture[`level${i + 1}`]));
  const edges = [1, 2, 3, 4, 5].flatMap((block) =>
    [1, 2].map((edge) => ({
      input: architecture[`cell.block${block}.input${edge}`] as string,
      op: architecture[`cell.block${block}.edge${edge}`] as string,
    })),
  );
  for (const { input } of edges) expect(STATES).toContain(input);
  const reads = (state: string) => edges.some(({ input }) => input === state);
  const alive = aliveLayers(reads('s0'), reads('s1'));
  const points = (level: number) => (256 >> level) * (512 >> level);

  // the stem; the map before layer 1 is that of the third convolution, the one before that of the second
  const [layer1, layer2] = [alive[0] as boolean, alive[1] as boolean];
  const third = (layer1 && reads('s1')) || (layer2 && reads('s0'));
  const second = third || (layer1 && reads('s0'));
  tally.conv(second, 3 * 64 * 9, 64, 512 * 1024, 3);
  tally.conv(second, 64 * 64 * 9, 64, 512 * 1024, 1);
  tally.conv(third, 64 * 128 * 9, 128, points(0), 3);

  for (const [i, level] of levels.entries()) {
    const live = alive[i] as boolean;
    const width = 20 * 2 ** level;
    const before = i === 0 ? 64 : i === 1 ? 128 : 100 * 2 ** (levels[i - 2] as number);
    const previous = i === 0 ? 128 : 100 * 2 ** (levels[i - 1] as number);
    tally.conv(live && reads('s0'), before * width, width, points(level), 2);
    tally.conv(live && reads('s1'), previous * width, width, points(level), 2);
    for (const { op } of edges) {
      const kernel = op.endsWith('5x5') ? 25 : 9;
      const times = op.startsWith('sep') ? 2 : op.startsWith('dil') ? 1 : 0;
      for (let t = 0; t < times; t++) {
        tally.conv(live, kernel * width, width, points(level), 0);
        tally.conv(live, width * width, width, points(level), 2);
      }
    }
  }

  const [low, last] = [levels[2] as number, levels[LAYERS - 1] as number];
  const inputs = 100 * 2 ** last;
  for (const kernel of [1, 9, 9, 9]) tally.conv(true, inputs * 256 * kernel, 256, points(last), 2);
  tally.conv(true, inputs * 256, 256, 1, 2);
  tally.conv(true, 5 * 256 * 256, 256, points(last), 2);
  tally.conv(true, 100 * 2 ** low * 48, 48, points(low), 2);
  tally.conv(true, (256 + 48) * 256 * 9, 256, points(low), 2);
  tally.conv(true, 256 * 256 * 9, 256, points(low), 2);
  tally.conv(true, 256 * 19, 19, points(low), 1);

  const filterGrad = 2 * tally.alive;
  const inputGrad = filterGrad - (second ? 2 * 3 * 64 * 9 * 512 * 1024 : 0);
  const { macs, params, activations } = tally;
  return { forward: 2 * macs, filterGrad, inputGrad, training: 2 * macs + filterGrad + inputGrad, params, activations };
}

/** Per layer, whether the decoder hears of it: it reads the third and the last. */
function aliveLayers(readsBefore: boolean, readsPrevious: boolean): boolean[] {
  const alive = Array.from({ length: LAYERS }, (_, i) => i === 2 || i === LAYERS - 1);
  for (let i = LAYERS - 1; i > 0; i--) {
    if (alive[i] !== true) continue;
    if (readsPrevious) alive[i - 1] = true;
    if (readsBefore && i > 1) alive[i - 2] = true;
  }
  return alive;
}
