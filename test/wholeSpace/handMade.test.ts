import { describe, expect, it } from 'vitest';
import { boundDiagram } from '../../src/wholeSpace/bounded.js';
import { bracketOne } from '../../src/wholeSpace/countWithin.js';
import { cumulative } from '../../src/wholeSpace/cumulative.js';
import type { Goal } from '../../src/wholeSpace/dimension.js';
import { frontOfSpace } from '../../src/wholeSpace/front.js';
import { mergeLists, singleSum, EXACT } from '../../src/wholeSpace/sumList.js';
import { withinDiagram } from '../../src/wholeSpace/withinDiagram.js';
import type { Constraint } from '../../src/wholeSpace/bounded.js';
import { figure, handMade, type HandNode } from './handMade.js';
import { finish } from './spaces.js';

const goals = (...figures: number[]): Goal[] => figures.map((f) => ({ quantity: figure(f), direction: 'min' }));

/** Levels with many alternatives between levels with few: most nodes have too few labels to lose any. */
function bumpy(wide: number, choices: number, base: number): HandNode[] {
  const nodes: HandNode[] = [];
  for (let w = 0; w < wide; w++) {
    const level = nodes.length;
    const arcs = Array.from(
      { length: choices },
      (_, v) =>
        [level + 1, base + v * 7 + ((w * 13) % 5), base + Math.round((49 * choices ** 2) / (v * 7 + 40)) + w] as const,
    );
    nodes.push(
      { level, arcs },
      {
        level: level + 1,
        arcs: [
          [level + 2, 1, 3],
          [level + 2, 3, 1],
        ],
      },
    );
  }
  return [...nodes, { level: nodes.length, arcs: [] }];
}

describe('a front with an epsilon', () => {
  it.each([
    [4, 300, 1000, 0.1],
    [6, 300, 500, 0.3],
    [10, 260, 100, 0.05],
  ])('keeps its factor where nodes of few and of many labels alternate: %j', (wide, choices, base, epsilon) => {
    const nodes = bumpy(wide, choices, base);
    const diagram = handMade(nodes, nodes.length - 1, 2);
    const front = (factor: number) =>
      finish(frontOfSpace(boundDiagram(diagram, []), goals(0, 1), { epsilon: factor, limit: 1e7 })).map(({ amounts }) =>
        amounts.map(Number),
      );
    const near = front(epsilon);
    const isCovered = ([a = 0, b = 0]: number[]): boolean =>
      near.some(([x = 0, y = 0]) => x <= a * (1 + epsilon) && y <= b * (1 + epsilon));
    const exact = front(0);
    expect(exact.filter((point) => !isCovered(point))).toEqual([]);
    expect(near.length).toBeLessThan(exact.length);
  });

  it('loses no point that only just keeps to a bound of its own objective', () => {
    const arcs = Array.from({ length: 400 }, (_, i) => [2, 10_000 + i, 10_000 - i] as const);
    const nodes = [
      {
        level: 0,
        arcs: [
          [1, 0, 1e6],
          [1, 500, 0],
        ],
      },
      { level: 1, arcs },
      { level: 2, arcs: [] },
    ] as const;
    const bounded = boundDiagram(handMade(nodes, 2, 2), [{ quantity: figure(0), min: undefined, max: 10_500n }]);
    const front = finish(frontOfSpace(bounded, goals(0, 1), { epsilon: 0.01, limit: 1e6 }));
    expect(Number(front.at(-1)?.amounts[1])).toBeLessThanOrEqual(10_000 * 1.01);
  });
});

describe('a diagram of many constraints', () => {
  it('has no architecture that misses one, however few states it may have', () => {
    const [count, levels] = [7, 14];
    const nodes: HandNode[] = Array.from({ length: levels }, (_, level) => {
      const costs = Array.from({ length: count }, (_figure, k) => (k === level % count ? 1 : 0));
      return {
        level,
        arcs: [
          [level + 1, ...costs.map(() => 0)],
          [level + 1, ...costs],
        ],
      };
    });
    const diagram = handMade([...nodes, { level: levels, arcs: [] }], levels, count);
    const bounds = Array.from({ length: count }, (_, k) => ({ quantity: figure(k), min: 1n, max: undefined }));
    const within = finish(withinDiagram(boundDiagram(diagram, bounds), 64));
    expect(within.certain).toBe(3n ** 7n);
    expect(within.diagram.size).toBe(3n ** 7n);
  });
});

describe('a distribution beyond 2^53', () => {
  it('knows a sum that as many paths have as a prime that it counts by', () => {
    const [prime, bits, extra] = [67_108_859, 26, 40];
    const nodes: HandNode[] = [];
    for (let i = 0; i < bits; i++) {
      const arcs: [number, number][] = [];
      if (i < bits - 1) arcs.push([i + 1, 0], [i + 1, 0]);
      if ((prime >>> i) & 1) arcs.push([bits, 0]);
      if (i === 0) arcs.push([bits, 1], [bits, 2]);
      nodes.push({ level: i, arcs });
    }
    for (let i = 0; i < extra; i++) {
      nodes.push({
        level: bits + i,
        arcs: [
          [bits + i + 1, 0],
          [bits + i + 1, i < 6 ? i + 3 : 0],
        ],
      });
    }
    nodes.push({ level: bits + extra, arcs: [] });
    const found = finish(cumulative(handMade(nodes, bits + extra, 1), figure(0)));
    expect(found.exact).toBe(true);
    const counts = countSums(nodes);
    let running = 0n;
    for (const [sum, count] of counts) {
      running += count;
      expect(found.upTo(BigInt(sum))).toEqual({ lower: running, upper: running });
    }
  });

  it('and beyond float64 gives a bracket', () => {
    const levels = 1100;
    const nodes: HandNode[] = Array.from({ length: levels }, (_, level) => ({
      level,
      arcs: [
        [level + 1, 0],
        [level + 1, 1],
      ],
    }));
    const diagram = handMade([...nodes, { level: levels, arcs: [] }], levels, 1);
    const { diagram: bounded, constraints } = boundDiagram(diagram, [
      { quantity: figure(0), min: undefined, max: 550n },
    ]);
    const bracket = finish(bracketOne(bounded, constraints[0] as Constraint, 64));
    expect(bracket.lower <= bracket.upper && bracket.upper <= 2n ** 1100n).toBe(true);
  });
});

describe('lists of sums', () => {
  it('are merged by the hundred thousand', () => {
    const lists = Array.from({ length: 200_000 }, (_, i) => singleSum(i % 7));
    expect([...mergeLists(lists, EXACT).counts]).toEqual([28572, 28572, 28572, 28571, 28571, 28571, 28571]);
  });
});

/** Paths by their sum, in ascending order, by plain addition. */
function countSums(nodes: readonly HandNode[]): [number, bigint][] {
  const lists = nodes.map(() => new Map<number, bigint>());
  lists[0]?.set(0, 1n);
  nodes.forEach(({ arcs }, n) => {
    for (const [child, cost = 0] of arcs) {
      for (const [sum, count] of lists[n] ?? []) {
        const into = lists[child];
        into?.set(sum + cost, (into.get(sum + cost) ?? 0n) + count);
      }
    }
  });
  return [...(lists.at(-1) ?? [])].toSorted(([a], [b]) => a - b);
}
