import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { costOf } from '../../src/diagram/costOf.js';
import { rank } from '../../src/diagram/rank.js';
import { unrank } from '../../src/diagram/unrank.js';
import { bruteForce } from './bruteForce.js';
import { COMBINE, randomGraph } from './randomGraph.js';

describe('compileDiagram', () => {
  it('agrees with plain enumeration in size, order and every cost', () => {
    fc.assert(
      fc.property(randomGraph(), (graph) => {
        const { diagram, invalid } = compileDiagram(graph, { combine: COMBINE });
        const all = bruteForce(graph, diagram.order, COMBINE);
        expect(invalid).toEqual([]);
        expect(diagram.size).toBe(BigInt(all.length));
        const choice = new Int32Array(graph.decisions.length);
        all.forEach((architecture, index) => {
          unrank(diagram, BigInt(index), choice);
          expect(choice).toEqual(architecture.choice);
          expect(rank(diagram, choice)).toBe(BigInt(index));
          expect(costOf(diagram, choice)).toEqual(architecture.cost);
        });
      }),
      { numRuns: 500 },
    );
  });
});
