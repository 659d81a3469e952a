import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/cost/metrics.js';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { costOf } from '../../src/diagram/costOf.js';
import { evaluateNaive, totalCost } from '../../src/diagram/evaluateNaive.js';
import { unrank } from '../../src/diagram/unrank.js';
import { traced } from './traced.js';

/** Modules that each read the sum of three of the outputs before them. */
function modules(count: number): object {
  const outputs = ['stem'];
  const network: object[] = [{ name: 'stem', conv: 4, kernel: 3 }];
  for (let i = 1; i <= count; i++) {
    network.push({ name: `in${i}`, pick: Math.min(3, i), of: [...outputs] }, { name: `m${i}`, conv: 4, kernel: 3 });
    outputs.push(`m${i}`);
  }
  return { name: 'modules', input: { channels: 3, size: 8 }, network };
}

const COMBINE = METRICS.map((metric) => (metric === 'peak' ? 'max' : 'sum'));

describe('modules that pick their inputs', () => {
  const { graph } = traced(modules(10));
  const { diagram, wide, stats } = compileDiagram(graph);

  it('compile from the last one backwards: who is read, and is trained, depends on those after it', () => {
    expect(stats.order).toBe('backwards');
    expect(wide).toEqual([]);
    // 1, 1, 1, then 3 of 4, of 5, …, of 10
    expect(diagram.size).toBe([4n, 10n, 20n, 35n, 56n, 84n, 120n].reduce((a, b) => a * b));
  });

  it('cost what plain evaluation says', () => {
    const choice = new Int32Array(graph.decisions.length);
    const trainings = new Set<unknown>();
    for (let i = 0n; i < 100n; i++) {
      unrank(diagram, (i * (diagram.size - 1n)) / 99n, choice);
      const plain = totalCost(
        evaluateNaive(graph, choice).map((layer) => layer.cost),
        COMBINE,
      );
      expect(costOf(diagram, choice)).toEqual(plain);
      trainings.add((plain as readonly unknown[])[METRICS.indexOf('training')]);
    }
    expect(trainings.size).toBeGreaterThan(3);
  });
});
