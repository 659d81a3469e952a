import type { Graph, NodeId } from '../types.js';

/** For every node, the set of decisions that it depends on, as rows of bits. */
export class Cones {
  private readonly words: number;
  private readonly bits: Uint32Array;

  constructor(graph: Graph) {
    this.words = Math.ceil(graph.decisions.length / 32);
    this.bits = new Uint32Array(graph.nodes.length * this.words);
    graph.nodes.forEach((node, id) => {
      if (node.kind === 'decision') {
        this.bits[id * this.words + (node.decision >>> 5)] = 1 << (node.decision & 31);
      } else if (node.kind === 'apply') {
        for (const input of node.inputs) this.merge(id, input);
      }
    });
  }

  has(node: NodeId, decision: number): boolean {
    return (((this.bits[node * this.words + (decision >>> 5)] as number) >>> (decision & 31)) & 1) === 1;
  }

  /** Decisions that a node depends on, ascending. */
  decisions(node: NodeId): number[] {
    const list: number[] = [];
    for (let word = 0; word < this.words; word++) {
      let bits = this.bits[node * this.words + word] as number;
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        list.push(32 * word + bit);
        bits &= bits - 1;
      }
    }
    return list;
  }

  private merge(into: NodeId, from: NodeId): void {
    for (let word = 0; word < this.words; word++) {
      this.bits[into * this.words + word] =
        (this.bits[into * this.words + word] as number) | (this.bits[from * this.words + word] as number);
    }
  }
}
