import { describe, expect, test } from 'vitest';
import { ArchitectureError } from '../../src/run/errors.js';
import { architectureReader } from '../../src/run/readArchitecture.js';
import { spreadArchitecture } from '../../src/run/spreadArchitecture.js';
import type { Decision, Diagram, DomainValue } from '../../src/types.js';

const place = { pointer: '', line: 1, column: 1 };
const decision = (name: string, values: readonly DomainValue[]): Decision => ({ name, values, place });

// depth 1 leaves k2 out; k1 = 5 with k2 = 5 is excluded
const decisions = [decision('depth', [1, 2]), decision('k1', [3, 5]), decision('k2', [3, 5])];
const diagram = {
  order: Uint32Array.of(0, 1, 2),
  level: Uint32Array.of(0, 1, 1, 2, 2, 3),
  arcStart: Uint32Array.of(0, 2, 4, 6, 8, 9, 9),
  arcChild: Uint32Array.of(1, 2, 5, 5, 3, 4, 5, 5, 5),
  arcValue: Uint32Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0),
} as unknown as Diagram;
const reader = (of: readonly Decision[], within: Diagram) => {
  const read = architectureReader(of, within);
  return (architecture: Readonly<Record<string, unknown>>) => read(spreadArchitecture(architecture, of));
};
const read = reader(decisions, diagram);

describe('an architecture is read exactly', () => {
  test('its active decisions become value indices, the others -1', () => {
    expect([...read({ depth: 2, k1: 3, k2: 5 })]).toEqual([1, 0, 1]);
    expect([...read({ k1: 5, depth: 1 })]).toEqual([0, 1, -1]);
  });

  test('of many problems, the first fifty are told', () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`d${i}`, 1]));
    expect(() => read({ depth: 1, k1: 3, ...many })).toThrow(
      /"d49" is not a decision of the space; and 10 problems more$/,
    );
  });

  test.each([
    ['unknown name', { depth: 1, k1: 3, k3: 3 }, ['"k3" is not a decision of the space; did you mean "k1"?']],
    ['wrong value', { depth: 3, k1: 3 }, ['"depth" cannot be 3; it is one of 1, 2']],
    ['text for a number', { depth: '1', k1: 3 }, ['"depth" cannot be "1"; it is one of 1, 2']],
    ['missing', { depth: 1 }, ['"k1" is missing; it is one of 3, 5']],
    ['inactive', { depth: 1, k1: 3, k2: 3 }, ['"k2" is not active here: leave it out']],
    ['excluded', { depth: 2, k1: 5, k2: 5 }, ['no architecture of the space has "k2" = 5 beside the other decisions']],
    ['nothing', {}, ['"depth" is missing; it is one of 1, 2', '"k1" is missing; it is one of 3, 5']],
    ['wrong and inactive', { depth: 1, k1: 3, k2: 4 }, ['"k2" is not active here: leave it out']],
    [
      'several at once',
      { depth: 2, k1: 4, zzz: 1 },
      [
        '"k1" cannot be 4; it is one of 3, 5',
        '"zzz" is not a decision of the space',
        '"k2" is missing; it is one of 3, 5',
      ],
    ],
  ])('%s', (_, architecture, problems) => {
    let error: unknown;
    try {
      read(architecture);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ArchitectureError);
    expect((error as ArchitectureError).problems).toEqual(problems);
  });

  test('starred names give to all, or to each by its number, and nothing to those that are not active', () => {
    expect([...read({ depth: 2, 'k*': 3 })]).toEqual([1, 0, 0]);
    expect([...read({ depth: 2, 'k*': [3, 5] })]).toEqual([1, 0, 1]);
    expect([...read({ depth: 1, 'k*': [3, 9] })]).toEqual([0, 0, -1]);
    expect([...read({ 'k*': 3, depth: 2, k1: 5 })]).toEqual([1, 1, 0]);
    expect(() => read({ depth: 2, 'k*': [3] })).toThrow('"k2" is missing');
    expect(() => read({ depth: 2, 'k*': [3, 5, 3] })).toThrow('"k*" has a list of 3 values, but the space has only 2');
    expect(() => read({ depth: 2, 'q*': 3 })).toThrow('no decision of the space is called like "q*"');
    expect(() => read({ depth: 2, 'k**': 3 })).toThrow('no decision of the space is called like "k**"');
  });

  test('a starred name that is too long for a pattern is like no decision', () => {
    const name = `${'k'.repeat(100_000)}*`;
    expect(() => read({ depth: 1, k1: 3, [name]: 3 })).toThrow('no decision of the space is called like "kkk');
  });

  test('names of Object.prototype are unknown like any other', () => {
    const hostile = JSON.parse('{"depth":1,"k1":3,"__proto__":1}') as Record<string, unknown>;
    expect(() => read(hostile)).toThrow('"__proto__" is not a decision of the space');
  });
});

test('subsets are read in any order of their members', () => {
  const subsets = [decision('n2', [['s0', 's1'] as const, ['s0'] as const])];
  const one = {
    order: Uint32Array.of(0),
    level: Uint32Array.of(0, 1),
    arcStart: Uint32Array.of(0, 2, 2),
    arcChild: Uint32Array.of(1, 1),
    arcValue: Uint32Array.of(0, 1),
  } as unknown as Diagram;
  expect([...reader(subsets, one)({ n2: ['s1', 's0'] })]).toEqual([0]);
  expect(() => reader(subsets, one)({ n2: ['s1', 's1'] })).toThrow('"n2" cannot be ["s1","s1"]');
});

test('a subset goes to all decisions of a starred name, lists of subsets to each its own', () => {
  const picks = [1, 2].map((i) => decision(`n${i}`, [['a'], ['b'], ['a', 'b']]));
  const given = (value: unknown) => [...spreadArchitecture({ 'n*': value }, picks).given].map(([, { value: v }]) => v);
  expect(given(['a', 'b'])).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  expect(given([['a'], ['a', 'b']])).toEqual([['a'], ['a', 'b']]);
});

test('a decision of one value may be left out', () => {
  const single = [decision('only', [7])];
  const one = {
    order: Uint32Array.of(0),
    level: Uint32Array.of(0, 1),
    arcStart: Uint32Array.of(0, 1, 1),
    arcChild: Uint32Array.of(1),
    arcValue: Uint32Array.of(0),
  } as unknown as Diagram;
  expect([...reader(single, one)({})]).toEqual([0]);
  expect([...reader(single, one)({ only: 7 })]).toEqual([0]);
  expect(() => reader(single, one)({ only: 8 })).toThrow('"only" cannot be 8');
});
