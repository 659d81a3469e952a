import { arcBytes, ArcWalk } from './arcWalk.js';
import { fillIndices, indexLimbs } from './fillIndices.js';
import { openKernels } from './kernels.js';
import { layLanes } from './laneLayout.js';
import type { PathTables } from './pathTables.js';
import type { SampleOptions } from './sampleOptions.js';
import { samplePlainly } from './samplePlainly.js';
import { TABLE_BYTES, TableWalk } from './tableWalk.js';
import { BLOCK, blockBytes } from './walkBlock.js';

/**
 * Costs of samples lo to hi - 1 of a seed: out[c][i - lo] is the total of tables.columns[c] over sample i's path.
 * Sample numbers are below 2^53, and below size where the mode is `distinct`. What sample i is depends on (seed, mode,
 * i) alone.
 */
export function sampleCosts(
  tables: PathTables,
  options: SampleOptions,
  lo: number,
  hi: number,
  out: readonly Float64Array[],
): void {
  if (lo >= hi) return;
  tables.served += hi - lo;
  const walk = tables.served > FEW_SAMPLES + tables.diagram.arcCount ? blockWalk(tables, options) : undefined;
  if (walk === undefined) return samplePlainly(tables, options, lo, hi, out);
  for (let first = lo; first < hi; first += BLOCK) walk.sample(first, Math.min(BLOCK, hi - first), out, first - lo);
}

/** So many samples, and one more for each arc, and tables pay for themselves. */
const FEW_SAMPLES = 2000;

type BlockWalk = Pick<TableWalk, 'sample'>;

/** The walk that was last used with these tables, or a new one; nothing where it cannot be had. */
function blockWalk(tables: PathTables, options: SampleOptions): BlockWalk | undefined {
  const known = walks.get(tables);
  if (known?.seed === options.seed && known.mode === options.mode) return known.walk;
  const walk = openWalk(tables, options);
  walks.set(tables, { ...options, walk });
  return walk;
}

const walks = new WeakMap<PathTables, SampleOptions & { walk: BlockWalk | undefined }>();

function openWalk({ diagram, columns }: PathTables, { mode, seed }: SampleOptions): BlockWalk | undefined {
  const layout = layLanes(diagram, columns);
  if (layout === undefined) return undefined;
  if (mode === 'decision') {
    const memory = openKernels(arcBytes(diagram, layout));
    return memory && new ArcWalk(diagram, memory, layout, seed);
  }
  const limbs = indexLimbs(diagram.size);
  const memory = openKernels(blockBytes(layout) + TABLE_BYTES, limbs);
  return memory && new TableWalk(diagram, memory, layout, fillIndices(memory, mode, seed, diagram.size), limbs);
}
