import type { Choice, Combine, CostVector, Graph, Invalid } from '../../src/types.js';
import { evaluateNaive, nodeValues, totalCost } from '../../src/diagram/evaluateNaive.js';
import { isInvalid } from './graphBuilder.js';

export interface BruteArchitecture {
  readonly choice: Choice;
  readonly cost: CostVector | Invalid;
  /** A cost or a constraint is an Invalid. */
  readonly invalid: boolean;
}

/** All architectures of a space by plain enumeration, lexicographic in the given order of decisions. */
export function bruteForce(graph: Graph, order: ArrayLike<number>, combine: readonly Combine[]): BruteArchitecture[] {
  const found: BruteArchitecture[] = [];
  const choice = new Int32Array(graph.decisions.length).fill(-1);
  const visit = (k: number): void => {
    if (k === order.length) {
      const architecture = describe(graph, choice.slice(), combine);
      if (architecture !== undefined) found.push(architecture);
      return;
    }
    const decision = order[k] as number;
    const active = nodeValues(graph, choice)[graph.active[decision] as number] === true;
    if (!active) return visit(k + 1);
    graph.decisions[decision]?.values.forEach((_, value) => {
      choice[decision] = value;
      visit(k + 1);
    });
    choice[decision] = -1;
  };
  visit(0);
  return found;
}

function describe(graph: Graph, choice: Choice, combine: readonly Combine[]): BruteArchitecture | undefined {
  const values = nodeValues(graph, choice);
  const constraints = graph.constraints.map((constraint) => values[constraint.node]);
  if (constraints.includes(false)) return undefined;
  const cost = totalCost(
    evaluateNaive(graph, choice).map((layer) => layer.cost),
    combine,
  );
  const activities = graph.active.map((node) => values[node]);
  return { choice, cost, invalid: isInvalid(cost) || constraints.some(isInvalid) || activities.some(isInvalid) };
}
