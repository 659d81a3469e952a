import { describe, expect, it } from 'vitest';
import { ArchitectureError } from '../../src/run/errors.js';
import { openSpace } from '../../src/run/openSpace.js';

const space = await openSpace({
  text: JSON.stringify({
    name: 'graphs',
    input: { channels: 8, size: 8 },
    network: [
      {
        name: 'cell',
        graph: 5,
        edges: 6,
        operations: {
          conv: { conv: 'channels', kernel: { choice: [1, 3] } },
          pool: { pool: 'max', kernel: 3, stride: 1 },
        },
        projection: { conv: 'channels', kernel: 1 },
        join: 'concat',
      },
    ],
  }),
});

/** What the space makes of an architecture as it is written. */
const read = (written: Readonly<Record<string, unknown>>) => space.at(space.indexOf(written));

function problems(written: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    space.indexOf(written);
  } catch (error) {
    if (error instanceof ArchitectureError) return error.problems;
    throw error;
  }
  return [];
}

describe('a labelled graph is read', () => {
  it('as the space has it', () => {
    for (let index = 0n; index < space.size; index++) expect(space.indexOf(space.at(index))).toBe(index);
  });

  it('as rows of zeros and ones', () => {
    const matrix = [
      [0, 1, 1],
      [0, 0, 1],
      [0, 0, 0],
    ];
    expect(read({ 'cell.matrix': matrix, 'cell.op1': 'pool' })).toEqual({ 'cell.matrix': '11/1', 'cell.op1': 'pool' });
    const booleans = matrix.map((row) => row.map((cell) => cell === 1));
    expect(read({ 'cell.matrix': booleans, 'cell.op1': 'pool' })).toEqual({
      'cell.matrix': '11/1',
      'cell.op1': 'pool',
    });
  });

  it('as any member of its isomorphism class, and what its operations decide goes with them', () => {
    // 0→1→3→4 and 0→2→4, the three vertices named in the three orders that keep 1 before 3
    const conv = (vertex: number, kernel: number) => ({
      [`cell.op${vertex}`]: 'conv',
      [`cell.op${vertex}.conv.kernel`]: kernel,
    });
    const first = { 'cell.matrix': '1100/010/01/1', ...conv(1, 3), 'cell.op2': 'pool', ...conv(3, 1) };
    const writings = [
      first,
      { 'cell.matrix': '1100/001/10/1', 'cell.op1': 'pool', ...conv(2, 3), ...conv(3, 1) },
      { 'cell.matrix': '1010/100/01/1', ...conv(1, 3), ...conv(2, 1), 'cell.op3': 'pool' },
    ];
    const found = writings.map(read);
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
    expect(new Set(Object.values(found[0] ?? {}))).toEqual(new Set([found[0]?.['cell.matrix'], 'conv', 3, 1, 'pool']));
  });

  it('without the vertices that lie on no path', () => {
    // 0→1→4; 0→2 leads nowhere, and 3→4 comes from nowhere
    const written = { 'cell.matrix': '1100/001/00/1', 'cell.op1': 'pool', 'cell.op2': 'conv', 'cell.op3': 'pool' };
    expect(read({ ...written, 'cell.op2.conv.kernel': 3 })).toEqual({ 'cell.matrix': '10/1', 'cell.op1': 'pool' });
    const last = { 'cell.matrix': '0100/001/01/1', 'cell.op1': 'pool', 'cell.op2': 'pool', 'cell.op3': 'pool' };
    expect(read(last)).toEqual({ 'cell.matrix': '10/1', 'cell.op1': 'pool' });
  });
});

describe('a labelled graph under starred names', () => {
  it('is read like any other', () => {
    const written = {
      'cell.matrix': '1100/001/10/1',
      'cell.op*': ['pool', 'conv', 'conv'],
      'cell.op*.conv.kernel': [1, 3, 1],
    };
    const plain = {
      'cell.op1': 'pool',
      'cell.op2': 'conv',
      'cell.op2.conv.kernel': 3,
      'cell.op3': 'conv',
      'cell.op3.conv.kernel': 1,
    };
    expect(read(written)).toEqual(read({ 'cell.matrix': '1100/001/10/1', ...plain }));
    expect(read({ 'cell.matrix': '10/1', 'cell.op*': 'pool' })).toEqual({ 'cell.matrix': '10/1', 'cell.op1': 'pool' });
  });

  it('needs no operations where there is but one', async () => {
    const graph = { name: 'cell', graph: 4, operations: { pool: { pool: 'max', kernel: 3, stride: 1 } } };
    const single = await openSpace({
      text: JSON.stringify({ name: 'single', input: { channels: 8, size: 8 }, network: [graph] }),
    });
    const first = single.at(single.indexOf({ 'cell.matrix': '101/01/1' }));
    expect(first).toEqual({ 'cell.matrix': '11/1', 'cell.op1': 'pool' });
  });

  it('is settled like any other', () => {
    // a kernel of 5 is in no domain
    const written = { 'cell.op1': 'pool', 'cell.op2': 'conv', 'cell.op2.conv.kernel': 5, 'cell.op3': 'pool' };
    const settled = space.settle({ 'cell.matrix': '1100/001/10/1', ...written });
    const first = read({ 'cell.matrix': '1100/001/10/1', ...written, 'cell.op2.conv.kernel': 3 });
    expect(settled.size).toBe(1n);
    expect(Object.keys(settled.at(0))).toEqual(Object.keys(first));
    expect(settled.at(0)['cell.matrix']).toBe(first['cell.matrix']);
    expect(() => space.settle({ 'cell.matrix': '11' })).toThrow('"cell.matrix" is a matrix of 0 and 1');
  });
});

describe('a labelled graph that the space does not hold', () => {
  const NOT_A_MATRIX =
    '"cell.matrix" is a matrix of 0 and 1 above its diagonal, [[0, 1, 0], [0, 0, 1], [0, 0, 0]], or what is above it, "10/1", not ';
  const pools = { 'cell.op1': 'pool', 'cell.op2': 'pool', 'cell.op3': 'pool' };

  it.each([
    ['11', '"11"'],
    ['1-0', '"1-0"'],
    [7, '7'],
    [[], '[]'],
    [[[0, 1], [0]], '[[0,1],[0]]'],
    [
      [
        [0, 2],
        [0, 0],
      ],
      '[[0,2],[0,0]]',
    ],
    [
      [
        [0, 1],
        [1, 0],
      ],
      '[[0,1],[1,0]]',
    ],
    [[[0, 1], 'ab'], '[[0,1],"ab"]'],
  ])('is none: %j', (matrix, shown) => {
    expect(problems({ 'cell.matrix': matrix })).toEqual([NOT_A_MATRIX + shown]);
  });

  it('is too large', () => {
    expect(problems({ 'cell.matrix': '10000/1000/100/10/1' })).toEqual([
      '"cell.matrix" has 6 vertices; there are at most 5',
    ]);
    expect(problems({ 'cell.matrix': '1111/111/11/1', ...pools })).toEqual([
      '"cell.matrix" has 10 edges on paths from input to output; there are at most 6',
    ]);
  });

  it('leads nowhere', () => {
    expect(problems({ 'cell.matrix': '10/0', 'cell.op1': 'pool' })).toEqual([
      '"cell.matrix" has no path from its first vertex to its last',
    ]);
  });

  it('has an operation too few, too many, or one that is none', () => {
    expect(problems({ 'cell.matrix': '10/1' })).toEqual(['"cell.op1" is missing; it is one of "conv", "pool"']);
    expect(problems({ 'cell.matrix': '10/1', 'cell.op1': 'pol' })).toEqual([
      '"cell.op1" cannot be "pol"; it is one of "conv", "pool"',
    ]);
    expect(problems({ 'cell.matrix': '10/1', 'cell.op1': 'pool', 'cell.op2': 'pool' })).toEqual([
      '"cell.op2" is not active here: leave it out',
    ]);
    expect(problems({ 'cell.matrix': '10/1', 'cell.op1': 'conv' })).toEqual([
      '"cell.op1.conv.kernel" is missing; it is one of 1, 3',
    ]);
    expect(problems({ ...pools })).toContainEqual(expect.stringContaining('"cell.matrix" is missing'));
  });
});
