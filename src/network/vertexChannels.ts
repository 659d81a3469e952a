import type { Dag } from './dag.js';
import { bitCount, hasEdge } from './dag.js';

/**
 * How many channels each vertex of a graph has whose output concatenates what leads to it. Those inner vertices share
 * out `total` evenly, the first ones taking one more where it does not divide; any other has as many as the widest
 * inner vertex that reads it. Input and output: `total`.
 */
export function vertexChannels(dag: Dag, total: number): number[] {
  const output = dag.length - 1;
  const inner = (dag[output] as number) & ~1;
  const sharers = bitCount(inner);
  const channels = new Array<number>(dag.length).fill(total);
  let before = 0;
  for (let vertex = 1; vertex < output; vertex++) {
    if (!hasEdge(dag, vertex, output)) continue;
    channels[vertex] = Math.floor(total / sharers) + (before < total % sharers ? 1 : 0);
    before++;
  }
  for (let vertex = output - 1; vertex > 0; vertex--) {
    if (hasEdge(dag, vertex, output)) continue;
    const readers = channels.filter((_, reader) => reader < output && hasEdge(dag, vertex, reader));
    channels[vertex] = Math.max(...readers);
  }
  return channels;
}
