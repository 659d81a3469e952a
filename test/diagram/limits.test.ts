import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combiner } from '../../src/cost/exact.js';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { CompileError } from '../../src/diagram/compileError.js';
import { costOf } from '../../src/diagram/costOf.js';
import { evaluateNaive, totalCost } from '../../src/diagram/evaluateNaive.js';
import { unrank } from '../../src/diagram/unrank.js';
import { WideEvaluator } from '../../src/diagram/wideEvaluator.js';
import type { CostVector, Exact, Graph } from '../../src/types.js';
import { bruteForce } from './bruteForce.js';
import { GraphBuilder, invalid } from './graphBuilder.js';
import { COMBINE, randomGraph } from './randomGraph.js';

/** The diagram's part and the wide layers' part of a cost. */
function joined(part: CostVector, wide: CostVector): Exact[] {
  return COMBINE.map((how, m) => combiner(how)(part[m] as Exact, wide[m] as Exact));
}

/** Layers that read several decisions from all over, so that states have to hold many of them. */
const entangled: fc.Arbitrary<Graph> = fc
  .tuple(
    fc.array(fc.integer({ min: 2, max: 3 }), { minLength: 4, maxLength: 6 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 2, maxLength: 8 }),
  )
  .map(([sizes, layers]) => {
    const builder = new GraphBuilder();
    const decisions = sizes.map((size, i) =>
      builder.decision(
        `d${i}`,
        Array.from({ length: size }, (_, value) => value + 1),
      ),
    );
    for (const picks of layers) {
      const inputs = [...new Set(picks.map((pick) => decisions[pick % decisions.length] as number))];
      builder.costs(inputs, (x, y = 1, z = 1) => [x * y + z, 2n ** 54n * BigInt(x * z), 10 * y]);
    }
    return builder.build();
  });

describe('combinations that cannot be built', () => {
  it('are found with work in proportion to the layers, however many of them fail', () => {
    const builder = new GraphBuilder();
    let calls = 0;
    let last = builder.decision('d', [1, 2]);
    const layers = 3000;
    for (let i = 0; i < layers; i++) {
      last = builder.compute([last], (x) => {
        calls++;
        return x === 2 ? invalid('two') : x;
      });
      builder.costs([last], (x) => {
        calls++;
        return [x, x, x];
      });
    }
    const found = compileDiagram(builder.build(), { combine: COMBINE }).invalid;
    expect(found.map(({ where, assignment }) => [where, assignment])).toEqual(
      Array.from({ length: 20 }, (_, i) => [`layer${i}`, { d: 2 }]),
    );
    expect(calls).toBeLessThan(100 * layers);
  });
});

describe('wide layers', () => {
  it('and the diagram’s part make the whole cost, however little room there is', () => {
    let wideSpaces = 0;
    fc.assert(
      fc.property(entangled, fc.integer({ min: 8, max: 30 }), (graph, maxNodes) => {
        const compiled = compileOrNothing(graph, maxNodes);
        if (compiled === undefined) return;
        const { diagram, wide } = compiled;
        if (wide.length > 0) wideSpaces++;
        const evaluator = new WideEvaluator(graph, wide, COMBINE, 4);
        const choice = new Int32Array(graph.decisions.length);
        for (let index = 0n; index < diagram.size; index++) {
          unrank(diagram, index, choice);
          const wholeCost = totalCost(
            evaluateNaive(graph, choice).map((layer) => layer.cost),
            COMBINE,
          );
          expect(joined(costOf(diagram, choice), evaluator.cost(choice) as CostVector)).toEqual(wholeCost);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
    expect(wideSpaces).toBeGreaterThan(50);
  });

  it('are priced until a figure is above its limit, and wholly where none is', () => {
    let [within, above, spared] = [0, 0, 0];
    const limits = fc.tuple(...COMBINE.map(() => fc.option(fc.nat({ max: 60 }), { nil: undefined })));
    fc.assert(
      fc.property(entangled, limits, (graph, most) => {
        const wide = graph.layers.map((_, layer) => layer);
        const [limited, whole] = [0, 1].map(() => new WideEvaluator(graph, wide, COMBINE, 4)) as [
          WideEvaluator,
          WideEvaluator,
        ];
        const { diagram } = compileDiagram(graph, { combine: COMBINE });
        const choice = new Int32Array(graph.decisions.length);
        const isAbove = (cost: CostVector) =>
          most.some((limit, metric) => limit !== undefined && (cost[metric] as Exact) > limit);
        for (let index = 0n; index < diagram.size; index++) {
          unrank(diagram, index, choice);
          const expected = whole.cost(choice) as CostVector;
          const cost = limited.cost(choice, most) as CostVector;
          if (isAbove(expected)) {
            above++;
            expect(isAbove(cost)).toBe(true);
          } else {
            within++;
            expect(cost).toEqual(expected);
          }
        }
        const asked = ({ counts }: WideEvaluator) => counts.hits + counts.misses;
        spared += asked(whole) - asked(limited);
      }),
      { numRuns: 50, seed: 1 },
    );
    expect(Math.min(within, above, spared)).toBeGreaterThan(500);
  });

  it('are found at once where a factor reads decisions with too many combinations', () => {
    const builder = new GraphBuilder();
    const domain = (n: number) => Array.from({ length: n }, (_, i) => i);
    const decisions = [17, 32, 2481, 1001].map((n, i) => builder.decision(`d${i}`, domain(n)));
    for (let layer = 0; layer < 30; layer++) {
      builder.costs(decisions, (a, b, c, d) => [a * b + layer, (c * d) % 97, a]);
    }
    const other = builder.decision('other', [1, 2]);
    builder.costs([other], (x) => [x, x, x]);
    const { diagram, wide } = compileDiagram(builder.build(), { combine: COMBINE });
    expect(wide).toHaveLength(30);
    expect(diagram.size).toBe(17n * 32n * 2481n * 1001n * 2n);
    expect(diagram.nodeCount).toBeLessThan(10);
  });

  it('are none where one order keeps the limits, though the other takes more decisions of few values first', () => {
    const builder = new GraphBuilder();
    const widths = Array.from({ length: 150 }, (_, i) => i + 1);
    let before = builder.constant(1);
    for (let stage = 0; stage < 4; stage++) {
      const width = builder.decision(`width${stage}`, widths);
      const ratio = builder.decision(`ratio${stage}`, [1, 2, 4]);
      const group = builder.decision(`group${stage}`, [1, 2, 4, 8]);
      const out = builder.compute([width, ratio, group], (w, r, g) => Math.ceil(w / (r * g)) * r * g);
      builder.costs([before, out, ratio, group], (b, o, r, g) => [b * o + r, (o * o) / g, o]);
      before = out;
    }
    const { diagram, wide } = compileDiagram(builder.build(), { combine: COMBINE });
    expect(wide).toEqual([]);
    expect(diagram.size).toBe(1800n ** 4n);
  });

  it('are priced from the memo where their inputs are those of a layer before', () => {
    const builder = new GraphBuilder();
    const decision = builder.decision('d', [1, 2]);
    builder.costs([decision], (x) => [x, x, x]);
    const evaluator = new WideEvaluator(builder.build(), [0], COMBINE);
    const costs = [0, 1, 0, 1, 0].map((value) => evaluator.cost(Int32Array.of(value)));
    expect(costs.map((cost) => (cost as CostVector)[0])).toEqual([1, 2, 1, 2, 1]);
    expect(evaluator.counts).toEqual({ hits: 3, misses: 2 });
  });

  it('cannot help where a constraint alone passes the limits', () => {
    const builder = new GraphBuilder();
    const domain = Array.from({ length: 3000 }, (_, i) => i);
    const [a, b] = [builder.decision('a', domain), builder.decision('b', domain)];
    builder.constraint(
      builder.compute([a, b], (x, y) => (x * y) % 7 !== 3),
      'a * b',
    );
    expect(() => compileDiagram(builder.build(), { combine: COMBINE, maxArcs: 100_000 })).toThrow(CompileError);
    expect(() => compileDiagram(builder.build(), { combine: COMBINE, maxArcs: 100_000 })).toThrow(
      /constraint "a \* b".*100000 arcs/,
    );
  });
});

describe('combinations that cannot be built', () => {
  it('are reported exactly where an architecture of the space has one', () => {
    let found = 0;
    fc.assert(
      fc.property(randomGraph({ invalid: true }), (graph) => {
        const { diagram, invalid: reported } = compileDiagram(graph, { combine: COMBINE });
        const broken = bruteForce(graph, diagram.order, COMBINE).some((architecture) => architecture.invalid);
        expect(reported.length > 0).toBe(broken);
        if (broken) found++;
      }),
      { numRuns: 600, seed: 1 },
    );
    expect(found).toBeGreaterThan(20);
  });

  it('are reported by the decisions that matter', () => {
    const builder = new GraphBuilder();
    const channels = builder.decision('channels', [6, 8]);
    builder.decision('unrelated', [1, 2, 3]);
    const groups = builder.decision('groups', [1, 2, 4]);
    builder.costs([channels, groups], (c, g) => (c % g === 0 ? [c, g, 0] : invalid(`${c} by ${g}`)), 'conv');
    const { invalid: reported } = compileDiagram(builder.build(), { combine: COMBINE });
    expect(reported).toMatchObject([{ where: 'conv', assignment: { channels: 6, groups: 4 } }]);
  });

  it('do not count behind a constraint', () => {
    const builder = new GraphBuilder();
    const channels = builder.decision('channels', [6, 8]);
    const groups = builder.decision('groups', [2, 4]);
    builder.costs([channels, groups], (c, g) => (c % g === 0 ? [c, g, 0] : invalid('no')));
    const later = builder.decision('later', [0, 1]);
    builder.constraint(builder.compute([channels, groups, later], (c, g, l) => c % g === 0 && l >= 0));
    const { diagram, invalid: reported } = compileDiagram(builder.build(), { combine: COMBINE });
    expect(reported).toEqual([]);
    expect(diagram.size).toBe(6n);
  });
});

describe('shared cells', () => {
  it('of eight edges in twenty positions stay as small as one', () => {
    const builder = new GraphBuilder();
    for (const cell of ['normal', 'reduce']) {
      const edges = Array.from({ length: 8 }, (_, e) => builder.decision(`${cell}.edge${e}`, [0, 1, 2, 3, 4, 5, 6]));
      for (let position = 0; position < 20; position++) {
        for (const edge of edges) builder.costs([edge], (op) => [op * (position + 1), op, op]);
      }
    }
    const { diagram } = compileDiagram(builder.build(), { combine: COMBINE });
    expect(diagram.size).toBe(7n ** 16n);
    expect(diagram.nodeCount).toBe(17);
  });

  it('compile to the same bytes every time', () => {
    fc.assert(
      fc.property(randomGraph(), (graph) => {
        const bytes = () => new Uint8Array(compileDiagram(graph, { combine: COMBINE }).diagram.buffer);
        expect(bytes()).toEqual(bytes());
      }),
      { numRuns: 50 },
    );
  });
});

function compileOrNothing(graph: Graph, maxNodes: number) {
  try {
    return compileDiagram(graph, { combine: COMBINE, maxNodes });
  } catch (error) {
    if (error instanceof CompileError) return undefined;
    throw error;
  }
}
