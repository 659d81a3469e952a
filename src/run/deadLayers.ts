import { nodeValues } from '../diagram/evaluateNaive.js';
import type { Choice, Graph, LayerUse, Problem } from '../types.js';

/**
 * Warnings of layers whose output reaches no output of the network: they cost a forward pass and are never trained.
 *
 * @param choices architectures to look at, where it depends on decisions
 */
export function deadLayers(graph: Graph, choices: () => Iterable<Choice>): Problem[] {
  const isConstant = (use: LayerUse, value: boolean) => {
    const node = graph.nodes[use.alive];
    return node?.kind === 'constant' && node.value === value;
  };
  const always = graph.layers.filter((use) => isConstant(use, false));
  const open = graph.layers.filter((use) => !isConstant(use, false) && !isConstant(use, true));
  const sometimes = open.length === 0 ? [] : deadSometimes(graph, open, choices());
  return [...always.map((use) => warning(use, 'reaches no output of the network')), ...sometimes];
}

function deadSometimes(graph: Graph, open: readonly LayerUse[], choices: Iterable<Choice>): Problem[] {
  const alive = new Set<LayerUse>();
  const dead = new Set<LayerUse>();
  for (const choice of choices) {
    const values = nodeValues(graph, choice);
    for (const use of open) if (values[use.present] === true) (values[use.alive] === true ? alive : dead).add(use);
  }
  const [first, ...others] = dead;
  // where the wiring is decided, that is what a decision may do, and not a fault of many places
  if (first && others.length >= MANY) return [summary(first, dead.size)];
  return [...dead].map((use) =>
    warning(
      use,
      alive.has(use) ? 'reaches no output of some of the networks' : 'reaches no output of any of the networks tried',
    ),
  );
}

const MANY = 10;

function summary(first: LayerUse, count: number): Problem {
  return {
    place: first.place,
    message: `the outputs of ${count} layers, as ${first.path}, reach no output of some of the networks, so they have no gradients there`,
    severity: 'warning',
  };
}

function warning(use: LayerUse, what: string): Problem {
  return {
    place: use.place,
    message: `the output of ${use.path} ${what}, so it has no gradients`,
    hint: 'name it in a later item, or leave it out',
    severity: 'warning',
  };
}
