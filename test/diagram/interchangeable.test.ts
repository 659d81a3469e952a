import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/cost/metrics.js';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { costOf } from '../../src/diagram/costOf.js';
import { costSinks } from '../../src/diagram/costSinks.js';
import { CostTable } from '../../src/diagram/costTable.js';
import { layDiagram } from '../../src/diagram/diagram.js';
import { evaluateNaive, totalCost } from '../../src/diagram/evaluateNaive.js';
import { expand, isOverflow } from '../../src/diagram/expand.js';
import { planLevels } from '../../src/diagram/levels.js';
import { metricColumns } from '../../src/diagram/metricColumns.js';
import { NodeEvaluator } from '../../src/diagram/nodeEvaluator.js';
import { countPaths } from '../../src/diagram/pathCounts.js';
import { rank } from '../../src/diagram/rank.js';
import { reduce } from '../../src/diagram/reduce.js';
import { unrank } from '../../src/diagram/unrank.js';
import type { Diagram, Graph } from '../../src/types.js';
import { traced } from '../network/traced.js';

const COMBINE = METRICS.map((metric) => (metric === 'peak' ? ('max' as const) : ('sum' as const)));

interface Shape {
  readonly layers: number;
  readonly levels: number;
  readonly operations: number;
  /** The layer that the head reads, beside the last. */
  readonly read: number;
  /** Neighbours differ by one level at most. */
  readonly steps: boolean;
}

/** A path of levels, whose layers share their operations, which are decided after it. */
function path({ layers, levels, operations, read, steps }: Shape): Graph {
  const numbers = Array.from({ length: layers }, (_, i) => i + 1);
  const edges = Array.from({ length: operations }, (_, i) => i + 1);
  const level = (i: number) => [`level${i}`, { range: [0, levels - 1] }] as const;
  const edge = (i: number) => [`op${i}`, { choice: ['dense', 'deep', 'none'] }] as const;
  const alternatives = {
    dense: { conv: 'in.channels', kernel: 3 },
    deep: [{ depthwise: 3 }, { conv: 'in.channels', kernel: 1 }],
    none: 'zero',
  };
  const file = {
    name: 't',
    input: { channels: 3, size: 16 },
    decisions: Object.fromEntries([...numbers.map(level), ...edges.map(edge)]),
    where: steps ? numbers.slice(1).map((i) => `abs(level${i} - level${i - 1}) <= 1`) : [],
    blocks: {
      operation: { arguments: { op: null }, layers: { choose: alternatives, by: 'op' } },
      cell: {
        arguments: { level: null },
        layers: [
          { upsample: 'nearest', size: '16 / 2 ** level' },
          { name: 's', conv: '2 * 2 ** level', kernel: 1 },
          { add: edges.map((i) => ({ from: 's', block: 'operation', op: `op${i}` })) },
        ],
      },
    },
    network: [
      ...numbers.map((i) => ({ name: `layer${i}`, block: 'cell', level: `level${i}` })),
      {
        concat: [
          { upsample: 'nearest', size: 16 },
          { from: `layer${read}`, upsample: 'nearest', size: 16 },
        ],
      },
      { conv: 5, kernel: 1 },
    ],
  };
  return traced(file).graph;
}

/** A diagram whose states may swap parts, and how many states there were. */
function compile(graph: Graph, symmetric: boolean): { diagram: Diagram; states: number } {
  // the path first
  const order = [...graph.decisions.keys()].toSorted((one, other) => isLevel(graph, other) - isLevel(graph, one));
  const costs = new CostTable(COMBINE);
  const evaluator = new NodeEvaluator(graph, costs);
  const plan = planLevels(graph, order, costSinks(graph, new Set()), symmetric);
  const expanded = expand(plan, evaluator, costs, { maxNodes: 1e6, maxArcs: 1e7 });
  if (isOverflow(expanded)) throw new Error(expanded.limit);
  const reduced = reduce(expanded, costs);
  const countLimbs = countPaths(reduced.nodeCount, reduced.arcStart, reduced.arcChild);
  const diagram = layDiagram({ ...reduced, order, ...metricColumns(reduced, costs), countLimbs });
  return { diagram, states: expanded.nodeCount };
}

function isLevel(graph: Graph, decision: number): number {
  return Number(graph.decisions[decision]?.name.startsWith('level'));
}

function expectRight(graph: Graph, diagram: Diagram, step: bigint): void {
  const choice = new Int32Array(graph.decisions.length);
  for (let index = 0n; index < diagram.size; index += step) {
    unrank(diagram, index, choice);
    expect(rank(diagram, choice)).toBe(index);
    const layers = evaluateNaive(graph, choice).filter((layer) => layer.present);
    const plain = totalCost(
      layers.map((layer) => layer.cost),
      COMBINE,
    );
    expect(costOf(diagram, choice)).toEqual(plain);
  }
}

describe('interchangeable parts of a state', () => {
  it('keep a path whose layers share operations within limits that every order alone would pass', () => {
    const graph = path({ layers: 8, levels: 4, operations: 6, read: 3, steps: true });
    const { diagram, wide } = compileDiagram(graph, { maxNodes: 6000 });
    expect(wide).toEqual([]);
    // walks over 8 of 4 levels, and 6 operations of 3
    expect(diagram.size).toBe(3194n * 3n ** 6n);
    expectRight(graph, diagram, 40_001n);
  });

  it('cost what the layers do, in paths of all shapes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 6 }),
        fc.integer({ min: 2, max: 3 }),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        (layers, levels, operations, read, steps) => {
          const graph = path({ layers, levels, operations, read, steps });
          const plain = compile(graph, false);
          const symmetric = compile(graph, true);
          expect(symmetric.diagram.size).toBe(plain.diagram.size);
          // at the least, the layers before the last whose output the head does not read
          if (layers > 4) expect(symmetric.states).toBeLessThan(plain.states);
          expectRight(graph, symmetric.diagram, symmetric.diagram.size / 50n + 1n);
        },
      ),
      { numRuns: 20 },
    );
  });
});
