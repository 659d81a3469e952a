import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { unrank } from '../../src/diagram/unrank.js';
import type { Architecture, DomainValue, Graph } from '../../src/types.js';
import { problemsOf, traced } from './traced.js';

/** `where` of items and `prior`, against chains that are enumerated by a plain recursion. */
describe('a chain whose links depend on the ones before', () => {
  it('holds the strings of its grammar, each once, and costs what they cost spelt out', () => {
    let compared = 0;
    fc.assert(
      fc.property(grammar, (rules) => {
        const all = traced(chainSpace(rules));
        const expected = strings(rules);
        expect(listed(all.graph)).toEqual(expected.map((links) => JSON.stringify(named(links))).toSorted());
        for (const links of expected.filter((_, i) => i % Math.ceil(expected.length / 8) === 0)) {
          expect(all.compiledCost(named(links))).toEqual(traced(spelt(rules, links)).cost({}));
          compared++;
        }
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});

describe('where of an item', () => {
  const space = (network: object[]) => ({ name: 's', input: { channels: 4, size: 4 }, network });

  it('names the item’s own decisions, the incoming shape, and the repetition before', () => {
    const widths = { choice: [4, 8, 16] };
    const mix = { name: 'mix', repeat: 3, conv: widths, kernel: 1, where: 'first or out >= prior.out' };
    expect(listed(traced(space([mix])).graph)).toHaveLength(10);
    const stem = {
      name: 'stem',
      conv: widths,
      kernel: { choice: [1, 3, 5] },
      where: ['kernel < in.height', 'out < 16'],
    };
    expect(listed(traced(space([stem])).graph)).toEqual(
      [
        [4, 1],
        [4, 3],
        [8, 1],
        [8, 3],
      ].map(([out, kernel]) => JSON.stringify({ 'stem.out': out, 'stem.kernel': kernel })),
    );
  });

  it('reaches decisions further inside, of the item and of the repetition before', () => {
    const inner = { name: 'a', choose: { one: { conv: 4, kernel: { choice: [1, 3] } }, two: 'identity' } };
    const group = { name: 'g', repeat: 2, layers: [inner, { act: 'relu' }], where: "first or prior.a != 'two'" };
    // one 1, one 3, then anything of three
    expect(listed(traced(space([group])).graph)).toHaveLength(6);
  });

  it('holds where the item is not there, and where it reads what is not active', () => {
    const absent = {
      name: 'c',
      when: { choice: [true, false] },
      conv: { choice: [4, 8] },
      kernel: 1,
      where: 'out == 8',
    };
    expect(listed(traced(space([absent])).graph)).toHaveLength(2);
    const never = { conv: 4, kernel: 1, where: 'in.channels > 4' };
    const alternatives = { name: 'op', choose: { a: never, b: 'identity' } };
    expect(listed(traced(space([alternatives])).graph)).toEqual([JSON.stringify({ op: 'b' })]);
    const link = {
      name: 'l',
      repeat: 2,
      choose: { a: { conv: 4, kernel: { choice: [1, 3] } }, b: 'identity' },
    };
    const group = { name: 'g', repeat: 2, layers: [link], where: 'first or prior.l.block1.a.kernel == 3' };
    // the first group passes with kernel 3 or with b: of the 3 x 3 two links, 2/3 are left, and 9 for the second
    expect(listed(traced(space([group])).graph)).toHaveLength(6 * 9);
  });

  it('does not bind decisions that are settled beforehand', () => {
    const link = { name: 'l', repeat: 2, conv: { choice: [4, 8] }, kernel: 1, where: 'first or out > prior.out' };
    const settled = new Map([4, 4].map((out, i) => [`l.block${i + 1}.out`, out]));
    expect(listed(traced(space([link])).graph)).toHaveLength(1);
    expect(listed(traced(space([link]), { settled }).graph)).toEqual([JSON.stringify(Object.fromEntries(settled))]);
  });

  it('must be true or false', () => {
    const odd = traced(space([{ name: 'c', conv: { choice: [4, 8] }, kernel: 1, where: 'out' }]));
    expect(compileDiagram(odd.graph).invalid[0]?.reason.message).toContain('must be true or false');
  });

  it('goes along a chain of a thousand, even if only the last of them looks back', () => {
    const link = {
      arguments: { before: null, ends: null, out: { choice: [4, 8] } },
      let: { widest: 'max(before, out)' },
      where: 'not ends or widest == 8',
      layers: { conv: 'out', kernel: 1 },
    };
    const use = { repeat: 1000, block: 'link', before: 'first ? 0 : prior.widest', ends: 'last' };
    const chain = { ...space([use]), blocks: { link } };
    expect(compileDiagram(traced(chain).graph).diagram.size).toBe(2n ** 1000n - 1n);
  });
});

describe('mistakes with prior', () => {
  const messages = (network: object[], blocks = {}) =>
    problemsOf({ name: 's', input: { channels: 4, size: 4 }, blocks, network }).map(
      ({ message, hint }) => `${message}; ${hint ?? ''}`,
    );

  it('are told with what is right', () => {
    expect(messages([{ conv: 'prior.out', kernel: 1 }])).toEqual([
      'unknown name "prior.out"; "prior" is known only inside an item that has "repeat", and not in its "when"',
    ]);
    expect(messages([{ repeat: 2, conv: 4, kernel: 1, where: 'prior == 1' }])).toEqual([
      '"prior" is a repetition, not a value; read one of its values, as prior.kernel',
    ]);
    const link = { arguments: { kind: { choice: [1, 3] } }, layers: [{ conv: 4, kernel: 'kind' }] };
    expect(messages([{ repeat: 2, block: 'link', where: 'first or prior.kinds == 1' }], { link })).toEqual([
      'unknown name "prior.kinds"; did you mean "prior.kind"?',
    ]);
    expect(
      messages([{ repeat: 2, layers: [{ name: 'a', conv: 4, kernel: 1 }], where: 'first or prior.a.kernel == 1' }]),
    ).toEqual([
      'prior.a.kernel: the repetition before has no value "a.kernel"; it has its decisions, by their path inside it, and the arguments and "let" of the block that is repeated',
    ]);
  });
});

type Kind = 'mix' | 'half' | 'pass';
const KINDS: readonly Kind[] = ['mix', 'half', 'pass'];
const WIDTHS = [4, 6];
const KERNELS = [1, 3, 5];

interface Link {
  readonly kind: Kind;
  readonly width?: number;
  readonly kernel?: number;
}

interface Rules {
  readonly depths: readonly number[];
  readonly size: number;
  /** Which kinds may come first. */
  readonly starts: readonly Kind[];
  /** Pairs that may not stand beside each other. */
  readonly forbidden: readonly (readonly [Kind, Kind])[];
  /** How many of kind `mix` there may be. */
  readonly most: number;
}

const grammar: fc.Arbitrary<Rules> = fc.record({
  depths: fc.constantFrom([2], [3], [0, 1, 3], [1, 2]),
  size: fc.constantFrom(4, 7),
  starts: fc.subarray([...KINDS], { minLength: 1 }),
  forbidden: fc.array(fc.tuple(fc.constantFrom(...KINDS), fc.constantFrom(...KINDS)), { maxLength: 4 }),
  most: fc.constantFrom(1, 2, 3),
});

function chainSpace({ depths, size, starts, forbidden, most }: Rules): object {
  return {
    name: 'chain',
    input: { channels: 3, size },
    blocks: {
      link: {
        arguments: {
          after: null,
          earlier: null,
          least: null,
          kind: { choice: KINDS },
          width: { choice: WIDTHS },
          kernel: { choice: KERNELS },
        },
        let: { mixes: "earlier + (kind == 'mix' ? 1 : 0)" },
        where: [
          'kernel <= in.height',
          'width >= least',
          "kind != 'half' or in.height > 1",
          `mixes <= ${most}`,
          ...KINDS.filter((kind) => !starts.includes(kind)).map((kind) => `after != null or kind != '${kind}'`),
          ...forbidden.map(([one, other]) => `not (after == '${one}' and kind == '${other}')`),
        ],
        layers: {
          choose: {
            mix: { conv: 'width', kernel: 'kernel' },
            half: { pool: 'max', kernel: 2, padding: 'valid' },
            pass: 'identity',
          },
          by: 'kind',
        },
      },
    },
    network: [
      {
        name: 'link',
        repeat: { choice: depths },
        block: 'link',
        after: 'prior.kind',
        earlier: 'first ? 0 : prior.mixes',
        least: 'first ? 0 : prior.width',
      },
    ],
  };
}

function strings({ depths, size, starts, forbidden, most }: Rules): Link[][] {
  const extend = (links: readonly Link[], height: number, left: number): Link[][] => {
    if (left === 0) return [[...links]];
    const before = links.at(-1);
    const kinds = before
      ? KINDS.filter((kind) => !forbidden.some(([one, other]) => one === before.kind && other === kind))
      : starts;
    return kinds.flatMap((kind): Link[][] => {
      if (kind === 'half') return height > 1 ? extend([...links, { kind }], Math.floor(height / 2), left - 1) : [];
      if (kind === 'pass') return extend([...links, { kind }], height, left - 1);
      if (links.filter((link) => link.kind === 'mix').length >= most) return [];
      const widths = WIDTHS.filter((width) => width >= (before?.width ?? 0));
      const kernels = KERNELS.filter((kernel) => kernel <= height);
      return widths.flatMap((width) =>
        kernels.flatMap((kernel) => extend([...links, { kind, width, kernel }], height, left - 1)),
      );
    });
  };
  return depths.flatMap((depth) => extend([], size, depth));
}

function named(links: readonly Link[]): Architecture {
  const decisions: [string, DomainValue][] = [['link.depth', links.length]];
  for (const [i, link] of links.entries()) {
    for (const [key, value] of Object.entries(link)) decisions.push([`link.block${i + 1}.${key}`, value]);
  }
  return Object.fromEntries(decisions);
}

function spelt({ size }: Rules, links: readonly Link[]): object {
  return {
    name: 'spelt',
    input: { channels: 3, size },
    network: links.map(({ kind, width, kernel }) => {
      if (kind === 'mix') return { conv: width, kernel };
      return kind === 'half' ? { pool: 'max', kernel: 2, padding: 'valid' } : 'identity';
    }),
  };
}

/** Every architecture of the compiled diagram, as text, sorted. */
function listed(graph: Graph): string[] {
  const { diagram, invalid } = compileDiagram(graph);
  expect(invalid).toEqual([]);
  return Array.from({ length: Number(diagram.size) }, (_, i) => {
    const choice = new Int32Array(graph.decisions.length);
    unrank(diagram, BigInt(i), choice);
    const made = graph.decisions.flatMap(({ name, values }, d) =>
      (choice[d] as number) < 0 ? [] : [[name, values[choice[d] as number] as DomainValue]],
    );
    return JSON.stringify(Object.fromEntries(made));
  }).toSorted();
}
