import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Architecture, DomainValue, Graph } from '../../src/types.js';
import { randomSpace, withoutDecisions } from './randomSpace.js';
import { traced } from './traced.js';

describe('the trace of a whole space', () => {
  it('costs an architecture as the space with its decisions made does', () => {
    let compared = 0;
    fc.assert(
      fc.property(randomSpace, fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }), (space, draws) => {
        const all = traced(space);
        const architecture = activeOf(all, draw(all.graph, draws));
        const fixed = traced(withoutDecisions(space, all.graph.decisions, architecture));
        const expected = fixed.cost(
          Object.fromEntries(fixed.graph.decisions.map(({ name, values }) => [name, values[0] as DomainValue])),
        );
        const found = all.cost(architecture);
        // of what cannot be built, the words may differ with the way to it
        const comparable = (cost: typeof found) => (typeof cost === 'string' ? 'cannot be built' : cost);
        expect(comparable(found)).toEqual(comparable(expected));
        expect(all.compiledCost(architecture) ?? found).toEqual(found);
        compared++;
      }),
      { numRuns: 200 },
    );
    expect(compared).toBe(200);
  });
});

function draw(graph: Graph, draws: readonly number[]): Architecture {
  return Object.fromEntries(
    graph.decisions.map(({ name, values }, i) => [
      name,
      values[(draws[i % draws.length] as number) % values.length] as DomainValue,
    ]),
  );
}

function activeOf(all: ReturnType<typeof traced>, architecture: Architecture): Architecture {
  const active = all.active(architecture);
  return Object.fromEntries(active.map((name) => [name, architecture[name] as DomainValue]));
}
