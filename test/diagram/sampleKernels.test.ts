import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArcWalk } from '../../src/diagram/arcWalk.js';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { LeafTables, WINDOW, enumerateCosts } from '../../src/diagram/enumerateCosts.js';
import { fillIndices, indexLimbs } from '../../src/diagram/fillIndices.js';
import { KERNEL_NUMBERS } from '../../src/diagram/kernelBytes.js';
import { openKernels, type KernelMemory } from '../../src/diagram/kernels.js';
import { layLanes, type LaneLayout } from '../../src/diagram/laneLayout.js';
import { PathTables } from '../../src/diagram/pathTables.js';
import type { SampleOptions } from '../../src/diagram/sampleOptions.js';
import { samplePlainly } from '../../src/diagram/samplePlainly.js';
import { TableWalk } from '../../src/diagram/tableWalk.js';
import { TERMINAL, upToFour } from '../../src/diagram/walkBlock.js';
import type { Diagram, Graph } from '../../src/types.js';
import { GraphBuilder } from './graphBuilder.js';
import { COMBINE, randomGraph } from './randomGraph.js';

const METRICS = COMBINE.map((_, metric) => metric);
const compiled = (graph: Graph): Diagram => compileDiagram(graph, { combine: COMBINE }).diagram;
const columnsFor = (tables: PathTables, count: number) => tables.columns.map(() => new Float64Array(count));

/** By the kernels, however few the samples are. @param room bytes of tables, after which they stay small */
function byKernels(
  tables: PathTables,
  { mode, seed }: SampleOptions,
  lo: number,
  hi: number,
  room?: number,
): Float64Array[] {
  const { diagram } = tables;
  const limbs = indexLimbs(diagram.size);
  const memory = openKernels(1 << 20, limbs) as KernelMemory;
  const layout = layLanes(diagram, tables.columns) as LaneLayout;
  const out = columnsFor(tables, hi - lo);
  const walk =
    mode === 'decision'
      ? new ArcWalk(diagram, memory, layout, seed)
      : new TableWalk(diagram, memory, layout, fillIndices(memory, mode, seed, diagram.size), limbs, room);
  for (let first = lo; first < hi; first += 512) walk.sample(first, Math.min(512, hi - first), out, first - lo);
  return out;
}

function plainly(tables: PathTables, options: SampleOptions, lo: number, hi: number): Float64Array[] {
  const out = columnsFor(tables, hi - lo);
  samplePlainly(tables, options, lo, hi, out);
  return out;
}

const mode = fc.constantFrom('distinct', 'replace', 'decision');
const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('the kernels of sampling', () => {
  it('price what the plain walk does, in every mode, wherever the range lies', () => {
    const range = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 1, max: 600 }));
    fc.assert(
      fc.property(randomGraph({ huge: true }), mode, seed, range, (graph, how, seedNumber, [start, length]) => {
        const diagram = compiled(graph);
        if (diagram.size === 0n) return;
        const tables = new PathTables(diagram, METRICS);
        const most = how === 'distinct' ? Number(diagram.size) : Number.MAX_SAFE_INTEGER;
        const count = Math.min(length, most);
        const lo = Math.abs(start) % (most - count + 1);
        const options: SampleOptions = { mode: how, seed: seedNumber };
        expect(byKernels(tables, options, lo, lo + count)).toEqual(plainly(tables, options, lo, lo + count));
      }),
      { numRuns: 200 },
    );
  });

  // 2^13, 2^57, 2^88, 2^130, 2^250: one limb to five
  it.each([6, 28, 42, 62, 120])('price indices of any width: %i decisions', (length) => {
    const tables = new PathTables(compiled(chain(length, 6)), METRICS);
    for (const how of ['distinct', 'replace', 'decision'] as const) {
      const options: SampleOptions = { mode: how, seed: length };
      expect(byKernels(tables, options, 1000, 2111)).toEqual(plainly(tables, options, 1000, 2111));
    }
  });

  // kernels of one limb go two walks a turn, those of more limbs one
  it.each([28, 42, 62])('take walks that fill up the last four to the end too: %i decisions', (length) => {
    const tables = new PathTables(compiled(chain(length, 6)), METRICS);
    const { diagram, columns } = tables;
    const limbs = indexLimbs(diagram.size);
    const memory = openKernels(1 << 20, limbs) as KernelMemory;
    const fill = fillIndices(memory, 'distinct', 1, diagram.size);
    const walk = new TableWalk(diagram, memory, layLanes(diagram, columns) as LaneLayout, fill, limbs);
    for (let count = 1; count <= 9; count++) {
      walk.sample(0, count, columnsFor(tables, count), 0);
      const places = memory.words.subarray(KERNEL_NUMBERS.PLACES >>> 2).subarray(0, upToFour(count));
      expect(new Set(places)).toEqual(new Set([TERMINAL]));
    }
  });

  it('price the same with tables that are small, or forgotten on the way', () => {
    const tables = new PathTables(compiled(chain(42, 6)), METRICS);
    const options: SampleOptions = { mode: 'distinct', seed: 3 };
    const expected = plainly(tables, options, 0, 2500);
    for (const room of [0, 20_000, 100_000]) expect(byKernels(tables, options, 0, 2500, room)).toEqual(expected);
  });

  it('price costs that take several lanes, with any metrics and in any order', () => {
    const tables = (metrics: readonly number[]) => new PathTables(compiled(dear(20)), metrics);
    const options: SampleOptions = { mode: 'distinct', seed: 9 };
    for (const metrics of [[0], [2], [1, 0], [2, 1, 0, 2], [0, 1, 2, 0, 1, 2]])
      expect(byKernels(tables(metrics), options, 0, 700)).toEqual(plainly(tables(metrics), options, 0, 700));
  });

  it('are assembled from their source', () => {
    const script = resolve(import.meta.dirname, '../../scripts/assembleKernels.mjs');
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  });
});

describe('the kernels of enumeration', () => {
  it('price what plain loops do', () => {
    fc.assert(
      fc.property(randomGraph({ huge: true }), fc.nat(), fc.nat(), (graph, a, b) => {
        const diagram = compiled(graph);
        const size = Number(diagram.size);
        const [lo = 0, hi = 0] = [a % (size + 1), b % (size + 1)].toSorted((x, y) => x - y);
        const by = (tables: LeafTables) => {
          const out = tables.columns.map(() => new Float64Array(hi - lo));
          enumerateCosts(tables, lo, hi - lo, out);
          return out;
        };
        expect(by(new LeafTables(diagram, METRICS))).toEqual(by(new LeafTables(diagram, METRICS, () => undefined)));
      }),
      { numRuns: 100 },
    );
  });

  it('price ranges that are longer than a window, from anywhere', () => {
    const diagram = compiled(chain(11, 6));
    const at = (diagram.size / 7n) * 3n;
    const by = (tables: LeafTables) => {
      const out = tables.columns.map(() => new Float64Array(30_011));
      enumerateCosts(tables, at, 30_011, out);
      return out;
    };
    const plain = by(new LeafTables(diagram, METRICS, () => undefined));
    expect(by(new LeafTables(diagram, METRICS))).toEqual(plain);
  });

  it.each([1, 7000, WINDOW, WINDOW + 1])('fill %i rows that they lend, again and again', (count) => {
    const diagram = compiled(chain(11, 6));
    const plain = new LeafTables(diagram, METRICS, () => undefined);
    const tables = new LeafTables(diagram, METRICS);
    for (const from of [0, count, 5 * count, 6 * count, 0]) {
      const expected = plain.lend(count);
      enumerateCosts(plain, from, count, expected);
      const lent = tables.lend(count);
      enumerateCosts(tables, from, count, lent);
      expect(lent).toEqual(expected);
    }
  });
});

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

/** Costs whose sums are just below 2^53, and odd. */
function dear(length: number): Graph {
  const builder = new GraphBuilder();
  for (let i = 0; i < length; i++) {
    const decision = builder.decision(`d${i}`, [1, 2, 3, 5]);
    builder.costs([decision], (x) => [x * (2 ** 46 + i), 7 * x * (2 ** 40 - i), x * (2 ** 49 + i)]);
  }
  return builder.build();
}
