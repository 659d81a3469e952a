import type { Architecture, Choice, Graph } from '../src/types.js';

/** An architecture as a choice, by plain look-up. @throws Error where a name or a value is not the graph's */
export function choiceOf(graph: Graph, architecture: Architecture): Choice {
  const names = new Set(graph.decisions.map((decision) => decision.name));
  const strange = Object.keys(architecture).find((name) => !names.has(name));
  if (strange !== undefined) throw new Error(`there is no decision ${strange}`);
  return Int32Array.from(graph.decisions, ({ name, values }) => {
    const value = architecture[name];
    if (value === undefined) return -1;
    const index = values.findIndex((candidate) => JSON.stringify(candidate) === JSON.stringify(value));
    if (index === -1) throw new Error(`${name} cannot be ${JSON.stringify(value)}`);
    return index;
  });
}
