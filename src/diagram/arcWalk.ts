import type { Diagram } from '../types.js';
import { KERNEL_NUMBERS } from './kernelBytes.js';
import type { KernelMemory } from './kernels.js';
import { streamKeys } from './keyStream.js';
import type { LaneLayout } from './laneLayout.js';
import { blockBytes, recordBytes, TERMINAL, TERMINAL_RECORD, WalkBlock } from './walkBlock.js';

/**
 * Walks by decision: at every node, each arc is equally likely. A node is
 *
 *     i32 x 2    address of its first arc, number of arcs
 *     u32        the last word that is taken: those above would favour the first arcs
 *
 * and an arc a record of WalkBlock's, in the order of the diagram.
 */
export class ArcWalk {
  readonly block: WalkBlock;
  private readonly memory: KernelMemory;
  private readonly root: number;

  constructor(diagram: Diagram, memory: KernelMemory, layout: LaneLayout, seed: number) {
    this.memory = memory;
    this.block = new WalkBlock(memory, layout);
    memory.words.set(streamKeys(seed), KERNEL_NUMBERS.KEYS >>> 2);
    this.root = this.writeNodes(diagram, layout);
  }

  /** As TableWalk's. */
  sample(first: number, count: number, out: readonly Float64Array[], at: number): void {
    const { block } = this;
    const { run } = this.memory;
    run.openStreams(first, count);
    block.begin(count, this.root);
    for (let union = this.root; union !== TERMINAL;) {
      run.drawWords(0, count);
      union = run.decide(block.row, count, block.stride);
      block.stepped(count);
    }
    block.finish(count, out, at);
  }

  private writeNodes(diagram: Diagram, { arcs: lanes }: LaneLayout): number {
    const { nodeCount, arcCount, arcStart, arcChild } = diagram;
    const { memory } = this;
    const { stride } = this.block;
    const nodes = memory.allocate(NODE * nodeCount);
    const arcs = memory.allocate(stride * arcCount);
    const { words } = memory;
    const place = (node: number) => (node === nodeCount - 1 ? TERMINAL : nodes + NODE * node);
    const write = (at: number, first: number, count: number) =>
      words.set([first, count, 2 ** 32 - (2 ** 32 % count) - 1], at >>> 2);
    for (let node = 0; node < nodeCount - 1; node++) {
      const start = arcStart[node] as number;
      write(place(node), arcs + stride * start, (arcStart[node + 1] as number) - start);
    }
    for (let arc = 0; arc < arcCount; arc++) {
      const record = (arcs + stride * arc) >>> 2;
      words[record + 2] = place(arcChild[arc] as number);
      lanes.forEach((lane, l) => (words[record + 4 + l] = lane[arc] as number));
    }
    write(TERMINAL, TERMINAL_RECORD, 1);
    words[(TERMINAL_RECORD + 8) >>> 2] = TERMINAL;
    return place(0);
  }
}

/** What a walk allocates. */
export function arcBytes({ nodeCount, arcCount }: Diagram, layout: LaneLayout): number {
  return blockBytes(layout) + NODE * nodeCount + recordBytes(layout) * arcCount + 128;
}

/** Bytes of a node. */
const NODE = 16;
