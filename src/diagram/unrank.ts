import type { Choice, Diagram } from '../types.js';
import { toLimbs } from './diagram.js';
import { walkOf } from './walk.js';

/**
 * Writes architecture number `index` into `choice`. Numbers run from 0 to size - 1, lexicographic in the diagram's
 * order of decisions and in the order of values. Throws a RangeError outside of that.
 */
export function unrank(diagram: Diagram, index: bigint, choice: Choice): void {
  if (index < 0n || index >= diagram.size) throw new RangeError(`index ${index} is not in [0, ${diagram.size})`);
  unrankLimbs(diagram, Float64Array.from(toLimbs(index, diagram.countLimbs.length, 40n)), choice);
}

/** The same for an index in limbs of 40 bits, as many as the diagram's counts have; uses them up. */
export function unrankLimbs(diagram: Diagram, index: Float64Array, choice: Choice): void {
  const { order, level, arcChild, arcValue, nodeCount } = diagram;
  const walk = walkOf(diagram);
  choice.fill(-1);
  for (let node = 0; node < nodeCount - 1;) {
    const arc = walk.step(node, index);
    choice[order[level[node] as number] as number] = arcValue[arc] as number;
    node = arcChild[arc] as number;
  }
}
