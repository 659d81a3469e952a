import { toLimbs } from './diagram.js';
import { Draws, KeyStream } from './keyStream.js';
import type { PathTables } from './pathTables.js';
import { sampleIndices, type SampleIndices } from './sampleIndices.js';
import type { SampleOptions } from './sampleOptions.js';
import { walkOf } from './walk.js';

/**
 * Costs of samples lo to hi - 1 as sampleCosts gives them, one path after the other and an arc at a time: for a few
 * samples, and where kernels cannot be had.
 */
export function samplePlainly(
  tables: PathTables,
  options: SampleOptions,
  lo: number,
  hi: number,
  out: readonly Float64Array[],
): void {
  if (options.mode === 'decision') return byDecision(tables, options.seed, lo, hi, out);
  const indexOf = limbsOf(sampleIndices(tables.diagram.size, options.seed, options.mode));
  const limbs = tables.diagram.countLimbs.length;
  for (let i = lo; i < hi; i++) walkArcs(tables, Float64Array.from(indexOf(i, limbs)), i - lo, out);
}

/** Sample number → index in limbs of 40 bits. */
function limbsOf({ at, fill }: SampleIndices): (i: number, limbs: number) => Iterable<number> {
  if (fill === undefined) return (i, limbs) => toLimbs(at(i), limbs, 40n);
  const low = new Float64Array(1);
  const high = new Float64Array(1);
  return (i) => {
    fill(i, 1, low, high);
    return [low[0] as number, high[0] as number];
  };
}

function walkArcs(tables: PathTables, index: Float64Array, at: number, out: readonly Float64Array[]): void {
  const { diagram } = tables;
  const walk = walkOf(diagram);
  begin(tables, at, out);
  for (let node = 0; node < diagram.nodeCount - 1;) {
    const arc = walk.step(node, index);
    addArc(tables, arc, at, out);
    node = diagram.arcChild[arc] as number;
  }
}

/** Every arc of a node equally likely. */
function byDecision(tables: PathTables, seed: number, lo: number, hi: number, out: readonly Float64Array[]): void {
  const { nodeCount, arcStart, arcChild } = tables.diagram;
  const draws = new Draws(new KeyStream(seed));
  for (let i = lo; i < hi; i++) {
    begin(tables, i - lo, out);
    draws.open(i);
    for (let node = 0; node < nodeCount - 1;) {
      const start = arcStart[node] as number;
      const arc = start + draws.below((arcStart[node + 1] as number) - start);
      addArc(tables, arc, i - lo, out);
      node = arcChild[arc] as number;
    }
  }
}

function begin({ columns, diagram }: PathTables, at: number, out: readonly Float64Array[]): void {
  for (let c = 0; c < columns.length; c++) (out[c] as Float64Array)[at] = diagram.base[columns[c] as number] as number;
}

function addArc({ columns, diagram, isMax }: PathTables, arc: number, at: number, out: readonly Float64Array[]): void {
  for (let c = 0; c < columns.length; c++) {
    const column = out[c] as Float64Array;
    const cost = (diagram.columns[columns[c] as number] as Float64Array)[arc] as number;
    const before = column[at] as number;
    column[at] = isMax[c] === true ? Math.max(before, cost) : before + cost;
  }
}
