import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChoiceColumns } from '../../src/diagram/choiceColumns.js';
import { compileDiagram } from '../../src/diagram/compileDiagram.js';
import { enumerateCosts, LeafTables } from '../../src/diagram/enumerateCosts.js';
import { unrank } from '../../src/diagram/unrank.js';
import type { Diagram } from '../../src/types.js';
import { GraphBuilder } from './graphBuilder.js';
import { COMBINE, randomGraph } from './randomGraph.js';

const MOST = 3000;

/** The first architectures, from sums along their paths. */
function fromSums(diagram: Diagram): number[][] {
  const columns = new ChoiceColumns(diagram);
  const count = diagram.size < MOST ? Number(diagram.size) : MOST;
  const words = columns.diagram.columns.map(() => new Float64Array(count));
  enumerateCosts(new LeafTables(columns.diagram, [0]), 0n, count, words);
  const choice = new Int32Array(diagram.order.length);
  return Array.from({ length: count }, (_, row) => {
    columns.read(words, row, choice);
    return [...choice];
  });
}

function fromIndices(diagram: Diagram): number[][] {
  const count = diagram.size < MOST ? Number(diagram.size) : MOST;
  const choice = new Int32Array(diagram.order.length);
  return Array.from({ length: count }, (_, index) => {
    unrank(diagram, BigInt(index), choice);
    return [...choice];
  });
}

test('sums of words are the architectures of their paths, inactive decisions among them', () => {
  fc.assert(
    fc.property(randomGraph({ constraints: true, decisions: 9 }), (graph) => {
      const { diagram } = compileDiagram(graph, { combine: COMBINE });
      fc.pre(diagram.size > 0n);
      expect(fromSums(diagram)).toEqual(fromIndices(diagram));
    }),
  );
});

test('many decisions, and such of many values, have as many words as they need', () => {
  const builder = new GraphBuilder();
  for (let d = 0; d < 40; d++) {
    const values = Array.from({ length: d % 10 === 3 ? 1000 : 1 + (d % 7) }, (_, value) => value);
    builder.costs([builder.decision(`d${d}`, values)], (value) => [value, 1, 2]);
  }
  const { diagram } = compileDiagram(builder.build(), { combine: COMBINE });
  expect(new ChoiceColumns(diagram).diagram.columns.length).toBeGreaterThan(3);
  expect(fromSums(diagram)).toEqual(fromIndices(diagram));
});
