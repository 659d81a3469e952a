import type { Graph, NodeId } from '../types.js';
import type { Cones } from './cones.js';
import type { NodeEvaluator } from './nodeEvaluator.js';
import { mix32 } from './mix.js';

/** What is estimated of nodes by a few random assignments. */
export interface Estimates {
  /** Per node, log2 of how many values it takes. */
  readonly weights: Float64Array;
  /** Per node, the number of its twins: nodes of the same decisions of which each tells what the others do. */
  readonly twins: Int32Array;
  /** Per number of twins, that of their family: together they tell no more than the heaviest of them does. */
  readonly families: Int32Array;
  /** Per family, the number of the set of decisions that it depends on. */
  readonly cones: Int32Array;
  /** Per such set, log2 of how many combinations its decisions have. */
  readonly most: Float64Array;
}

/**
 * Estimates how many values each node takes: no more than its inputs or its decisions allow, and no more than it shows
 * in a few random assignments, where those repeat themselves.
 */
export function estimateWeights(graph: Graph, cones: Cones, evaluator: NodeEvaluator): Estimates {
  const samples = sampleNodes(graph, evaluator);
  const shown = samples.map((values) => new Set(values).size);
  const weights = new Float64Array(graph.nodes.length);
  graph.nodes.forEach((node, id) => {
    if (node.kind === 'decision') weights[id] = log2Size(graph, node.decision);
    if (node.kind !== 'apply') return;
    const count = shown[id] as number;
    weights[id] = Math.min(
      sum([...new Set(node.inputs)].map((input) => weights[input] as number)),
      sum(cones.decisions(id).map((decision) => log2Size(graph, decision))),
      2 * count < SAMPLES ? Math.log2(count) : Infinity,
    );
  });
  return { weights, ...findFamilies(graph, cones, samples) };
}

const SAMPLES = 32;

/** Per node, the values that it takes in the samples. */
function sampleNodes(graph: Graph, evaluator: NodeEvaluator): Int32Array[] {
  const samples = graph.nodes.map(() => new Int32Array(SAMPLES));
  for (let sample = 0; sample < SAMPLES; sample++) {
    graph.nodes.forEach((node, id) => {
      if (node.kind === 'decision') {
        const ids = evaluator.valueIds[node.decision] as Int32Array;
        const pick = (mix32(mix32(sample + 1) ^ (node.decision + 1)) >>> 0) % ids.length;
        evaluator.register[id] = ids[pick] as number;
      } else if (node.kind === 'apply') {
        evaluator.evaluate(id);
      }
      (samples[id] as Int32Array)[sample] = evaluator.register[id] as number;
    });
  }
  return samples;
}

/** A node that takes more values in the samples seems to tell all that others do. */
const FEW_VALUES = 8;

/**
 * Finds, among nodes of the same decisions, which tell the same, and of which another tells all, as the samples show: a
 * height and the stride that made it; the number of inputs and the sum of their channels.
 */
function findFamilies(graph: Graph, cones: Cones, samples: readonly Int32Array[]): Omit<Estimates, 'weights'> {
  const twins = new Int32Array(graph.nodes.length);
  const families: number[] = [];
  const coneOf: number[] = [];
  const most: number[] = [];
  for (const nodes of nodesByCone(graph, cones)) {
    const decisions = cones.decisions(nodes[0] as NodeId);
    const cone = most.push(sum(decisions.map((decision) => log2Size(graph, decision)))) - 1;
    const heads: { partition: Partition; family: number }[] = [];
    for (const { partition, members } of partitionsOf(nodes, samples)) {
      let home = heads.find((head) => head.partition.blocks <= FEW_VALUES && refines(head.partition, partition));
      if (!home) heads.push((home = { partition, family: coneOf.push(cone) - 1 }));
      const number = families.push(home.family) - 1;
      for (const node of members) twins[node] = number;
    }
  }
  return {
    twins,
    families: Int32Array.from(families),
    cones: Int32Array.from(coneOf),
    most: Float64Array.from(most),
  };
}

function nodesByCone(graph: Graph, cones: Cones): Iterable<NodeId[]> {
  const found = new Map<string, NodeId[]>();
  graph.nodes.forEach((_, id) => {
    const key = cones.decisions(id).join();
    const nodes = found.get(key);
    if (nodes) nodes.push(id);
    else found.set(key, [id]);
  });
  return found.values();
}

/** The partitions that the nodes make of the samples, the finest first. */
function partitionsOf(
  nodes: readonly NodeId[],
  samples: readonly Int32Array[],
): { partition: Partition; members: NodeId[] }[] {
  const found = new Map<string, { partition: Partition; members: NodeId[] }>();
  for (const node of nodes) {
    const values = samples[node] as Int32Array;
    const firsts = values.map((value) => values.indexOf(value));
    const key = firsts.join();
    const known = found.get(key);
    if (known) known.members.push(node);
    else found.set(key, { partition: { firsts, blocks: new Set(firsts).size }, members: [node] });
  }
  return [...found.values()].toSorted((a, b) => b.partition.blocks - a.partition.blocks);
}

/** Which samples a node tells apart: per sample, the first one with the same value. */
interface Partition {
  readonly firsts: Int32Array;
  readonly blocks: number;
}

function refines(fine: Partition, coarse: Partition): boolean {
  return fine.firsts.every((first, sample) => coarse.firsts[first] === coarse.firsts[sample]);
}

function log2Size(graph: Graph, decision: number): number {
  return Math.log2((graph.decisions[decision] as { values: readonly unknown[] }).values.length);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
