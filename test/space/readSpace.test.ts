import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readSpace } from '../../src/space/readSpace.js';
import type { ChooseItem, Item, JoinItem, LayerItem, PickItem, Space, Value } from '../../src/types.js';
import { SOUND, spaceText } from './spaces.js';

function read(text: string): Space {
  const { space, problems } = readSpace(text, 'x.json');
  expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  if (!space) throw new Error('no space');
  return space;
}

function network(items: unknown, keys: Record<string, unknown> = {}): readonly Item[] {
  return read(spaceText({ network: items, ...keys })).network;
}

function textOf(value: Value | undefined): unknown {
  if (value?.kind === 'expression') return value.text;
  return value?.kind === 'list' ? value.items.map(textOf) : value?.values;
}

function identities(count: number): string[] {
  return Array.from({ length: count }, () => 'identity');
}

function errorsOf(keys: Record<string, unknown>): string[] {
  return readSpace(spaceText(keys), 'x').problems.map((problem) => problem.message);
}

describe('readSpace', () => {
  it('reads a sound space without a problem', () => {
    const { space, problems } = readSpace(SOUND, 'sound.json');
    expect(problems).toEqual([]);
    expect(space).toMatchObject({ file: 'sound.json', name: 'sound', source: 'nowhere', inputGradient: 'all' });
    expect(space?.network.map((item) => item.kind)).toEqual([
      'layer',
      'block',
      'choose',
      'block',
      'join',
      'join',
      ...Array<string>(7).fill('layer'),
    ]);
    expect(space?.functions.get('twice')).toMatchObject({ parameters: ['x'], body: { text: '2 * width(x)' } });
    expect(space?.blocks.get('mbconv')?.arguments.get('out')).toBeNull();
    expect(textOf(space?.blocks.get('mbconv')?.arguments.get('kernel') ?? undefined)).toEqual([3, 5]);
    expect(space?.blocks.get('cell')).toMatchObject({ shared: true, inputs: ['s0', 's1'] });
    expect(space?.check).toHaveLength(1);
    expect(space?.where.map(textOf)).toEqual(["stage1.depth <= 2 or op == 'a'", 'resolution >= 128']);
  });

  it('reads a sequence as a list, as one item and as a bare layer alike', () => {
    expect(network('flatten')).toMatchObject([{ layer: 'flatten' }]);
    expect(network(['flatten'])).toMatchObject([{ layer: 'flatten' }]);
    expect(network({ conv: 8 })).toMatchObject([{ layer: 'conv' }]);
    expect(network([])).toEqual([]);
  });

  it('keeps the value under a layer key, and none of a layer that takes only true', () => {
    const [conv, flatten, slice, bare] = network([
      { conv: 8 },
      { flatten: true },
      { slice: [0, 4] },
      'classToken',
    ]) as LayerItem[];
    expect(textOf(conv?.main)).toBe('8');
    expect(flatten?.main).toBeUndefined();
    expect(textOf(slice?.main)).toEqual(['0', '4']);
    expect(bare?.main).toBeUndefined();
  });

  it('takes norm and act for attributes beside conv and joins, and for layers alone', () => {
    const items = network([
      { conv: 8, norm: 'batch', act: 'relu' },
      { norm: 'layer' },
      { act: 'gelu' },
      { add: ['in', 'identity'], norm: 'rms' },
    ]);
    expect(items.map((item) => (item.kind === 'layer' ? item.layer : item.kind))).toEqual([
      'conv',
      'norm',
      'act',
      'join',
    ]);
    expect(textOf((items[3] as JoinItem).norm)).toBe('rms');
  });

  it('takes every key beside a block but the modifiers for an argument', () => {
    const blocks = {
      b: { arguments: { act: 'relu', conv: 1, list: [1] }, layers: [{ conv: 'conv * len(list)', act: 'act' }] },
    };
    const [item] = network({ block: 'b', act: 'gelu', conv: 4, list: [1, 2], when: true, name: 'n' }, { blocks });
    expect(item).toMatchObject({ kind: 'block', block: 'b', name: 'n' });
    expect(item?.kind === 'block' && [...item.arguments.keys()]).toEqual(['act', 'conv', 'list']);
  });

  it('labels branches by reference, by name, or by place', () => {
    const items = network([
      { name: 's', conv: 8 },
      { add: ['s', 'in', 'identity', { name: 'e', conv: 8 }, [{ conv: 8 }, 'zero']] },
    ]);
    const { branches } = items[1] as JoinItem;
    expect([...branches.keys()]).toEqual(['s', 'in', 'branch3', 'e', 'branch5']);
    expect(branches.get('s')).toMatchObject({ kind: 'reference', name: 's', place: { pointer: '/network/1/add/0' } });
    expect(branches.get('branch3')).toMatchObject({ kind: 'items', items: [{ layer: 'identity' }] });
    expect(branches.get('branch5')).toMatchObject({ kind: 'items', items: [{ layer: 'conv' }, { layer: 'zero' }] });
  });

  it('keeps the order of alternatives, arguments and decisions, whatever their names', () => {
    const [item] = network({ choose: { z: 'identity', a: 'zero', m: [] } });
    expect([...(item as ChooseItem).alternatives.keys()]).toEqual(['z', 'a', 'm']);
    const decisions = { z: { choice: [1] }, constructor: { choice: [2] }, a: { choice: [3] } };
    const space = read(spaceText({ decisions, network: { conv: 'z + constructor + a' } }));
    expect([...space.decisions.keys()]).toEqual(['z', 'constructor', 'a']);
  });

  it('reads pick sizes and the join, add unless given', () => {
    const items = network([
      { pick: 1, of: ['identity', 'zero'] },
      { pick: [2, 1], of: { a: 'identity', b: 'zero' }, join: 'multiply' },
    ]);
    expect(items[0]).toMatchObject({ sizes: [1], join: 'add' });
    expect(items[1]).toMatchObject({ sizes: [2, 1], join: 'multiply' });
    expect([...(items[1] as PickItem).branches.keys()]).toEqual(['a', 'b']);
  });

  it('reads a pick with repeats, of one size, and loose ends', () => {
    const items = network([
      { pick: 3, of: ['identity', 'zero'], repeats: true },
      { add: ['identity', 'zero'], looseEnds: true },
      { add: ['identity', 'zero'] },
    ]);
    expect(items.map((item) => (item.kind === 'join' ? item.looseEnds : item.kind))).toEqual(['pick', true, false]);
    expect(items[0]).toMatchObject({ sizes: [3], repeats: true });
    expect(errorsOf({ network: { pick: [1, 2], of: identities(2), repeats: true } })).toEqual([
      'a pick with "repeats" has one size',
    ]);
    expect(errorsOf({ network: { pick: 65, of: identities(2), repeats: true } })).toEqual([
      'a pick with "repeats" picks at most 64 branches, not 65',
    ]);
  });

  it('admits 4,096 subsets and no more', () => {
    expect(errorsOf({ network: { pick: Array.from({ length: 12 }, (_, i) => i + 1), of: identities(12) } })).toEqual(
      [],
    );
    expect(errorsOf({ network: { pick: Array.from({ length: 13 }, (_, i) => i + 1), of: identities(13) } })).toEqual([
      'a pick has at most 4,096 subsets, this one has 8,191',
    ]);
    expect(errorsOf({ network: { pick: 500, of: identities(1000) } })).toEqual([
      'a pick has at most 4,096 subsets, this one has far more',
    ]);
  });

  it('places values, items and the names inside expressions', () => {
    const text =
      '{\n  "name": "x",\n  "input": { "channels": 3, "size": 32 },\n  "network": [\n    { "conv": "2 * nme" }\n  ]\n}';
    expect(readSpace(text, 'x').problems).toMatchObject([
      { place: { pointer: '/network/0/conv', line: 5, column: 20 } },
    ]);
    const [item] = read(text.replace('nme', '8')).network as LayerItem[];
    expect(item?.place).toEqual({ pointer: '/network/0', line: 5, column: 5 });
    expect(item?.main?.place).toEqual({ pointer: '/network/0/conv', line: 5, column: 15 });
  });

  it('reads a byte-order mark, carriage returns and no last line break', () => {
    expect(read(`\uFEFF${SOUND.replaceAll('\n', '\r\n').trimEnd()}`).hash).toBe(read(SOUND).hash);
    const old = readSpace('{\r  "name": 3\r}', 'x').problems;
    expect(old.find((problem) => problem.place.pointer === '/name')?.place).toMatchObject({ line: 2, column: 11 });
  });

  it('gives warnings beside the space', () => {
    const { space, problems } = readSpace(spaceText({ decisions: { a: { choice: [1] } } }), 'x');
    expect(space).toBeDefined();
    expect(problems).toMatchObject([{ severity: 'warning', message: 'the decision "a" is never used' }]);
  });

  it('tells at most 50 problems, errors before warnings, and counts the rest', () => {
    const decisions = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`d${i}`, { choice: [1] }]));
    const { problems } = readSpace(spaceText({ decisions, network: [{ conv: 0 }] }), 'x');
    expect(problems).toHaveLength(51);
    expect(problems.filter((problem) => problem.message.includes('at least 1'))).toHaveLength(1);
    expect(problems.at(-1)?.message).toBe('and 11 more');
    expect(readSpace(spaceText({ decisions }), 'x').space).toBeDefined();
  });

  it('knows names from the scopes around and no others', () => {
    const blocks = {
      b: { arguments: { w: 8 }, layers: [{ name: 'i', conv: 'w' }, { layers: { conv: 'i.channels' } }] },
    };
    expect(errorsOf({ blocks, network: { block: 'b' } })).toEqual([]);
    expect(errorsOf({ network: [{ repeat: 2, layers: [{ conv: 'index + 8', when: 'last' }] }] })).toEqual([]);
    expect(errorsOf({ blocks: { b: { layers: { conv: 'index' } } }, network: { repeat: 2, block: 'b' } })).toEqual([
      'unknown name "index"',
    ]);
    expect(errorsOf({ network: [{ layers: [{ name: 'i', conv: 8 }] }, { conv: 'i.channels' }] })).toEqual([
      'unknown name "i.channels"',
    ]);
  });

  it('admits the decisions that an item of the network makes by their whole names', () => {
    const stage = { name: 's', repeat: { choice: [1, 2] }, layers: [{ conv: { choice: [8, 16] } }] };
    const conv = { name: 'c', conv: 8, kernel: { choice: [3, 5] } };
    const op = { name: 'op', choose: { a: 'identity', b: 'zero' } };
    const reads = { when: "s.depth == 1 and s.block1.conv1.out == 8 and c.kernel == 3 and op == 'a'", conv: 8 };
    expect(
      errorsOf({ network: [stage, conv, op, reads], where: ['c.kernel == 3', 'choose1 == 3', 's.depth == 1'] }),
    ).toEqual(['unknown name "choose1"']);
  });

  it('lets block arguments be defaults of each other, and read the incoming shape', () => {
    const blocks = { b: { arguments: { out: 'in.channels', mid: 'out * 2' }, layers: { conv: 'mid' } } };
    expect(errorsOf({ blocks, network: { block: 'b' } })).toEqual([]);
  });

  it('takes layer names for values, but not for items that branches could mean', () => {
    expect(errorsOf({ decisions: { tokens: { choice: [1] } }, network: { conv: 'tokens' } })).toEqual([]);
    expect(errorsOf({ network: { name: 'tokens', conv: 8 } })).toEqual([
      '"tokens" is a layer; an item cannot be called so',
    ]);
  });
});

describe('the hash of a space', () => {
  it('is the SHA-256 of the format and the JSON in the order of the file', () => {
    const json = '{"name":"x","input":{"channels":3,"size":32},"network":["identity"]}';
    const expected = createHash('sha256').update(`nascost-space-1\n${json}`).digest('hex');
    expect(read(`{ "name": "x", "input": {"channels": 3.0, "size": 3.2e1},\n"network":["\\u0069dentity"] }`).hash).toBe(
      expected,
    );
  });

  it('is the same without what only people and checks read', () => {
    const more = { $schema: 'y', description: 'z', source: 'w', check: [{ name: 'n' }] };
    expect(read(spaceText(more)).hash).toBe(read(spaceText()).hash);
  });

  it('differs with the order of decisions and with any value', () => {
    const one = { a: { choice: [1, 2] }, b: { choice: [1] } };
    const other = { b: { choice: [1] }, a: { choice: [1, 2] } };
    const hashes = [one, other, { a: { choice: [2, 1] }, b: { choice: [1] } }].map(
      (decisions) => read(spaceText({ decisions })).hash,
    );
    expect(new Set(hashes).size).toBe(3);
  });
});
