import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { costOf } from '../../src/diagram/costOf.js';
import { costRange } from '../../src/diagram/costRange.js';
import { openDiagram } from '../../src/diagram/diagram.js';
import { LeafTables, enumerateCosts } from '../../src/diagram/enumerateCosts.js';
import { recombine } from '../../src/diagram/metricColumns.js';
import { PathSampler } from '../../src/diagram/pathSampler.js';
import { PathTables } from '../../src/diagram/pathTables.js';
import { rank } from '../../src/diagram/rank.js';
import { sampleCosts } from '../../src/diagram/sampleCosts.js';
import type { CostVector, Diagram, Graph, MetricColumns } from '../../src/types.js';
import { GraphBuilder } from './graphBuilder.js';
import { COMBINE, randomGraph } from './randomGraph.js';

const METRICS = COMBINE.map((_, metric) => metric);

const compiled = (graph: Graph): Diagram => compileDiagram(graph, { combine: COMBINE }).diagram;

/** The cost vectors in columns that a kernel filled. */
function vectors(diagram: Diagram, out: readonly Float64Array[], count: number): CostVector[] {
  return Array.from({ length: count }, (_, row) =>
    diagram.metrics.map((metric: MetricColumns) =>
      recombine(metric, (column) => out[metric.first + column]?.[row] as number),
    ),
  );
}

function columnsFor(diagram: Diagram, count: number): Float64Array[] {
  return diagram.columns.map(() => new Float64Array(count));
}

describe('enumerateCosts', () => {
  it('prices every range in index order, huge figures and maxima too', () => {
    fc.assert(
      fc.property(randomGraph({ huge: true }), fc.nat(), fc.nat(), (graph, a, b) => {
        const diagram = compiled(graph);
        const size = Number(diagram.size);
        const [lo = 0, hi = 0] = [a % (size + 1), b % (size + 1)].toSorted((x, y) => x - y);
        const out = columnsFor(diagram, hi - lo);
        enumerateCosts(new LeafTables(diagram, METRICS), lo, hi - lo, out);
        const expected = Array.from({ length: hi - lo }, (_, i) => costOf(diagram, BigInt(lo + i)));
        expect(vectors(diagram, out, hi - lo)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('walks through a space whose tables do not hold all of it', () => {
    const diagram = compiled(chain(9, 6));
    const at = diagram.size / 3n;
    const out = columnsFor(diagram, 20_000);
    enumerateCosts(new LeafTables(diagram, METRICS), at, 20_000, out);
    const rows = [0, 1, 4095, 4096, 12_345, 19_999];
    const found = vectors(diagram, out, 20_000);
    expect(rows.map((row) => found[row])).toEqual(rows.map((row) => costOf(diagram, at + BigInt(row))));
  });
});

describe('sampleCosts', () => {
  it('prices what the sampler draws, in every mode', () => {
    const mode = fc.constantFrom('distinct', 'replace', 'decision');
    fc.assert(
      fc.property(randomGraph({ huge: true }), mode, fc.nat(), (graph, how, seed) => {
        const diagram = compiled(graph);
        if (diagram.size === 0n) return;
        const count = how === 'distinct' ? Math.min(40, Number(diagram.size)) : 40;
        const out = columnsFor(diagram, count);
        sampleCosts(new PathTables(diagram, METRICS), { seed, mode: how }, 0, count, out);
        expect(vectors(diagram, out, count)).toEqual(
          drawn(diagram, graph, seed, how, count).map((c) => costOf(diagram, c)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same figures from tables as arc by arc', () => {
    fc.assert(
      fc.property(randomGraph({ huge: true }), fc.nat(), (graph, seed) => {
        const diagram = compiled(graph);
        if (diagram.size === 0n) return;
        const direct = columnsFor(diagram, 60);
        sampleCosts(new PathTables(diagram, METRICS), { seed, mode: 'replace' }, 0, 60, direct);
        const tables = new PathTables(diagram, METRICS);
        tables.served = 1e9;
        const tabled = columnsFor(diagram, 60);
        sampleCosts(tables, { seed, mode: 'replace' }, 0, 60, tabled);
        expect(tabled).toEqual(direct);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same figures from tables of counts beyond 2^53, and in any cut into ranges', () => {
    const diagram = compiled(chain(28, 6));
    expect(diagram.size > 1n << 55n && diagram.size < 1n << 80n).toBe(true);
    const tables = new PathTables(diagram, METRICS);
    tables.served = 1e9;
    const count = 2000;
    const whole = columnsFor(diagram, count);
    sampleCosts(tables, { seed: 5, mode: 'distinct' }, 0, count, whole);
    for (const [lo, hi] of [
      [0, 1],
      [1, 700],
      [700, 2000],
    ] as const) {
      const part = columnsFor(diagram, hi - lo);
      sampleCosts(new PathTables(diagram, METRICS), { seed: 5, mode: 'distinct' }, lo, hi, part);
      expect(part).toEqual(whole.map((column) => column.slice(lo, hi)));
    }
  });

  it('prices samples of spaces beyond 2^80', () => {
    const graph = chain(40, 6);
    const diagram = compiled(graph);
    expect(diagram.size > 1n << 80n).toBe(true);
    const out = columnsFor(diagram, 30);
    sampleCosts(new PathTables(diagram, METRICS), { seed: 5, mode: 'distinct' }, 0, 30, out);
    expect(vectors(diagram, out, 30)).toEqual(drawn(diagram, graph, 5, 'distinct', 30).map((c) => costOf(diagram, c)));
  });

  it('draws every architecture exactly once where as many are asked for as there are', () => {
    fc.assert(
      fc.property(randomGraph(), fc.nat(), (graph, seed) => {
        const diagram = compiled(graph);
        const size = Number(diagram.size);
        const indices = drawn(diagram, graph, seed, 'distinct', size).map((choice) => rank(diagram, choice));
        expect(new Set(indices)).toEqual(new Set(Array.from({ length: size }, (_, i) => BigInt(i))));
      }),
      { numRuns: 200 },
    );
  });

  it('draws architectures uniformly, and by decision every value of a decision uniformly', () => {
    // a = 0 leaves b out: one architecture; a = 1 has four
    const builder = new GraphBuilder();
    const a = builder.decision('a', [0, 1]);
    const isOne = builder.compute([a], (value) => value === 1);
    builder.decision('b', [1, 2, 3, 4], isOne);
    const graph = builder.build();
    const diagram = compiled(graph);
    expect(diagram.size).toBe(5n);
    const count = 20_000;
    const ones = (mode: 'replace' | 'decision') =>
      drawn(diagram, graph, 1, mode, count).filter((choice) => choice[0] === 1).length;
    // five standard deviations
    expect(Math.abs(ones('replace') - 0.8 * count)).toBeLessThan(5 * Math.sqrt(count * 0.8 * 0.2));
    expect(Math.abs(ones('decision') - 0.5 * count)).toBeLessThan(5 * Math.sqrt(count * 0.25));
  });
});

describe('costRange', () => {
  it('finds the cheapest and the dearest architecture', () => {
    fc.assert(
      fc.property(randomGraph({ huge: true }), (graph) => {
        const diagram = compiled(graph);
        const all = Array.from({ length: Number(diagram.size) }, (_, i) => costOf(diagram, BigInt(i)));
        for (const metric of METRICS) {
          const figures = all.map((cost) => BigInt(cost[metric] ?? -1)).toSorted((x, y) => (x < y ? -1 : 1));
          const range = costRange(diagram, metric);
          const ends = range && [BigInt(range.least), BigInt(range.most)];
          expect(ends).toEqual(figures.length === 0 ? undefined : [figures[0], figures.at(-1)]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('openDiagram', () => {
  it('sees in the buffer all that a worker needs', () => {
    fc.assert(
      fc.property(randomGraph({ huge: true }), (graph) => {
        const diagram = compiled(graph);
        const opened = openDiagram(diagram.buffer);
        expect(opened.size).toBe(diagram.size);
        for (let i = 0n; i < diagram.size; i += 3n) expect(costOf(opened, i)).toEqual(costOf(diagram, i));
      }),
      { numRuns: 50 },
    );
  });

  it('refuses what is not a diagram', () => {
    expect(() => openDiagram(new SharedArrayBuffer(4))).toThrow(/not a diagram/);
    expect(() => openDiagram(new SharedArrayBuffer(64))).toThrow(/not a diagram/);
  });
});

function drawn(
  diagram: Diagram,
  graph: Graph,
  seed: number,
  mode: 'distinct' | 'replace' | 'decision',
  count: number,
): Int32Array[] {
  const sampler = new PathSampler(diagram, { seed, mode });
  return Array.from({ length: count }, (_, i) => {
    const choice = new Int32Array(graph.decisions.length);
    sampler.sample(i, choice);
    return choice;
  });
}

/** Decisions in a row, of which each factor reads two; every other one may be left out. */
function chain(length: number, values: number): Graph {
  const builder = new GraphBuilder();
  const domain = Array.from({ length: values }, (_, i) => i + 1);
  let before = builder.decision('d0', domain);
  for (let i = 1; i < length; i++) {
    const active = i % 3 === 0 ? builder.compute([before], (value) => value > 2) : builder.always;
    const decision = builder.decision(`d${i}`, domain, active);
    const there = builder.select(active, decision, builder.constant(0));
    builder.costs([before, there], (x, y) => [x * y, x + 100 * y, 1000 * x + y]);
    before = i % 3 === 0 ? before : there;
  }
  return builder.build();
}
