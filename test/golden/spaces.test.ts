import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../src/types.js';
import { compileGolden } from './compiled.js';
import type { DartsNetwork, Genotype } from './dartsNetwork.js';
import { dartsNetwork } from './dartsNetwork.js';
import { sizeFigures, topologyFigures } from './natsBench.js';

/** forward, filter gradient, input gradient, training, params. */
type Figures = readonly number[];

const shipped = (name: string) => readFileSync(new URL(`../../spaces/${name}.json`, import.meta.url), 'utf8');
const golden = <T>(name: string) =>
  JSON.parse(readFileSync(new URL(`spaces/${name}.json`, import.meta.url), 'utf8')) as T;

function figuresOf(space: ReturnType<typeof compileGolden>, architecture: Architecture): Figures {
  const cost = space.cost(architecture);
  return [cost.forward, cost.filterGrad, cost.inputGrad, cost.training, cost.params].map(Number);
}

describe('mobilenet', () => {
  const space = compileGolden(shipped('mobilenet'));
  type Case = readonly [readonly [number, readonly number[], readonly number[], readonly number[]], Figures];
  const { cases } = golden<{ cases: readonly Case[] }>('mobilenet');

  it('has 7371^5 x 25 architectures', () => expect(space.size).toBe(7371n ** 5n * 25n));

  it.each(cases)('costs %j what Once-for-All’s own network does', ([resolution, depths, kernels, expands], figures) => {
    const architecture: Record<string, number> = { resolution };
    for (const [stage, depth] of depths.entries()) {
      architecture[`stage${stage + 1}.depth`] = depth;
      for (let block = 0; block < depth; block++) {
        architecture[`stage${stage + 1}.block${block + 1}.kernel`] = kernels[4 * stage + block] as number;
        architecture[`stage${stage + 1}.block${block + 1}.expand`] = expands[4 * stage + block] as number;
      }
    }
    expect(space.index(architecture)).toBeDefined();
    expect(figuresOf(space, architecture)).toEqual(figures);
  });
});

describe('nas-bench-201', () => {
  const space = compileGolden(shipped('nas-bench-201'));
  const edges = ['node1', 'node2.from0', 'node2.from1', 'node3.from0', 'node3.from1', 'node3.from2'];
  const { ops, cases } = golden<{ ops: string[]; cases: [Figures, string][] }>('nas-bench-201');

  it('has 5^6 architectures', () => expect(space.size).toBe(15_625n));

  it.each(cases)('costs what the benchmark’s networks do: %j', (figures, networks) => {
    for (const digits of networks.split(' ')) {
      const architecture = Object.fromEntries(edges.map((edge, i) => [`cell.${edge}`, ops[Number(digits[i])] ?? '']));
      expect(figuresOf(space, architecture), digits).toEqual(figures);
      const operations = [...digits].map((digit) => ops[Number(digit)] ?? '');
      expect(topologyFigures(operations), digits).toEqual(figures);
    }
  });

  it('costs every network what its convolutions add up to', () => {
    for (let code = 0; code < 5 ** 6; code++) {
      const operations = [...code.toString(5).padStart(6, '0')].map((digit) => ops[Number(digit)] ?? '');
      const architecture = Object.fromEntries(edges.map((edge, i) => [`cell.${edge}`, operations[i] ?? '']));
      expect(figuresOf(space, architecture), operations.join()).toEqual(topologyFigures(operations));
    }
  });
});

describe('nats-sss', () => {
  const space = compileGolden(shipped('nats-sss'));
  const { cases } = golden<{ cases: readonly [number[], Figures][] }>('nats-sss');
  const architectureOf = (channels: readonly number[]): Architecture =>
    Object.fromEntries(channels.map((count, i) => [`c${i}`, count]));

  it('has 8^5 architectures, in the benchmark’s own order', () => {
    expect(space.size).toBe(32_768n);
    expect(space.index(architectureOf([8, 8, 8, 16, 40]))).toBe(12n);
    expect(space.index(architectureOf([8, 8, 40, 32, 40]))).toBe(284n);
  });

  it.each(cases)('costs %j what the benchmark’s network does', (channels, figures) => {
    expect(figuresOf(space, architectureOf(channels))).toEqual(figures);
    expect(sizeFigures(channels)).toEqual(figures);
  });

  it('costs every network what its layers add up to', () => {
    for (let code = 0; code < 8 ** 5; code++) {
      const channels = [...code.toString(8).padStart(5, '0')].map((digit) => 8 * (Number(digit) + 1));
      expect(figuresOf(space, architectureOf(channels)), channels.join(':')).toEqual(sizeFigures(channels));
    }
  });
});

describe('darts', () => {
  const text = shipped('darts');
  const space = compileGolden(text);
  const family = JSON.parse(text) as { blocks: Record<string, object> };
  const { cases } = golden<{ cases: [string, DartsNetwork, Figures][] }>('darts');

  it('has (180 x 49^4)^2 architectures', () => expect(space.size).toBe((180n * 49n ** 4n) ** 2n));

  const inSpace = cases.filter(
    ([kind, network]) => kind === 'cases' && takesTwoStates(network.normal) && takesTwoStates(network.reduce),
  );
  it('holds the networks of the original', () => expect(inSpace).toHaveLength(33));

  it.each(inSpace)('costs what the original’s networks do: %s %j', (_kind, network, figures) => {
    const architecture = { ...genes('normal', network.normal), ...genes('reduce', network.reduce) };
    expect(space.index(architecture)).toBeDefined();
    expect(figuresOf(space, architecture)).toEqual(figures);
  });

  it.each(cases)('costs networks outside the space too, dead states and all: %s %j', (_kind, network, figures) => {
    expect(figuresOf(compileGolden(JSON.stringify(dartsNetwork(family, network))), {})).toEqual(figures);
  });
});

describe('regnet-x', () => {
  const space = compileGolden(shipped('regnet-x'));
  type Case = readonly [readonly [number, number, number, number, number], readonly (number | null)[]];
  const { cases } = golden<{ cases: readonly Case[] }>('regnet-x');

  it('has as many architectures as pycls’ sampler has tuples', () => expect(space.size).toBe(21_616_218_624n));

  it.each(cases)('costs %j what pycls’ network does', ([depth, w0, wa, wm, groupWidth], figures) => {
    const architecture = { depth, w0, wa, wm, groupWidth };
    expect(space.index(architecture)).toBeDefined();
    const known = figuresOf(space, architecture).map((figure, i) => (figures[i] === null ? null : figure));
    expect(known).toEqual(figures);
  });
});

describe('the models of pycls’ zoo', () => {
  type Case = readonly [string, readonly [number, number, number, number, number], Figures];
  const { cases } = golden<{ cases: readonly Case[] }>('regnet-published');

  // most have a slope finer than the sampler's steps, so the space is given their values instead of its decisions
  it.each(cases)('%s %j costs what it does there', (name, [depth, w0, wa, wm, groupWidth], figures) => {
    const { decisions: _, ...rest } = JSON.parse(shipped(name.startsWith('RegNetX') ? 'regnet-x' : 'regnet-y')) as {
      decisions: object;
    };
    const space = compileGolden(JSON.stringify({ ...rest, let: { depth, w0, wa, wm, groupWidth } }));
    expect(figuresOf(space, {})).toEqual(figures);
  });

  it('are twelve of each', () => {
    expect(cases.filter(([name]) => name.startsWith('RegNetX'))).toHaveLength(12);
    expect(cases.filter(([name]) => name.startsWith('RegNetY'))).toHaveLength(12);
  });
});

describe('autoformer', () => {
  const sizes = { tiny: 1_056_964_608n, small: 77_103_263_459_313n, base: 10_108_977_168_384n };
  type Case = readonly ['tiny' | 'small' | 'base', readonly [number, number, readonly number[], readonly number[]], Figures];
  const { cases } = golden<{ cases: readonly Case[] }>('autoformer');
  const spaces = Object.fromEntries(
    Object.keys(sizes).map((name) => [name, compileGolden(shipped(`autoformer-${name}`))]),
  );
  const spaceOf = (name: string) => spaces[name] as ReturnType<typeof compileGolden>;

  it.each(Object.entries(sizes))('%s has %s architectures', (name, size) => expect(spaceOf(name).size).toBe(size));

  it.each(cases)('%s costs %j what the original’s network does', (name, [depth, width, heads, ratios], figures) => {
    const architecture: Record<string, number> = { width, 'encoder.depth': depth };
    for (let block = 0; block < depth; block++) {
      architecture[`encoder.block${block + 1}.heads`] = heads[block] as number;
      architecture[`encoder.block${block + 1}.mlpRatio`] = ratios[block] as number;
    }
    expect(spaceOf(name).index(architecture)).toBeDefined();
    expect(figuresOf(spaceOf(name), architecture)).toEqual(figures);
  });
});

/** Whether every node of a cell reads two states, not one twice: what `pick` can say. */
function takesTwoStates(genotype: Genotype): boolean {
  return genotype.every(([, state], i) => i % 2 === 0 || state !== genotype[i - 1]?.[1]);
}

/** A cell's decisions, the edges of each node in the order of the states. */
function genes(cell: string, genotype: Genotype): Architecture {
  const states = ['s0', 's1', 'n2', 'n3', 'n4'];
  const nodes = [0, 1, 2, 3].map((i) => {
    const edges = genotype.slice(2 * i, 2 * i + 2).toSorted((a, b) => a[1] - b[1]);
    const name = `${cell}.n${i + 2}`;
    return {
      [name]: edges.map(([, state]) => states[state] as string),
      [`${name}.edge1`]: edges[0]?.[0] as string,
      [`${name}.edge2`]: edges[1]?.[0] as string,
    };
  });
  return Object.assign({}, ...nodes) as Architecture;
}
