import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeValues } from '../../src/diagram/evaluateNaive.js';
import { GraphBuilder } from '../../src/network/graphBuilder.js';
import { invalid, isInvalid } from '../../src/network/invalid.js';
import type { NodeId } from '../../src/types.js';

const PLACE = { pointer: '', line: 1, column: 1 };

function withDecisions(...domains: readonly (readonly number[])[]) {
  const builder = new GraphBuilder();
  const nodes = domains.map((values, i) => builder.decision(`d${i}`, values, { ...PLACE, pointer: `/${i}` }).node);
  return { builder, nodes };
}

const half = (n: unknown) => Math.floor((n as number) / 2);

describe('GraphBuilder', () => {
  it('makes a node that depends on nothing a constant', () => {
    const { builder, nodes } = withDecisions([3, 5, 7]);
    const odd = builder.apply('odd', [nodes[0] as NodeId], ([n]) => (n as number) % 2 === 1);
    expect(odd).toBe(builder.true);
  });

  it('gives two ways to compute one function one node', () => {
    const { builder, nodes } = withDecisions([3, 5, 7]);
    const [kernel] = nodes as [NodeId];
    const a = builder.apply('half', [kernel], ([n]) => half(n));
    const b = builder.apply('other', [kernel], ([n]) => ((n as number) - 1) / 2);
    expect(a).toBe(b);
  });

  it('drops a decision that a result does not depend on', () => {
    const { builder, nodes } = withDecisions([32, 64], [3, 5, 7]);
    const [size, kernel] = nodes as [NodeId, NodeId];
    const padded = builder.apply('conv', [size, kernel], ([n, k]) => (n as number) + 2 * half(k) - (k as number) + 1);
    expect(padded).toBe(size);
  });

  it('keeps a node too large to tabulate as an operation', () => {
    const many = Array.from({ length: 100 }, (_, i) => i);
    const { builder, nodes } = withDecisions(many, many);
    const sum = builder.apply('sum', nodes, (values) => (values as number[]).reduce((a, b) => a + b, 0));
    expect(builder.possibleValues(sum)).toBeUndefined();
    expect(builder.apply('sum', nodes, () => 0)).toBe(sum);
    const graph = builder.build({ active: [], constraints: [], layers: [] });
    expect(nodeValues(graph, Int32Array.of(40, 2))[sum]).toBe(42);
  });

  it('passes an Invalid on, unless something absorbs it', () => {
    const { builder, nodes } = withDecisions([0, 1]);
    const [d] = nodes as [NodeId];
    const broken = builder.apply('broken', [d], ([n]) => (n === 0 ? invalid(PLACE, 'no') : 5));
    const more = builder.apply('more', [broken], ([n]) => (n as number) + 1);
    expect(builder.possibleValues(more)?.filter(isInvalid)).toHaveLength(1);
    const isOne = builder.apply('is one', [d], ([n]) => n === 1);
    expect(builder.possibleValues(builder.select([isOne], [more], d))).toEqual([0, 6]);
    expect(builder.and(builder.false, broken)).toBe(builder.false);
    expect(builder.or(broken, builder.true)).toBe(builder.true);
  });

  it('takes as true what holds wherever it is looked at', () => {
    const { builder, nodes } = withDecisions([1, 2, 3]);
    const above = (n: number) => builder.apply(`above ${n}`, nodes, ([d]) => (d as number) > n);
    expect(builder.given(above(2), above(1))).toBe(builder.true);
    expect(builder.given(builder.not(above(1)), above(2))).toBe(builder.false);
    expect(builder.given(above(1), above(2))).toBe(above(2));
  });

  it('compares what depends on too many decisions for tables by the laws of Boolean algebra', () => {
    const domain = Array.from({ length: 20 }, (_, i) => i);
    const { builder, nodes } = withDecisions(domain, domain, domain, domain);
    const [a, b, c, x] = nodes.map((node) => builder.apply('above 5', [node], ([d]) => (d as number) > 5)) as [
      NodeId,
      NodeId,
      NodeId,
      NodeId,
    ];
    const any = builder.or(a, b, c, x);
    expect(builder.or(a, b, c, x, builder.not(any))).toBe(builder.true);
    expect(builder.or(builder.and(a, b, c, x), builder.and(x, b))).toBe(builder.and(b, x));
    const shared = builder.or(builder.and(a, x), builder.and(b, x), builder.and(c, x));
    expect(builder.given(x, shared)).toBe(builder.or(a, b, c));
  });

  it('joins Booleans as logic does, whatever it simplifies', () => {
    const operation = fc.record({
      kind: fc.constantFrom('and', 'or', 'not', 'given'),
      inputs: fc.array(fc.nat(40), { minLength: 2, maxLength: 5 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 30 }), fc.infiniteStream(fc.nat(19)), (operations, digits) => {
        const domain = Array.from({ length: 20 }, (_, i) => i);
        const { builder, nodes } = withDecisions(...Array.from({ length: 5 }, () => domain));
        const built = nodes.flatMap((node) =>
          [5, 12].map((n) => builder.apply(`above ${n}`, [node], ([d]) => (d as number) > n)),
        );
        // what a node must be worth, or undefined where nobody may look at it
        type Truth = (digits: readonly number[]) => boolean | undefined;
        const truths: Truth[] = nodes.flatMap((_, i) =>
          [5, 12].map(
            (n): Truth =>
              (d) =>
                (d[i] as number) > n,
          ),
        );
        for (const { kind, inputs } of operations) {
          const chosen = inputs.map((i) => i % built.length);
          const ids = chosen.map((i) => built[i] as NodeId);
          const of = (d: readonly number[]) => chosen.map((i) => truths[i]?.(d));
          const [first, second] = ids as [NodeId, NodeId];
          if (kind === 'given') {
            built.push(builder.given(first, second));
            truths.push((d) => (of(d)[0] === true ? of(d)[1] : undefined));
          } else if (kind === 'not') {
            built.push(builder.not(first));
            truths.push((d) => (of(d)[0] === undefined ? undefined : !of(d)[0]));
          } else {
            built.push(kind === 'and' ? builder.and(...ids) : builder.or(...ids));
            truths.push((d) => {
              const values = of(d);
              if (values.includes(undefined)) return undefined;
              return kind === 'and' ? !values.includes(false) : values.includes(true);
            });
          }
        }
        const graph = builder.build({ active: [], constraints: [], layers: [] });
        for (let sample = 0; sample < 20; sample++) {
          const drawn = Array.from({ length: 5 }, () => digits.next().value as number);
          const values = nodeValues(graph, Int32Array.from(drawn));
          for (const [i, node] of built.entries()) {
            const truth = truths[i]?.(drawn);
            if (truth !== undefined) expect(values[node]).toBe(truth);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses two decisions of one name', () => {
    const { builder } = withDecisions([1, 2]);
    expect(() => builder.decision('d0', [1, 2], { ...PLACE, pointer: '/elsewhere' })).toThrow(/two decisions/);
    expect(builder.decision('d0', [1, 2], { ...PLACE, pointer: '/0' }).decision).toBe(0);
  });

  it('computes what the operations say, whatever it simplifies', () => {
    const operation = fc.record({
      kind: fc.constantFrom('add', 'max', 'half', 'select', 'isEven'),
      inputs: fc.array(fc.nat(30), { minLength: 3, maxLength: 3 }),
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.array(operation, { maxLength: 25 }), (domainSizes, operations) => {
        const { builder, nodes } = withDecisions(
          ...domainSizes.map((n, i) => Array.from({ length: n }, (_, j) => 3 * i + j)),
        );
        const built: NodeId[] = [...nodes, builder.constant(2)];
        const direct: ((digits: readonly number[]) => number)[] = [
          ...domainSizes.map((_, i) => (digits: readonly number[]) => 3 * i + (digits[i] as number)),
          () => 2,
        ];
        for (const { kind, inputs } of operations) {
          const picks = inputs.map((i) => i % built.length);
          const [a, b, c] = picks.map((i) => built[i]) as [NodeId, NodeId, NodeId];
          const [fa, fb, fc3] = picks.map((i) => direct[i]) as [never, never, never] as unknown as ((
            d: readonly number[],
          ) => number)[];
          if (!fa || !fb || !fc3) throw new Error('unreachable');
          if (kind === 'add') {
            built.push(builder.apply('add', [a, b], ([x, y]) => ((x as number) + (y as number)) % 50));
            direct.push((d) => (fa(d) + fb(d)) % 50);
          } else if (kind === 'max') {
            built.push(builder.apply('max', [a, b], (values) => Math.max(...(values as number[]))));
            direct.push((d) => Math.max(fa(d), fb(d)));
          } else if (kind === 'half') {
            built.push(builder.apply('half', [a], ([x]) => half(x)));
            direct.push((d) => half(fa(d)));
          } else if (kind === 'isEven') {
            const even = builder.apply('even', [a], ([x]) => (x as number) % 2 === 0);
            built.push(builder.select([even], [b], c));
            direct.push((d) => (fa(d) % 2 === 0 ? fb(d) : fc3(d)));
          } else {
            const larger = builder.apply('larger', [a, b], ([x, y]) => (x as number) > (y as number));
            built.push(builder.select([larger, builder.not(larger)], [a, c], b));
            direct.push((d) => (fa(d) > fb(d) ? fa(d) : fc3(d)));
          }
        }
        const graph = builder.build({ active: [], constraints: [], layers: [] });
        for (const digits of combinations(domainSizes)) {
          const values = nodeValues(graph, Int32Array.from(digits));
          for (const [i, node] of built.entries()) expect(values[node]).toBe(direct[i]?.(digits));
        }
      }),
      { numRuns: 200 },
    );
  });
});

function combinations(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (all, size) => all.flatMap((digits) => Array.from({ length: size }, (_, i) => [...digits, i])),
    [[]],
  );
}
