import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillIndices, indexLimbs } from '../src/diagram/fillIndices.js';
import { openKernels } from '../src/diagram/kernels.js';
import { layLanes } from '../src/diagram/laneLayout.js';
import { columnsOf } from '../src/diagram/metricColumns.js';
import { feistelShape } from '../src/diagram/permutation.js';
import { TableWalk } from '../src/diagram/tableWalk.js';
import { BLOCK } from '../src/diagram/walkBlock.js';
import type { Diagram } from '../src/types.js';

/** What the machine could do: nanoseconds of CPU time per architecture, of limit.c. */
export interface Limit {
  /** A distinct sample with four metrics, and of that its index and its columns. */
  readonly sample: number;
  readonly permute: number;
  readonly write: number;
  /** An architecture enumerated with one metric and with four, into columns of 160 MB. */
  readonly enumerate1: number;
  readonly enumerate4: number;
  /** The same into columns of 65,536 rows, which fit in the caches. */
  readonly cached1: number;
  readonly cached4: number;
  /** Memory written by memset, and read by a sum, a second. */
  readonly written: number;
  readonly read: number;
}

export type MeasuredLimit = { readonly limit: Limit } | { readonly missing: string };

const SAMPLES = 1_000_000;
const SEED = 1;

/**
 * Runs the compiled limit.c over the tables of four sum metrics of a diagram of 2^62 to 2^80 architectures.
 *
 * @param folder for temporary files
 */
export function measureLimit(
  program: string,
  folder: string,
  diagram: Diagram,
  metrics: readonly number[],
): MeasuredLimit {
  const file = join(folder, 'tables');
  const total = writeTables(file, diagram, metrics);
  const { status, signal, stdout } = spawnSync(program, [file], { encoding: 'utf8' });
  if (status !== 0) return { missing: `limit.c ended with ${signal ?? `exit code ${status}`}; it takes 640 MB` };
  const { total: found, ...limit } = JSON.parse(stdout) as Limit & { readonly total: number };
  if (found !== total) throw new Error(`limit.c sums up to ${found}, not ${total}`);
  return { limit };
}

/** Writes struct parameters of limit.c, and the memory of the kernels behind it; returns the sum of all figures. */
function writeTables(file: string, diagram: Diagram, metrics: readonly number[]): number {
  const layout = layLanes(diagram, columnsOf(diagram, metrics));
  const limbs = indexLimbs(diagram.size);
  const memory = openKernels(1 << 20, limbs);
  if (layout === undefined || memory === undefined) throw new Error('there are no kernels to compare with');
  const fill = fillIndices(memory, 'distinct', SEED, diagram.size);
  const walk = new TableWalk(diagram, memory, layout, fill, limbs);
  const out = layout.columns.map(() => new Float64Array(BLOCK));
  let total = 0;
  for (let first = 0; first + BLOCK <= SAMPLES; first += BLOCK) {
    walk.sample(first, BLOCK, out, 0);
    for (const column of out) for (const figure of column) total += figure;
  }
  const { rightBits, keys, leftMasks, rightMasks } = feistelShape(SEED, diagram.size);
  const parameters = Buffer.alloc(224);
  const words = [walk.root, walk.block.stride, walk.wideStride, rightBits, ...leftMasks, ...rightMasks];
  words.forEach((word, i) => parameters.writeInt32LE(word | 0, 4 * i));
  parameters.writeBigInt64LE(BigInt.asUintN(62, diagram.size), 32);
  parameters.writeBigInt64LE(diagram.size >> 62n, 40);
  layout.columns.forEach((column, c) => {
    if (column.kind !== 'sum' || column.weights.length !== 1) throw new Error('limit.c adds up one lane per metric');
    parameters.writeDoubleLE(column.weights[0] as number, 48 + 8 * c);
    parameters.writeDoubleLE(column.base, 80 + 8 * c);
  });
  keys.forEach((key, i) => parameters.writeInt32LE(key, 112 + 4 * i));
  parameters.writeBigInt64LE(BigInt(SAMPLES), 208);
  parameters.writeBigInt64LE(BigInt(memory.used), 216);
  writeFileSync(file, Buffer.concat([parameters, new Uint8Array(memory.words.buffer, 0, memory.used)]));
  return total;
}
