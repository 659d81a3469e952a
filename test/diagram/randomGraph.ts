import fc from 'fast-check';
import type { Combine, Graph } from '../../src/types.js';
import { GraphBuilder, invalid } from './graphBuilder.js';

export const COMBINE: readonly Combine[] = ['sum', 'sum', 'max'];

export interface GraphTraits {
  /** Some nodes return an Invalid for some inputs. */
  readonly invalid?: boolean;
  /** Some costs are beyond 2^53. */
  readonly huge?: boolean;
  readonly constraints?: boolean;
  readonly decisions?: number;
}

/**
 * Small random spaces: shared and conditional decisions, derived values that take few values, selects, layers that
 * read any of them, constraints.
 */
export function randomGraph(traits: GraphTraits = {}): fc.Arbitrary<Graph> {
  const word = fc.nat(0xffff);
  const step = fc.tuple(
    fc.constantFrom('decision', 'derive', 'select', 'layer', 'layer', 'guard', 'constraint'),
    word,
    word,
    word,
    word,
  );
  return fc.array(step, { minLength: 3, maxLength: 30 }).map((steps) => interpret(steps, traits));
}

type Step = [kind: string, a: number, b: number, c: number, d: number];

function interpret(steps: readonly Step[], traits: GraphTraits): Graph {
  const builder = new GraphBuilder();
  // nodes that hold numbers, and nodes that hold booleans
  const numbers = [builder.constant(5)];
  const booleans = [builder.always];
  const number = (pick: number): number => numbers[numbers.length - 1 - (pick % Math.min(numbers.length, 6))] as number;
  const boolean = (pick: number): number =>
    booleans[booleans.length - 1 - (pick % Math.min(booleans.length, 3))] as number;
  const zero = builder.constant([0, 0, 0]);
  let decisions = 0;
  let constraints = 0;
  steps.forEach(([kind, a, b, c, d], s) => {
    if (kind === 'decision' && decisions < (traits.decisions ?? 6)) {
      const values = Array.from({ length: 1 + (a % 4) }, (_, i) => 3 * i + (b % 5));
      numbers.push(builder.decision(`d${decisions++}`, values, c % 3 === 0 ? builder.always : boolean(d)));
    } else if (kind === 'derive') {
      const fails = traits.invalid === true && d % 5 === 0;
      const inputs = d % 2 === 0 ? [number(a)] : [number(a), number(b)];
      numbers.push(
        builder.compute(inputs, (x, y = 0) =>
          fails && scramble(x, y, s) % 3 === 0 ? invalid('derived') : scramble(x, y, s) % (2 + (c % 4)),
        ),
      );
    } else if (kind === 'guard') {
      booleans.push(builder.compute([number(a), number(b)], (x, y) => scramble(x, y, c) % 2 === 0));
    } else if (kind === 'select') {
      numbers.push(builder.select(boolean(a), number(b), number(c)));
    } else if (kind === 'constraint' && traits.constraints !== false && constraints < 2) {
      constraints++;
      builder.constraint(builder.compute([number(a), number(b)], (x, y) => scramble(x, y, s) % (2 + (c % 8)) !== 0));
    } else if (kind === 'layer') {
      const scale = traits.huge === true && d % 3 === 0 ? 2n ** 60n : 1n;
      const inputs = [number(a), number(b), number(c)].slice(0, 1 + (d % 3));
      const cost = builder.compute(inputs, (...values) => vector(values, s, scale));
      const shown = a % 2 === 0 ? cost : builder.select(boolean(b), cost, zero);
      // the same cost node in several layers
      for (let i = 0; i <= c % 2; i++) builder.layer(shown);
    }
  });
  return builder.build();
}

function vector(values: readonly number[], salt: number, scale: bigint): (number | bigint)[] {
  const [x = 0, y = 0, z = 0] = values;
  return [7, 100, 1000].map((range, m) => {
    const figure = scramble(x * 31 + z, y, salt + m) % range;
    return scale === 1n ? figure : BigInt(figure) * scale + BigInt(figure);
  });
}

function scramble(x: number, y: number, z: number): number {
  let word = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 7, 0x85ebca6b) ^ Math.imul(z + 13, 0xc2b2ae35);
  word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
  return (word ^ (word >>> 13)) >>> 0;
}
