import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/cost/metrics.js';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { costOf } from '../../src/diagram/costOf.js';
import { unrank } from '../../src/diagram/unrank.js';
import type { Architecture, Decision } from '../../src/types.js';
import { problemsOf, traced } from './traced.js';

type Item = Readonly<Record<string, unknown>>;

const stem: Item = { conv: 6, kernel: 3 };
const operations = (channels: string | number): Readonly<Record<string, unknown>> => ({
  conv: { conv: channels, kernel: 3, norm: 'batch', act: 'relu' },
  pool: { pool: 'max', kernel: 3, stride: 1 },
});
const projection = (channels: string | number): Item => ({ conv: channels, kernel: 1, act: 'relu' });

function everyArchitecture(space: object) {
  const { graph } = traced(space);
  const { diagram, wide, invalid } = compileDiagram(graph);
  expect([wide, invalid]).toEqual([[], []]);
  return Array.from({ length: Number(diagram.size) }, (_, index) => {
    const choice = new Int32Array(graph.decisions.length);
    unrank(diagram, BigInt(index), choice);
    const costs = costOf(diagram, choice);
    return {
      architecture: architectureOf(graph.decisions, choice),
      cost: Object.fromEntries(METRICS.map((metric, i) => [metric, costs[i]])),
    };
  });
}

function architectureOf(decisions: readonly Decision[], choice: Int32Array): Architecture {
  const active = decisions.flatMap(({ name, values }, d) =>
    (choice[d] as number) < 0 ? [] : [[name, values[choice[d] ?? 0]]],
  );
  return Object.fromEntries(active) as Architecture;
}

/**
 * The graph of an architecture in the words for free wiring: an item per vertex, `from`, `add`, `concat` and `slice`.
 */
function wired(name: string, { architecture, total, join }: Wiring): Item[] {
  const rows = String(architecture['cell.matrix']).split('/');
  const last = rows.length;
  const edge = (x: number, y: number) => rows[x]?.[y - x - 1] === '1';
  const inner = Array.from({ length: last - 1 }, (_, i) => i + 1);
  const wide = widths(inner, edge, last, total, join);
  const items: Item[] = [{ name: `${name}0`, layers: [] }];
  for (const v of inner) {
    const sources = inner.filter((u) => u < v && edge(u, v)).map((u) => ({ from: `${name}${u}`, slice: [0, wide(v)] }));
    const own = edge(0, v) ? [{ from: `${name}0`, layers: [projection(wide(v))] }, ...sources] : sources;
    items.push({ add: Object.fromEntries(own.map((item, i) => [`edge${i}`, item])) });
    items.push({ name: `${name}${v}`, layers: [operations(wide(v))[String(architecture[`cell.op${v}`])]] });
  }
  const leading = inner.filter((v) => edge(v, last)).map((v) => `${name}${v}`);
  const projected = { from: `${name}0`, layers: [projection(total)] };
  const joined = leading.length === 0 ? {} : { joined: { [join]: leading } };
  const through = edge(0, last) ? { projected } : {};
  if (join === 'concat') return [...items, { add: { ...joined, ...through } }];
  return [...items, { add: { ...through, ...Object.fromEntries(leading.map((from) => [from, from])) } }];
}

interface Wiring {
  readonly architecture: Architecture;
  readonly total: number;
  readonly join: 'add' | 'concat';
}

function widths(
  inner: readonly number[],
  edge: (x: number, y: number) => boolean,
  last: number,
  total: number,
  join: Wiring['join'],
): (v: number) => number {
  if (join === 'add') return () => total;
  const sharers = inner.filter((v) => edge(v, last));
  const width = (v: number): number => {
    const place = sharers.indexOf(v);
    if (place < 0) return Math.max(...inner.filter((w) => edge(v, w)).map(width));
    return Math.floor((total + sharers.length - 1 - place) / sharers.length);
  };
  return width;
}

describe('a graph costs what its vertices and edges do', () => {
  it.each(['add', 'concat'] as const)('joined by %s, searched once and used twice', (join) => {
    const space = {
      name: 'graphs',
      input: { channels: 3, size: 8 },
      blocks: {
        cell: {
          shared: true,
          arguments: { out: null },
          layers: {
            graph: 5,
            edges: 7,
            operations: operations('channels'),
            projection: projection('channels'),
            join,
            channels: 'out',
          },
        },
      },
      network: [stem, { block: 'cell', out: 11 }, { pool: 'avg', kernel: 2 }, { block: 'cell', out: 7 }],
    };
    const all = everyArchitecture(space);
    expect(all.length).toBe(551);
    // every third: tracing each on its own takes long
    for (const { architecture, cost } of all.filter((_, i) => i % 3 === 0)) {
      const network = [
        stem,
        ...wired('a', { architecture, total: 11, join }),
        { pool: 'avg', kernel: 2 },
        ...wired('b', { architecture, total: 7, join }),
      ];
      expect(cost, JSON.stringify(architecture)).toEqual(traced({ ...space, blocks: {}, network }).cost({}));
    }
  });

  it('whatever decisions its operations make on their own', () => {
    const kernel = { choice: [1, 3] };
    const graph = {
      name: 'cell',
      graph: 4,
      edges: 4,
      operations: { conv: { conv: 'channels', kernel }, pool: operations(6).pool },
    };
    const space = { name: 'graphs', input: { channels: 3, size: 8 }, network: [stem, graph] };
    const { graph: nodes } = traced(space);
    expect(nodes.decisions.map(({ name }) => name)).toEqual([
      'cell.matrix',
      'cell.op1',
      'cell.op1.conv.kernel',
      'cell.op2',
      'cell.op2.conv.kernel',
    ]);
    for (const { architecture, cost } of everyArchitecture(space)) {
      const fixed = structuredClone(space) as { network: object[] };
      const plain = Object.fromEntries(Object.entries(architecture).filter(([name]) => !name.endsWith('kernel')));
      const kernels = [1, 2].map((v) => architecture[`cell.op${v}.conv.kernel`] ?? 1);
      // a kernel that depends on the vertex: 3 and 1 are told apart by an operation each
      const conv = (size: unknown) => ({ conv: 'channels', kernel: size });
      fixed.network = [stem, { ...graph, operations: { one: conv(1), three: conv(3), pool: operations(6).pool } }];
      const given = Object.entries(plain).map(([name, value]) => {
        const vertex = Number(name.at(-1)) - 1;
        return [name, value === 'conv' ? (kernels[vertex] === 3 ? 'three' : 'one') : value];
      });
      expect(traced(fixed).cost(Object.fromEntries(given) as Architecture)).toEqual(cost);
    }
  });
});

it('needs no more of a graph than each vertex by its matrix and its own operation', () => {
  const operation = { conv: 'channels', kernel: { choice: [1, 3, 5] }, norm: 'batch', act: 'relu' };
  const cell = { graph: 7, edges: 9, operations: { conv: operation, pool: operations(6).pool, skip: 'identity' } };
  const space = {
    name: 'graphs',
    input: { channels: 3, size: 8 },
    blocks: { cell: { shared: true, layers: cell } },
    network: [stem, { repeat: 3, block: 'cell' }],
  };
  const { graph } = traced(space);
  const { wide, stats } = compileDiagram(graph);
  expect(wide).toEqual([]);
  expect(stats.nodes).toBeLessThan(1000);
});

describe('the decisions of a graph', () => {
  const graph = { graph: 4, operations: { conv: { conv: 'channels', kernel: 3 }, none: 'identity' } };
  const sizeOf = (network: readonly object[]) => {
    const { graph: nodes } = traced({ name: 'graphs', input: { channels: 4, size: 8 }, network });
    return compileDiagram(nodes).diagram.size;
  };
  const single = sizeOf([graph]);

  it('are made anew for every graph that is not shared', () => {
    expect(sizeOf([graph, { ...graph, name: 'second' }])).toBe(single * single);
    expect(sizeOf([{ ...graph, name: 'cell', repeat: 2 }])).toBe(single * single);
  });

  it('are not there where the graph is not', () => {
    expect(sizeOf([{ ...graph, name: 'cell', when: { choice: [true, false] } }])).toBe(single + 1n);
    expect(sizeOf([{ choose: { graph, plain: 'identity' } }])).toBe(single + 1n);
  });

  it('are read by constraints', () => {
    const space = {
      name: 'graphs',
      input: { channels: 4, size: 8 },
      network: [{ ...graph, name: 'cell' }],
      where: ["cell.matrix != '1'", "cell.op1 == 'conv'"],
    };
    const all = everyArchitecture(space);
    expect(all.length).toBeGreaterThan(5);
    const own = { ...graph, name: 'cell', where: ["matrix != '1'", "op1 == 'conv'"] };
    expect(sizeOf([own])).toBe(BigInt(all.length));
    expect(all.every(({ architecture }) => architecture['cell.op1'] === 'conv')).toBe(true);
  });

  it('say which names are not theirs', () => {
    const space = { name: 'graphs', input: { channels: 4, size: 8 }, network: [{ ...graph, name: 'cell' }] };
    expect(problemsOf({ ...space, where: ["cell.ops == 'conv'"] })).toMatchObject([
      { message: 'unknown name "cell.ops"' },
    ]);
    expect(problemsOf({ ...space, where: ["cell.op3 == 'conv'"] })).toMatchObject([
      { message: 'unknown name "cell.op3"' },
    ]);
  });
});

describe('a graph that cannot be', () => {
  const messages = (network: readonly object[], input: object = { channels: 4, size: 8 }) => {
    const found = problemsOf({ name: 'graphs', input, network });
    return found.map(({ message, hint }) => (hint === undefined ? message : `${message}; ${hint}`));
  };
  const invalidOf = (network: readonly object[]) => {
    const { graph } = traced({ name: 'graphs', input: { channels: 4, size: 8 }, network });
    return compileDiagram(graph).invalid.map(({ reason }) => reason.message);
  };
  const convs = { conv: { conv: 'channels', kernel: 3 } };

  it('has too many matrices', () => {
    expect(messages([{ graph: 8, operations: convs }])).toEqual([
      'a graph has at most 4,096 matrices, this one has more; allow fewer vertices or edges',
    ]);
  });

  it('has too many vertices, or too few', () => {
    expect(messages([{ graph: 9, operations: convs }])).toEqual(['"graph" is at most 8, not 9']);
    expect(messages([{ graph: 1, operations: convs }])).toEqual(['"graph" is at least 2, not 1']);
  });

  it('has no operations', () => {
    expect(messages([{ graph: 4 }])).toEqual(['graph needs "operations"']);
    expect(messages([{ graph: 4, operations: {} }])).toEqual(['"operations" is empty']);
  });

  it('reads token ids', () => {
    expect(messages([{ graph: 4, operations: { none: 'identity' } }], { tokens: 8 })).toEqual([
      'graph reads channels or features, but gets token ids',
    ]);
  });

  it('names channels outside of it', () => {
    expect(messages([{ conv: 'channels', kernel: 3 }])).toEqual([
      'unknown name "channels"; "channels" is known only in the operations and the projection of a graph',
    ]);
  });

  it('has an operation with other channels than its vertex', () => {
    expect(new Set(invalidOf([{ graph: 4, operations: { conv: { conv: 5, kernel: 3 } } }]))).toContain(
      'the operation has 5 channels as its output, but its vertex has 4',
    );
  });

  it('has a projection with other channels than asked for, or none where it needs one', () => {
    expect(new Set(invalidOf([{ graph: 4, operations: convs, projection: { conv: 3, kernel: 1 } }]))).toContain(
      'the projection has 3 channels as its output, but is asked for 4',
    );
    expect(new Set(invalidOf([{ graph: 4, operations: convs, channels: 8 }]))).toContain(
      'the input has 4 channels, but is read where there are 8',
    );
  });

  it('has fewer channels than vertices that share them', () => {
    const few = {
      graph: 5,
      edges: 6,
      operations: convs,
      projection: projection('channels'),
      join: 'concat',
      channels: 2,
    };
    expect(new Set(invalidOf([few]))).toContain('3 vertices cannot share out 2 channels');
  });
});
