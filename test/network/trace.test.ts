import { describe, expect, it } from 'vitest';
import type { Layer } from '../../src/types.js';
import { problemsOf, traced } from './traced.js';

const INPUT = { channels: 3, size: 32 };
const space = (network: unknown, rest: object = {}) => ({ name: 't', input: INPUT, network, ...rest });
const conv = (out: unknown, rest: object = {}) => ({ conv: out, kernel: 3, ...rest });

/** Per convolution: whether its filter and its input gradient run. */
function flags(file: object, architecture = {}): [boolean, boolean][] {
  return traced(file)
    .layers(architecture)
    .filter(({ layer }) => (layer as Layer).type === 'conv')
    .map(({ cost }) => {
      const [forward, filter, input] = cost as number[];
      return [filter === forward, input === forward];
    });
}

/** Sides of the map that a convolution of one channel leaves. */
function sizes(item: object, input: object = { channels: 1, size: [8, 9] }): readonly number[] {
  const { layers } = traced({
    name: 't',
    input,
    network: [
      { conv: 1, ...item },
      { conv: 1, kernel: 1 },
    ],
  });
  const [, second] = layers({}).map(({ layer }) => layer as Layer & { type: 'conv' });
  return second?.input.size ?? [];
}

function names(of: object): string[] {
  return traced(of).graph.decisions.map((decision) => decision.name);
}

describe('names', () => {
  it('are the place and the key', () => {
    const file = space([
      { name: 'stem', conv: { choice: [8, 16] }, kernel: { choice: [3, 5] } },
      { depthwise: { choice: [3, 5] } },
      {
        name: 'body',
        repeat: { range: [1, 2] },
        layers: [conv({ choice: [8, 16] }), { act: { choice: ['relu', 'gelu'] } }],
      },
    ]);
    expect(names(file)).toEqual([
      'stem.out',
      'stem.kernel',
      'depthwise1.kernel',
      'body.depth',
      'body.block1.conv1.out',
      'body.block1.act1.act',
      'body.block2.conv1.out',
      'body.block2.act1.act',
    ]);
  });

  it('of an item that stands alone are its holder’s', () => {
    const file = space([
      {
        name: 'cell',
        pick: 1,
        of: ['in', conv(3)],
        each: { choose: { a: 'identity', b: conv(3) } },
      },
    ]);
    expect(names(file)).toEqual(['cell', 'cell.edge1']);
    expect(traced(file).graph.decisions[0]?.values).toEqual([['in'], ['branch2']]);
  });

  it('of what is picked with repeats are inputs and edges', () => {
    const file = space([
      { name: 'a', conv: 3, kernel: 3 },
      {
        name: 'n',
        pick: 2,
        of: ['in', 'a'],
        repeats: true,
        each: { choose: { a: 'identity', b: conv(3) } },
      },
    ]);
    expect(names(file)).toEqual(['n.input1', 'n.input2', 'n.edge1', 'n.edge2']);
    expect(traced(file).graph.decisions[0]?.values).toEqual(['in', 'a']);
  });

  it('of the input’s own decisions are its keys', () => {
    const input = { channels: { choice: [1, 3] }, size: [{ choice: [8, 16] }, { choice: [8, 16] }] };
    expect(names({ name: 't', input, network: [conv(8)] })).toEqual(['input.channels', 'input.size1', 'input.size2']);
  });

  it('of decisions can be read by later items, beside the sizes of what they made', () => {
    const file = space([
      { name: 'stem', conv: 8, kernel: { choice: [1, 3] } },
      { name: 'op', choose: { a: 'identity', b: conv(8) } },
      conv('stem.channels * stem.kernel', { when: "op == 'a'" }),
    ]);
    const { active, layers } = traced(file);
    expect(active({ 'stem.kernel': 3, op: 'a' })).toEqual(['stem.kernel', 'op']);
    expect(layers({ 'stem.kernel': 3, op: 'a' }).map(({ layer }) => (layer as Layer & { out: number }).out)).toEqual([
      8, 24,
    ]);
  });

  it('of a shared block begin with the block', () => {
    const file = space([{ name: 's', repeat: 3, block: 'b' }, { block: 'b' }], {
      blocks: { b: { shared: true, layers: [conv(8, { name: 'c', kernel: { choice: [1, 3] } })] } },
    });
    expect(names(file)).toEqual(['b.c.kernel']);
  });

  it('may not meet', () => {
    const file = space([
      {
        name: 'a',
        layers: { layers: [conv({ choice: [1, 2] })], when: { choice: [true, false] } },
        when: { choice: [true, false] },
      },
    ]);
    expect(problemsOf(file)[0]?.message).toBe('two decisions would be called "a.when"');
  });
});

describe('activity', () => {
  const file = space([
    { name: 's', repeat: { range: [0, 2] }, layers: [{ name: 'c', conv: 8, kernel: { choice: [1, 3] } }] },
    { name: 'op', choose: { none: 'identity', conv: { name: 'c', conv: 8, kernel: { choice: [1, 3] } } } },
  ]);

  it('ends with the decided depth and with the chosen alternative', () => {
    const { active } = traced(file);
    expect(active({ 's.depth': 0, op: 'none' })).toEqual(['s.depth', 'op']);
    expect(active({ 's.depth': 1, 's.block1.c.kernel': 1, op: 'conv', 'op.conv.c.kernel': 3 })).toEqual([
      's.depth',
      's.block1.c.kernel',
      'op',
      'op.conv.c.kernel',
    ]);
  });

  it('of an argument is where a layer reads it', () => {
    const { active } = traced(
      space([{ name: 'b', block: 'b', kernel: { choice: [1, 3] } }], {
        blocks: {
          b: {
            arguments: { kernel: null },
            layers: [{ name: 'op', choose: { skip: 'identity', conv: { conv: 3, kernel: 'kernel' } } }],
          },
        },
      }),
    );
    expect(active({ 'b.op': 'skip' })).toEqual(['b.op']);
    expect(active({ 'b.op': 'conv', 'b.kernel': 1 })).toEqual(['b.op', 'b.kernel']);
  });

  it('does not come from a constraint, which holds where it reads an inactive decision', () => {
    const { admits, active } = traced({ ...file, where: ['s.block2.c.kernel == 3'] });
    expect(active({ 's.depth': 0, op: 'none' })).toEqual(['s.depth', 'op']);
    expect(admits({ 's.depth': 1, 's.block1.c.kernel': 1, op: 'none' })).toBe(true);
    expect(admits({ 's.depth': 2, 's.block1.c.kernel': 1, 's.block2.c.kernel': 1, op: 'none' })).toBe(false);
  });

  it('is nowhere for a decision that only a constraint reads', () => {
    const decisions = { a: { choice: [1, 2] }, b: { choice: [1, 2] } };
    const { graph, active, admits, compiledCost } = traced({ ...space([conv('a')], { decisions }), where: ['a > b'] });
    expect(graph.active).toHaveLength(graph.decisions.length);
    expect(active({ a: 1 })).toEqual(['a']);
    expect(admits({ a: 1 })).toBe(true);
    expect(compiledCost({ a: 1 })).toBeDefined();
  });

  it('of an item is asked of each repetition that is present, with its counters', () => {
    const stage = { name: 's', repeat: { range: [0, 2] }, block: 'b', where: 'index == 0 or in.channels == 3' };
    const blocks = {
      b: {
        arguments: { out: { choice: [3, 4] }, groups: { choice: [1, 2] } },
        where: ['out % groups == 0'],
        layers: conv('out', { bias: 'groups == 1' }),
      },
    };
    const { admits } = traced(space([stage], { blocks }));
    const first = { 's.depth': 1, 's.block1.out': 4, 's.block1.groups': 2 };
    expect(admits({ 's.depth': 0 })).toBe(true);
    expect(admits(first)).toBe(true);
    expect(admits({ ...first, 's.block1.out': 3 })).toBe(false);
    const second = { 's.depth': 2, 's.block2.out': 4, 's.block2.groups': 1 };
    expect(admits({ ...first, ...second })).toBe(false);
    expect(admits({ ...first, ...second, 's.block1.out': 3, 's.block1.groups': 1 })).toBe(true);
    expect(
      admits({ ...first, ...second, 's.block1.out': 3, 's.block1.groups': 1, 's.block2.out': 3, 's.block2.groups': 2 }),
    ).toBe(false);
  });

  it('of an item holds where the item is absent, and binds no settled network', () => {
    const item = { name: 'c', ...conv('width'), where: ['width > 4'], when: 'there' };
    const decisions = { width: { choice: [4, 8] }, there: { choice: [true, false] } };
    const gated = space([conv('width'), item], { decisions });
    const { admits } = traced(gated);
    expect(admits({ width: 4, there: false })).toBe(true);
    expect(admits({ width: 4, there: true })).toBe(false);
    expect(admits({ width: 8, there: true })).toBe(true);
    const settled = new Map<string, number | boolean>([
      ['width', 4],
      ['there', true],
    ]);
    expect(traced(gated, { settled }).admits({ width: 4, there: true })).toBe(true);
  });

  it('of an item must be true or false', () => {
    const { compiledCost } = traced(space([{ ...conv({ choice: [4, 8] }), where: 'in.channels' }]));
    expect(compiledCost({ 'conv1.out': 4 })).toBeUndefined();
  });

  it('of an item is checked for its names', () => {
    expect(problemsOf(space([{ ...conv(4), where: ['in.channels > 1', 'widht > 4'] }]))[0]?.message).toBe(
      'unknown name "widht"',
    );
  });

  it('skips the branch of a conditional that no architecture takes', () => {
    const rest = { decisions: { width: { choice: [4, 8] } } };
    expect(names(space([conv('flag ? 8 : width')], { let: { flag: true }, ...rest }))).toEqual([]);
    expect(names(space([conv('flag ? 8 : width')], { let: { flag: false }, ...rest }))).toEqual(['width']);
  });

  it('refuses a test that is neither true nor false, the same in all architectures as it may be', () => {
    const cost = traced(space([conv('word ? 8 : 4')], { let: { word: 'relu' } })).cost({});
    expect(cost).toContain('"?" needs true or false, got "relu"');
  });
});

describe('gradients', () => {
  it('stop at the stem', () => {
    expect(flags(space([conv(8), conv(8)]))).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it('reach the input where that is asked for', () => {
    expect(flags(space([conv(8)], { inputGradient: 'all' }))).toEqual([[true, true]]);
  });

  it('have no filter term in frozen layers, and no input term where nothing upstream is trained', () => {
    const frozen = { layers: [conv(8), conv(8)], trainable: false };
    expect(flags(space([frozen, conv(8), conv(8)]))).toEqual([
      [false, false],
      [false, false],
      [true, false],
      [true, true],
    ]);
  });

  it('flow through a frozen layer behind a trained one', () => {
    expect(flags(space([conv(8), conv(8, { trainable: false })]))).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('flow again behind a frozen convolution whose norm is trained', () => {
    const frozen = conv(8, { trainable: false });
    expect(flags(space([frozen, { norm: 'batch' }, conv(8)]))[1]).toEqual([true, true]);
  });

  it('do not run for a layer that reaches no output', () => {
    const file = space([
      { name: 'a', conv: 3, kernel: 3 },
      { name: 'b', conv: 3, kernel: 3 },
      { from: 'a', conv: 3, kernel: 3 },
    ]);
    expect(flags(file)).toEqual([
      [true, false],
      [false, false],
      [true, true],
    ]);
    const layers = traced(file).layers({});
    expect(layers.map((layer) => layer.alive)).toEqual([true, false, true]);
    expect(layers.map(({ cost }) => (cost as number[])[5])).toEqual([84, 84, 84]);
  });

  it('follow the picked wiring', () => {
    const file = space([
      { name: 'a', conv: 3, kernel: 3 },
      { name: 'b', conv: 3, kernel: 3 },
      { name: 'c', pick: [1, 2], of: ['a', 'b'], each: conv(3) },
    ]);
    expect(flags(file, { c: ['a'] })).toEqual([
      [true, false],
      [false, false],
      [true, true],
    ]);
    expect(flags(file, { c: ['a', 'b'] })).toEqual([
      [true, false],
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it('follow wiring with repeats, the same branch twice too', () => {
    const file = space([
      { name: 'a', conv: 3, kernel: 3 },
      { name: 'b', conv: 3, kernel: 3 },
      { name: 'c', pick: 2, of: ['a', 'b'], repeats: true, each: conv('3 + 0 * slot') },
      { pick: 3, of: ['b', 'c'], repeats: true, join: 'concat' },
      conv(1),
    ]);
    const last = { 'pick1.input1': 'c', 'pick1.input2': 'c', 'pick1.input3': 'c' };
    expect(flags(file, { 'c.input1': 'a', 'c.input2': 'a', ...last })).toEqual([
      [true, false],
      [false, false],
      [true, true],
      [true, true],
      [true, true],
    ]);
    const cost = traced(file).cost({ 'c.input1': 'a', 'c.input2': 'b', ...last, 'pick1.input3': 'b' });
    if (typeof cost === 'string') throw new Error(cost);
    expect(cost.params).toBe(4 * (3 * 3 * 9 + 3) + 9 * 9 + 1);
  });

  it('reach the loose ends: what nothing else reads is the output', () => {
    const file = space([
      { name: 'a', conv: 3, kernel: 3 },
      { name: 'b', conv: 3, kernel: 3 },
      { name: 'c', pick: 1, of: ['a', 'b'], repeats: true, each: conv(3) },
      { name: 'd', pick: 1, of: ['a', 'b', 'c'], repeats: true, each: conv(3) },
      { concat: ['a', 'b', 'c', 'd'], looseEnds: true },
      conv(1),
    ]);
    const ends = (c: string, d: string) => {
      const last = traced(file).layers({ 'c.input1': c, 'd.input1': d }).at(-1);
      return (last as { layer: Layer & { type: 'conv' } }).layer.input.channels / 3;
    };
    expect(ends('a', 'a')).toBe(3);
    expect(ends('b', 'b')).toBe(2);
    expect(ends('a', 'b')).toBe(2);
    expect(ends('b', 'c')).toBe(1);
    expect(flags(file, { 'c.input1': 'b', 'd.input1': 'c' })).toEqual([
      [true, false],
      [true, true],
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it('stay out of a constant', () => {
    const file = space([{ add: ['in', [{ constant: null, channels: 3, size: [32, 32] }, conv(3)]] }].map(stripNull));
    expect(flags(file)).toEqual([[true, false]]);
  });

  it('cost the forward pass again where it is recomputed', () => {
    const plain = traced(space([conv(8), conv(8)])).cost({});
    const again = traced(space([conv(8), conv(8, { recompute: true })])).cost({});
    if (typeof plain === 'string' || typeof again === 'string') throw new Error('unreachable');
    expect(again.training).toBe(Number(plain.training) + 2 * 8 * 8 * 9 * 32 * 32);
    expect(again.forward).toBe(plain.forward);
    expect(Number(again.memory)).toBeLessThan(Number(plain.memory));
  });
});

function stripNull(item: { add: unknown[] }): object {
  return JSON.parse(JSON.stringify(item).replace('"constant":null', '"constant":true')) as object;
}

describe('activity', () => {
  it('is constant where a decision is read whatever is chosen, however much else decides about later reads', () => {
    const either = {
      choose: {
        deep: { repeat: { range: [1, 6] }, layers: conv('width') },
        flat: conv('width'),
      },
      by: 'shape',
    };
    const decisions = { shape: { choice: ['deep', 'flat'] }, width: { choice: [8, 16] } };
    const { graph } = traced(
      space(
        Array.from({ length: 6 }, () => either),
        { decisions },
      ),
    );
    const width = graph.decisions.findIndex(({ name }) => name === 'width');
    expect(graph.nodes[graph.active[width] as number]).toEqual({ kind: 'constant', value: true });
  });
});

describe('blocks', () => {
  it('read the outputs of the items before them', () => {
    const file = space([conv(4), { name: 'r', repeat: 3, block: 'cell' }, { block: 'cell' }], {
      blocks: {
        cell: { inputs: ['older', 'newer'], let: { sum: 'older.channels + newer.channels' }, layers: conv('sum') },
      },
    });
    const outs = traced(file)
      .layers({})
      .map(({ layer }) => (layer as Layer & { type: 'conv' }).out);
    expect(outs).toEqual([4, 8, 12, 20, 32]);
  });

  it('look into a plain group, and see its output alone where it has a residual', () => {
    const blocks = { cell: { inputs: ['older', 'newer'], layers: conv('older.channels') } };
    const last = (group: object) =>
      traced(space([conv(3), group, { block: 'cell' }], { blocks }))
        .layers({})
        .map(({ layer }) => layer as Layer & { out: number })
        .at(-1)?.out;
    expect(last({ layers: [conv(5), conv(7)] })).toBe(5);
    expect(last({ layers: [conv(5), conv(3)], residual: true })).toBe(3);
  });

  it('see nothing of who uses them', () => {
    const file = space([{ repeat: 2, block: 'b' }], { blocks: { b: { layers: conv('index + 1') } } });
    expect(problemsOf(file)[0]?.message).toMatch(/index/);
  });
});

describe('structure', () => {
  it('removes what reaches no output, where the space says so', () => {
    const stem = conv(4, { name: 'stem' });
    const network = [
      stem,
      conv(8),
      { pick: 1, of: { new: conv(8), old: conv(2, { from: 'stem' }) }, name: 'op' },
      conv(1),
    ];
    const lost = [conv(7), { from: 'stem', layers: conv(4) }];
    const [run, removed] = ['run', 'removed'].map((unread) => traced(space([...network], { unread })));
    const without = traced(space([stem, conv(2, { from: 'stem' }), conv(1)]));
    expect(run?.cost({ op: ['new'] })).toEqual(removed?.cost({ op: ['new'] }));
    expect(removed?.cost({ op: ['old'] })).toEqual(without.cost({}));
    expect(removed?.compiledCost({ op: ['old'] })).toEqual(without.cost({}));
    expect(run?.cost({ op: ['old'] })).not.toEqual(without.cost({}));
    expect(traced(space([stem, ...lost], { unread: 'removed' })).cost({})).toEqual(
      traced(space([stem, conv(4)])).cost({}),
    );
  });

  it('leaves nothing to be skipped under a when that always holds: the kind of value may change there', () => {
    const flat = traced(space([{ layers: ['flatten'], when: '1 < 2' }, { linear: 10 }]));
    expect(flat.cost({})).toMatchObject({ params: 10 * 3 * 32 * 32 + 10 });
  });

  it('skips the item under a false when', () => {
    const { cost } = traced(space([{ name: 'c', conv: 3, kernel: 3, when: { choice: [true, false] } }, conv(3)]));
    const on = cost({ 'c.when': true });
    const off = cost({ 'c.when': false });
    if (typeof on === 'string' || typeof off === 'string') throw new Error('unreachable');
    expect(Number(on.forward)).toBe(2 * Number(off.forward));
  });

  it('adds a residual, along a shortcut', () => {
    const layers = traced(space([{ layers: [conv(8)], shortcut: { conv: 8, kernel: 1 } }])).layers({});
    expect(layers.map(({ use }) => use.path)).toEqual(['layers1', 'layers1.shortcut', 'layers1.add']);
  });

  it('splits channels, and joins the parts', () => {
    const layers = traced(space([conv(8), { split: ['identity', { conv: 4, kernel: 1 }] }, conv(8)])).layers({});
    const inputs = layers.map(({ layer }) => layer as Layer & { input?: { channels: number } });
    expect(inputs[1]?.input?.channels).toBe(4);
    expect(inputs.at(-1)?.input?.channels).toBe(8);
  });

  it('stretches a gate in a product, whichever comes first', () => {
    const gate = ['globalPool', { conv: 'in.channels', kernel: 1, act: 'sigmoid' }];
    const { cost } = traced(space([conv(8), { multiply: [gate, 'identity'] }, conv(8)]));
    expect(cost({})).toEqual(traced(space([conv(8), { multiply: ['identity', gate] }, conv(8)])).cost({}));
  });

  it('gives a convolution a bias where a decision says that its norm is none', () => {
    const layersOf = (rest: object, architecture = {}) =>
      traced(space([{ name: 'c', ...conv(8, rest) }], { decisions: { after: { choice: ['none', 'batch'] } } }))
        .layers(architecture)
        .map(({ layer }) => layer);
    expect(layersOf({ norm: 'after' }, { after: 'none' })).toEqual(layersOf({}));
    expect(layersOf({ norm: 'after' }, { after: 'batch' })).toEqual(layersOf({ norm: 'batch' }));
  });

  it('pads by half a kernel unless told otherwise', () => {
    for (const dilation of [1, 2]) {
      const item = { kernel: [4, 5], dilation };
      expect(sizes({ ...item, padding: 'half' })).toEqual(sizes(item));
    }
  });

  it('takes one value per dimension, and one side or both for padding', () => {
    expect(sizes({ kernel: [3, 1], padding: [0, 1] })).toEqual([6, 11]);
    expect(
      sizes({
        kernel: 2,
        padding: [
          [1, 0],
          [0, 0],
        ],
      }),
    ).toEqual([8, 8]);
    expect(sizes({ kernel: 4, stride: 2, padding: 'same' })).toEqual([4, 5]);
    expect(sizes({ kernel: 4, stride: 2, padding: 'valid' })).toEqual([3, 3]);
    expect(sizes({ kernel: 4 })).toEqual([7, 8]);
    expect(sizes({ kernel: 3 }, { channels: 1, size: 5, dimensions: 3 })).toEqual([5, 5, 5]);
    expect(sizes({ kernel: 3, stride: 2, dilation: 2 }, { channels: 1, size: [9] })).toEqual([5]);
    expect(sizes({ kernel: 4, stride: 2, padding: 1, transposed: true, outputPadding: 1 })).toEqual([17, 19]);
  });

  it('counts attention over windows padded to whole ones', () => {
    const { layers } = traced({
      name: 't',
      input: { channels: 96, size: [28, 28] },
      network: [{ attention: 3, window: [8, 8] }],
    });
    const [qkv, scores] = layers({}).map(({ layer }) => layer as Layer);
    expect(qkv).toMatchObject({ type: 'linear', input: { tokens: 32 * 32 }, out: 288 });
    expect(scores).toMatchObject({ type: 'matmul', batch: 48, rows: 64, inner: 32, columns: 64 });
  });

  it('attends to another sequence', () => {
    const { layers } = traced({
      name: 't',
      input: { tokens: 10, features: 8 },
      network: [
        { name: 'encoder', linear: 6 },
        { from: 'encoder', slice: [0, 4] },
        { attention: 2, key: 'encoder' },
      ],
    });
    const found = layers({}).map(({ layer, use }) => [use.path, layer as Layer] as const);
    expect(found.find(([path]) => path === 'attention1.key')?.[1]).toMatchObject({ input: { tokens: 10 }, out: 6 });
    expect(found.find(([path]) => path === 'attention1.scores')?.[1]).toMatchObject({ rows: 4, columns: 10 });
  });
});

describe('mistakes', () => {
  it('of every architecture are reported together, with their places', () => {
    const file = space([conv(8), { linear: 10 }, { embedding: 10, features: 4 }, { block: 'b', out: 'in.tokens' }], {
      blocks: { b: { arguments: { out: null }, layers: conv('out') } },
    });
    const problems = problemsOf(file);
    expect(problems.map((problem) => [problem.place.pointer, problem.message])).toEqual([
      ['/network/2', 'embedding reads token ids, but gets tokens × features'],
    ]);
  });

  it('do not follow from one another', () => {
    const file = space([{ from: 'in', embedding: 10, features: 4 }, conv(8), { norm: 'batch' }]);
    expect(problemsOf(file)).toHaveLength(1);
  });

  it('of some architectures are values', () => {
    const { cost } = traced(space([conv({ choice: [8, 9] }, { name: 'c' }), conv(8, { groups: 4 })]));
    expect(cost({ 'c.out': 9 })).toMatch(/9 input channels are not divisible by 4 groups/);
    expect(typeof cost({ 'c.out': 8 })).toBe('object');
  });

  it('of a repeated item are told once', () => {
    const file = space([{ repeat: 5, layers: [{ embedding: 10, features: 4 }] }]);
    expect(problemsOf(file)).toHaveLength(1);
  });

  it('of size end the trace at once', () => {
    const nested = (depth: number): object =>
      depth === 0 ? { name: 'x', layers: 'identity' } : { repeat: 1024, layers: [nested(depth - 1)] };
    expect(problemsOf(space([nested(4)])).map(({ message }) => message)).toEqual([
      'a network has at most 200,000 items, repetitions counted',
    ]);
    const three = { conv: 3, kernel: 1, norm: 'batch', act: 'relu' };
    const layers = { repeat: 1024, layers: { repeat: 50, layers: three } };
    expect(problemsOf(space([layers])).map(({ message }) => message)).toEqual(['a network has at most 100,000 layers']);
    const decisions = { repeat: 1024, layers: { repeat: 15, layers: { act: { choice: ['relu', 'gelu'] } } } };
    expect(problemsOf(space([decisions])).map(({ message }) => message)).toEqual([
      'a space has at most 10,000 decisions',
    ]);
  });

  it('of lists that double end at a stated limit', () => {
    const doubled = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`l${i}`, i === 0 ? '[1, 2]' : `[l${i - 1}, l${i - 1}]`]),
    );
    expect(traced(space([conv('len(l39)')], { let: doubled })).cost({})).toMatch(/at most 10,000 values/);
  });

  it('behind a skipped item do not matter', () => {
    const file = space([
      { name: 'deep', repeat: { range: [1, 6] }, layers: [{ pool: 'max', kernel: 2 }] },
      'globalPool',
      { linear: 10 },
    ]);
    const { cost } = traced(file);
    expect(typeof cost({ 'deep.depth': 5 })).toBe('object');
    expect(cost({ 'deep.depth': 6 })).toMatch(/larger than the padded input/);
  });

  it('name what a repeat count, a flag and a name must be', () => {
    expect(problemsOf(space([{ repeat: '1000 * 2', layers: [conv(8)] }]))[0]?.message).toMatch(/0 to 1024/);
    expect(traced(space([conv(8, { when: '1 + 1' })])).cost({})).toMatch(/"when" must be true or false, but is 2/);
    expect(problemsOf(space([conv('stage1.depth')]))[0]?.message).toMatch(/stage1.depth/);
  });
});
