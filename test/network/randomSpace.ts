import * as fc from 'fast-check';
import type { Architecture, Decision } from '../../src/types.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
type Item = { readonly [key: string]: Json | undefined };

/** A number of channels: fixed, or a decision. */
const width: fc.Arbitrary<Json> = fc.oneof(fc.constantFrom(4, 6), fc.constant({ choice: [4, 8] }));
const kernel: fc.Arbitrary<Json> = fc.oneof(fc.constantFrom(1, 3), fc.constant({ choice: [1, 3] }));

const conv: fc.Arbitrary<Item> = fc.record(
  {
    conv: width,
    kernel,
    stride: fc.constantFrom(1, 1, 1, 2),
    norm: fc.constantFrom('batch', 'instance'),
    act: fc.oneof(fc.constant('relu'), fc.constant({ choice: ['relu', 'prelu'] })),
    trainable: fc.oneof(fc.constantFrom(true, false), fc.constant({ choice: [true, false] })),
    recompute: fc.constant({ choice: [false, true] }),
  },
  { requiredKeys: ['conv', 'kernel'] },
);

/** Keeps the shape, so that branches can be joined. */
const even: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom('identity', 'zero'),
  fc.record({ conv: fc.constant('in.channels'), kernel }),
  fc.record({ depthwise: kernel, act: fc.constantFrom('relu', 'gelu') }),
  fc.record({ squeeze: fc.constantFrom(1, 2) }),
  fc.record({ pool: fc.constantFrom('max', 'avg'), kernel: fc.constant(3), stride: fc.constant(1) }),
);

const choose: fc.Arbitrary<Item> = fc.record({
  choose: fc.record({ a: even, b: fc.array(even, { maxLength: 2 }), c: even }),
});

const pick: fc.Arbitrary<Item> = fc.record(
  {
    pick: fc.constantFrom(1, 2, [1, 2]) as fc.Arbitrary<Json>,
    of: fc.record({ p: even, q: even, r: even }),
    join: fc.constantFrom('add', 'concat', 'multiply'),
    // applied more than once: a place in it would stand for several decisions
    each: fc.constantFrom<Json>('zero', { conv: 'in.channels', kernel: 3, stride: 2 }, { depthwise: 3, act: 'relu' }),
  },
  { requiredKeys: ['pick', 'of'] },
);

const joined: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ add: fc.array(even, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    concat: fc.array(
      fc.oneof(
        even,
        conv.map((item) => ({ ...item, stride: 1 })),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    norm: fc.constant('batch'),
  }),
  fc.record({ split: fc.tuple(even, even) }),
);

const group: fc.Arbitrary<Item> = fc.record(
  {
    layers: fc.array(fc.oneof(conv, joined), { minLength: 1, maxLength: 2 }),
    residual: fc.constant('in.channels == 4 and in.height > 100'),
    when: fc.constant({ choice: [true, false] }),
  },
  { requiredKeys: ['layers'] },
);

const residual: fc.Arbitrary<Item> = fc.record(
  {
    layers: fc.array(even, { minLength: 1, maxLength: 2 }),
    residual: fc.oneof(fc.constant(true), fc.constant({ choice: [true, false] })),
    shortcut: even,
  },
  { requiredKeys: ['layers', 'residual'] },
);

/** What is repeated has no decisions of its own here: a place in the file then stands for one decision. */
const repeated: fc.Arbitrary<Item> = fc.record({
  repeat: fc.constantFrom({ choice: [1, 2] }, { choice: [0, 2, 3] }, 2) as fc.Arbitrary<Json>,
  layers: fc.constantFrom<Json[]>(
    [{ conv: 'in.channels + 2', kernel: 3 }],
    [{ conv: 'first ? 8 : 6', kernel: 1, stride: 'last ? 2 : 1' }],
  ),
});

/** A small space over most of the language, with at most a few thousand architectures. */
export const randomSpace: fc.Arbitrary<{ name: string; input: Json; network: Item[] }> = fc.record({
  name: fc.constant('random'),
  input: fc.constantFrom<Json>({ channels: 4, size: 12 }, { channels: 4, size: { choice: [12, 16] } }),
  network: fc.array(fc.oneof(conv, choose, pick, joined, group, residual, repeated), { minLength: 1, maxLength: 4 }),
});

/**
 * The space with its decisions made: the same file without a choice in it. Decisions that are not active stay where
 * they are.
 */
export function withoutDecisions(space: object, decisions: readonly Decision[], architecture: Architecture): object {
  const fixed = structuredClone(space) as Json;
  // the innermost first, so that the places of the others stay what they are
  const made = decisions.filter(({ name }) => name in architecture).toReversed();
  for (const decision of made.toSorted(
    (a, b) => b.place.pointer.split('/').length - a.place.pointer.split('/').length,
  )) {
    const steps = decision.place.pointer.split('/').slice(1);
    const last = steps.pop();
    const parent = steps.reduce<Json>((at, step) => (at as { [key: string]: Json })[step] as Json, fixed) as {
      [key: string]: Json;
    };
    parent[last ?? ''] = decided(parent[last ?? ''] as Item, architecture[decision.name]);
  }
  return fixed as object;
}

function decided(found: Item, value: unknown): Json {
  if ('choose' in found) {
    const { choose: alternatives, ...rest } = found;
    const chosen = (alternatives as { [key: string]: Json })[value as string] as Json;
    return { ...rest, layers: Array.isArray(chosen) ? chosen : [chosen] };
  }
  if ('pick' in found) {
    const { pick: _sizes, of, each, join = 'add', ...rest } = found;
    const branches = (value as string[]).map((label): Json => {
      const branch = (of as { [key: string]: Json })[label] as Json;
      return each === undefined ? branch : ([branch, each].flat() as Json[]);
    });
    return { ...rest, [join as string]: branches };
  }
  return value as Json;
}
